"""Tables of what pages and papers say of themselves."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.changes import Topic
from app.store.schema import Row


class PageFieldRow(Row):
    """What the officer says a page says, whatever is read from it later."""

    __tablename__ = "page_fields"
    topic = Topic.SCANS

    page_id: Mapped[str] = mapped_column(
        ForeignKey("scan_pages.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str]


class PaperFieldRow(Row):
    """``app.domain.paper_field.PaperField``"""

    __tablename__ = "paper_fields"
    topic = Topic.PAPERS

    paper_id: Mapped[str] = mapped_column(
        ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str]
    page: Mapped[int]
    box: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    """Left, bottom, right and top in points."""
    confidence: Mapped[int]
    confirmed: Mapped[bool]
