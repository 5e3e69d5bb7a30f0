"""What a document of several pages says of itself: its head on one page, its foot on another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from app.domain.paper_field import Field
from app.scanning.text.document_fields import FoundField, read_fields
from app.scanning.text.page_text import PageText


@dataclass(frozen=True)
class PlacedField:
    page: int
    """1 for the first."""
    found: FoundField


@dataclass(frozen=True)
class ReadPage:
    """What is needed of one page to know what its document says."""

    width_px: int
    height_px: int
    empty: bool
    """There is not one word on it."""
    fields: tuple[FoundField, ...]


def read_page(page: PageText) -> ReadPage:
    return ReadPage(page.width_px, page.height_px, not page.words, read_fields(page))


def read_document(pages: Sequence[ReadPage | None]) -> tuple[PlacedField, ...]:
    """The document that begins on the first of ``pages`` with words; None is a page not read.

    Its head is on that page and nowhere else; its signer is the last one before another document
    begins. While the first page is not read nothing can be said. In the order of ``Field``.
    """
    first = next((n for n, page in enumerate(pages) if page is None or not page.empty), None)
    head = None if first is None else pages[first]
    if first is None or head is None:
        return ()
    rest = takewhile(lambda page: page is None or not _begins(page), pages[first + 1 :])
    found = {each.field: PlacedField(first + 1, each) for each in head.fields}
    for signer in _signers([head, *rest], first):
        found[Field.SIGNER] = signer
    return tuple(found[field] for field in Field if field in found)


def _signers(pages: Sequence[ReadPage | None], first: int) -> Iterator[PlacedField]:
    for number, page in enumerate(pages, start=first + 1):
        for each in page.fields if page else ():
            if each.field is Field.SIGNER:
                yield PlacedField(number, each)


def _begins(page: ReadPage) -> bool:
    """Whether it is the first of a document: it has a number or a name of its own."""
    return any(each.field in (Field.NUMBER, Field.KIND) for each in page.fields)
