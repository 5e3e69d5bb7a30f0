"""The table of the audit log. Its columns are text as it was hashed, not values."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.changes import Topic
from app.store.schema import Row


class AuditRow(Row):
    """Rows are only ever added, past the mapped objects; no screen reads again for them."""

    __tablename__ = "audit"
    topic = Topic.QUEUE

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    account: Mapped[str]
    act: Mapped[str] = mapped_column(String(40))
    dossier_id: Mapped[str] = mapped_column(String(32))
    facts: Mapped[str]
    """Canonical JSON (``app.domain.audit.canonical``)."""
    result: Mapped[str] = mapped_column(String(60))
    hash: Mapped[str] = mapped_column(String(64))


Index("audit_of_dossier", AuditRow.dossier_id)
