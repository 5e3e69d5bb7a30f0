"""Table of the acts that met what somebody else did meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.changes import Topic
from app.store.schema import Row


class CollisionRow(Row):
    """Both versions of what happened to a dossier. Never deleted."""

    __tablename__ = "collisions"
    topic = Topic.OUTBOX

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    dossier_id: Mapped[str] = mapped_column(String(32))
    act: Mapped[dict[str, Any]]
    """Ours, as it was queued."""
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(40))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Theirs, oldest first."""
    noted_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(12), default="", server_default="")
