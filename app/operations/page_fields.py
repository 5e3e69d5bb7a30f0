"""What the pages of a batch say of themselves, and what the officer says of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.paper import PaperId, Rect
from app.domain.paper_field import Field, PaperField
from app.domain.scan import PixelBox, ScannedPage
from app.scanning.page_placement import place_page
from app.scanning.text.document_fields import FoundField
from app.scanning.text.document_pages import ReadPage, read_document, read_page
from app.scanning.text.page_text import Box, PageText
from app.store.store import Store, Work

_MOST_PAGES = 200
"""Of a document; what is at hand for them is asked for again with each page that comes."""


@dataclass(frozen=True)
class PageField:
    """One field of the document that lies in view."""

    field: Field
    value: str
    """What counts: the officer's word, else what was read."""
    read: str
    """What was read; empty when nothing was, or not yet."""
    page: int
    """1 for the first."""
    page_id: str
    box: PixelBox | None
    """In pixels of the page as it is cleaned and turned; None while it is not read there."""
    confidence: int
    confirmed: bool


def fields_of_pages(
    pages: Sequence[ScannedPage], said: Mapping[tuple[str, Field], str]
) -> tuple[PageField, ...]:
    """Fields of the document that ``pages`` are, in the order of ``Field``.

    What the officer ``said`` goes before what was read; its place is where it was read.
    """
    texts = [_read_page(page) for page in pages[:_MOST_PAGES]]
    read = {each.found.field: each for each in read_document(texts)}
    numbers = {page.id: number for number, page in enumerate(pages, start=1)}
    made = {
        field: _read(pages[placed.page - 1], placed.page, placed.found)
        for field, placed in read.items()
    }
    for (page_id, field), value in sorted(said.items(), key=lambda each: -numbers[each[0][0]]):
        made[field] = _said(numbers[page_id], page_id, field, value, made.get(field))
    return tuple(made[field] for field in Field if field in made)


def batch_fields(store: Store, pages: Sequence[ScannedPage]) -> tuple[PageField, ...]:
    """:func:`fields_of_pages` with what the officer said so far."""
    with store.read() as work:
        return _known(work, pages)


def confirm_fields(*, store: Store, fields: Iterable[tuple[PageField, str]]) -> None:
    """Keep what the officer says of each field; empty means that the paper does not say it.

    From now on no reading changes it. Errors: PAGE_ABSENT.
    """
    with store.write() as work:
        for each, value in fields:
            work.fields.say(each.page_id, each.field, value)


def keep_with_paper(work: Work, paper_id: PaperId, pages: Sequence[ScannedPage]) -> None:
    """Keep with the paper that ``pages`` became what they say, in the transaction of ``work``."""
    by_id = {page.id: page for page in pages}
    work.fields.keep(
        paper_id,
        (
            PaperField(
                each.field, each.value, each.page,
                _on_paper(each.box, by_id[each.page_id]),
                each.confidence, each.confirmed,
            )
            for each in _known(work, pages)
        ),
    )  # fmt: skip


def _known(work: Work, pages: Sequence[ScannedPage]) -> tuple[PageField, ...]:
    return fields_of_pages(pages, work.fields.said_of([page.id for page in pages]))


def _read(page: ScannedPage, number: int, found: FoundField) -> PageField:
    return PageField(
        found.field, found.value, found.value, number, page.id, _pixels(found.box),
        found.confidence, confirmed=False,
    )  # fmt: skip


def _said(number: int, page_id: str, field: Field, value: str, read: PageField | None) -> PageField:
    """The officer's word; where the same was read there is a place for it."""
    if read is None or read.page_id != page_id:
        return PageField(field, value, "", number, page_id, None, 0, confirmed=True)
    return PageField(
        field, value, read.read, number, page_id, read.box, read.confidence, confirmed=True
    )


def _pixels(box: Box) -> PixelBox:
    return PixelBox(box.left, box.top, box.right, box.bottom)


def _on_paper(box: PixelBox | None, page: ScannedPage) -> Rect | None:
    """Where ``box`` lies on the page of the PDF, as its words do (``text.text_layer``)."""
    read = _read_page(page)
    if box is None or read is None:
        return None
    placed = place_page(read.width_px, read.height_px, dpi=page.dpi, rotation=0)
    left, bottom, width, height = placed.box
    across, up = width / read.width_px, height / read.height_px
    return Rect(
        left + box.left * across, bottom + height - box.bottom * up,
        left + box.right * across, bottom + height - box.top * up,
    )  # fmt: skip


def _read_page(page: ScannedPage) -> ReadPage | None:
    return _said_by(page.text) if page.text else None


@lru_cache(_MOST_PAGES)
def _said_by(text: str) -> ReadPage:
    return read_page(PageText.from_json(json.loads(text)))
