"""The words by which dossiers are found; ``dossier_search`` (FTS5) indexes this table."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.changes import Topic
from app.store.schema import Row


class DossierWordsRow(Row):
    """Triggers keep the index in step (migration 0012). ``id`` grows with time: newest last."""

    __tablename__ = "dossier_words"
    topic = Topic.DOSSIERS

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dossier_id: Mapped[str] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), unique=True
    )
    head: Mapped[str] = mapped_column(default="")
    """Codes, people and procedure (``app.domain.search_words``)."""
    papers: Mapped[str] = mapped_column(default="")
    """Titles, fields and text of its papers."""
