"""What pages and papers say of themselves, as the store keeps it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.paper import PaperId, Rect
from app.domain.paper_field import Field, PaperField
from app.domain.search_words import search_words
from app.errors import AppError, Code
from app.store.field_rows import PageFieldRow, PaperFieldRow
from app.store.schema import PageRow, PaperRow
from app.store.words import Words


class PaperFields:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_paper(self, paper_id: PaperId) -> tuple[PaperField, ...]:
        """In the order of ``Field``; nothing for a paper that does not exist."""
        rows = self._session.scalars(
            select(PaperFieldRow).where(PaperFieldRow.paper_id == paper_id)
        )
        order = list(Field)
        return tuple(sorted(map(_field, rows), key=lambda each: order.index(each.field)))

    def keep(self, paper_id: PaperId, fields: Iterable[PaperField]) -> None:
        """Keep ``fields`` with the paper in place of those of the same names; its dossier is
        found by them, too.
        """
        fields = tuple(fields)
        paper = self._session.get_one(PaperRow, paper_id)
        paper.words = search_words(paper.words, *(each.value for each in fields))
        Words(self._session).write_papers(paper.dossier_id)
        for each in fields:
            box = None if each.box is None else [each.box.x0, each.box.y0, each.box.x1, each.box.y1]
            self._session.merge(
                PaperFieldRow(
                    paper_id=paper_id, field=each.field, value=each.value, page=each.page, box=box,
                    confidence=each.confidence, confirmed=each.confirmed,
                )
            )  # fmt: skip

    def said_of(self, page_ids: Sequence[str]) -> dict[tuple[str, Field], str]:
        """What the officer said of pages, by page and field."""
        rows = self._session.scalars(select(PageFieldRow).where(PageFieldRow.page_id.in_(page_ids)))
        return {(row.page_id, Field(row.field)): row.value for row in rows}

    def say(self, page_id: str, field: Field, value: str) -> None:
        """Keep what the officer says of a page; empty when it does not say such a thing.

        Errors: PAGE_ABSENT.
        """
        if self._session.get(PageRow, page_id) is None:
            raise AppError(Code.PAGE_ABSENT, page=page_id)
        self._session.merge(PageFieldRow(page_id=page_id, field=field, value=value))

    def carry_over(self, page_id: str, new_page_id: str) -> None:
        """What the officer said of a page holds for the same page, scanned again."""
        for (_, field), value in self.said_of([page_id]).items():
            self.say(new_page_id, field, value)


def _field(row: PaperFieldRow) -> PaperField:
    return PaperField(
        field=Field(row.field),
        value=row.value,
        page=row.page,
        box=None if row.box is None else Rect(*row.box),
        confidence=row.confidence,
        confirmed=row.confirmed,
    )
