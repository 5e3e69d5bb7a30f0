"""Table of the lists that the province publishes and this counter keeps."""

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.changes import Topic
from app.store.schema import Row


class MirrorRow(Row):
    """One list, always replaced as a whole."""

    __tablename__ = "mirrored_lists"
    topic = Topic.CATALOGUE

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    etag: Mapped[str]
    """It came with this one; empty when it came with none."""
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Fields as the domain names them; days and clocks in ISO 8601."""
