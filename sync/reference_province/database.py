"""The tables of the reference province."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from app.domain.working_time import VIETNAM


class Moment(TypeDecorator[datetime]):
    """A moment with an offset. SQLite keeps no offsets: UTC goes in, Vietnam's time comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(VIETNAM)


class Table(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)
        datetime: Moment,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Unit(Table):
    """A one-stop shop. Its row is locked by whoever writes the unit's dossiers."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20), server_default="commune")
    """``province``, ``department`` or ``commune``."""
    parent: Mapped[str] = mapped_column(String(40), server_default="")
    last_cursor: Mapped[int] = mapped_column(default=0)
    """Of the unit's change feed."""
    audit_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Where the unit's audit log ends, see ``audit_chain``."""
    audit_count: Mapped[int] = mapped_column(default=0, server_default="0")


class Account(Table):
    __tablename__ = "accounts"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    full_name: Mapped[str] = mapped_column(String(200))
    identity_number: Mapped[str] = mapped_column(String(12))
    department: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    certificate_serial: Mapped[str] = mapped_column(String(64))
    password: Mapped[str] = mapped_column(String(200))
    """As ``passwords.hash_password`` writes it."""
    unit: Mapped[Unit] = relationship(lazy="joined")
    person: Mapped["AccountPerson | None"] = relationship(lazy="joined")


class AccountPerson(Table):
    """Whom an account belongs to. A table of its own: provinces made before it go on."""

    __tablename__ = "account_people"

    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"), primary_key=True)
    born: Mapped[date | None]
    gender: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(30))
    email: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(500))


class WrongPasswords(Table):
    """Failed sign-ins in a row under one name, whether an account has it or not."""

    __tablename__ = "wrong_passwords"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class SignIn(Table):
    """One sign-in of an officer on one machine; all its tokens end with it."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuthorizationCode(Table):
    __tablename__ = "authorization_codes"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_ins.id"))
    redirect_uri: Mapped[str] = mapped_column(String(500))
    code_challenge: Mapped[str] = mapped_column(String(43))
    nonce: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RefreshToken(Table):
    __tablename__ = "refresh_tokens"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_ins.id"), index=True)
    parent: Mapped[str] = mapped_column(String(64), index=True)
    """Hash of the refresh token that this one replaced, empty for the first."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    superseded: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Another one took its place, because the answer with it seemed lost."""


class AccessToken(Table):
    __tablename__ = "access_tokens"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_ins.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Upload(Table):
    """A file on its way or received. The bytes lie in the files folder, never here."""

    __tablename__ = "uploads"
    __table_args__ = (
        UniqueConstraint("unit_code", "sha256"),
        Index(
            "uploads_unfinished",
            "unit_code",
            "created_at",
            sqlite_where=text("received_at IS NULL"),
            postgresql_where=text("received_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """As the counter declared it; true once ``received_at`` is set."""
    length: Mapped[int]
    filename: Mapped[str] = mapped_column(String(300))
    """As the counter calls it; never part of a path."""
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


class Procedure(Table):
    __tablename__ = "procedures"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    published: Mapped[dict[str, Any]]
    """A ``ProcedureInfo``."""


class Dossier(Table):
    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("unit_code", "day", "number"),
        UniqueConstraint("unit_code", "dossier_id"),
        Index("dossiers_by_receipt", "unit_code", "received_at"),
        Index("dossiers_by_state", "unit_code", "state"),
    )

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    day: Mapped[date]
    number: Mapped[int]
    dossier_id: Mapped[str | None] = mapped_column(String(32))
    """The counter's identifier, None for dossiers filed elsewhere."""
    provisional_code: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    handled_by: Mapped[str] = mapped_column(String(200))
    procedure_code: Mapped[str] = mapped_column(String(60))
    procedure_name: Mapped[str] = mapped_column(String(500))
    case_code: Mapped[str] = mapped_column(String(40))
    applicant: Mapped[dict[str, Any]]
    """An ``ApplicantSent``."""
    fees: Mapped[list[dict[str, Any]]]
    """Each a ``FeeSent``."""
    return_way: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    search: Mapped[str] = mapped_column(Text)
    """What officers search by, without marks."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Rises by one with each act."""
    filed: Mapped[str] = mapped_column(String(10), default="counter", server_default="counter")
    """``counter``, ``post`` or ``online``."""
    finished_at: Mapped[datetime | None]
    """When there was a result, or a refusal."""
    outcome: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """Once finished: ``early`` (before the promised day), ``on_time`` or ``late``."""
    result_step: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """``approved`` by the leader, ``issued`` by the clerk, or empty."""
    result_number: Mapped[str] = mapped_column(String(80), default="", server_default="")
    papers: Mapped[list["Paper"]] = relationship(order_by="Paper.position")


class Paper(Table):
    __tablename__ = "papers"

    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sent: Mapped[dict[str, Any]]
    """A ``PaperSent``."""
    part: Mapped[str] = mapped_column(String(20), default="component", server_default="component")
    """``component``, ``result``, ``former_result``, ``form``, ``opinion`` or ``receipt``."""
    reused: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Taken from the warehouse."""


class Act(Table):
    """An act that was carried out, under the key that makes its repeats harmless."""

    __tablename__ = "acts"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), server_default="receive_dossier")
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the act's content."""
    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"))
    dossier_code: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), index=True)
    receipt: Mapped[dict[str, Any]]
    """The ``ActReceipt`` that was answered."""


class ChangeEntry(Table):
    __tablename__ = "changes"

    unit_code: Mapped[str] = mapped_column(ForeignKey("units.code"), primary_key=True)
    cursor: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    news: Mapped[dict[str, Any]]
    """The ``DossierNews`` of that moment."""
    act: Mapped[str] = mapped_column(String(40), server_default="")
