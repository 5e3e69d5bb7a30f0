"""What the processes of one province share."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sync.reference_province.database import Table


class RateBucket(Table):
    """How many requests an account has left, see ``limits``."""

    __tablename__ = "rate_buckets"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    remaining: Mapped[float]
    filled_at: Mapped[float]
    """Seconds since 1970."""


class SigningKey(Table):
    """The key that signs ID tokens: all processes have the same one."""

    __tablename__ = "signing_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    private_key: Mapped[str] = mapped_column(Text)
    """PKCS#8 in PEM. Whoever reads the database can sign people in anyway."""
