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


def read_document(pages: Sequence[PageText | None]) -> tuple[PlacedField, ...]:
    """The document that begins on the first of ``pages`` with words; None is a page not read.

    Its head is on that page and nowhere else; its signer is the last one before another document
    begins. While the first page is not read nothing can be said. In the order of ``Field``.
    """
    first = next((n for n, page in enumerate(pages) if page is None or page.words), None)
    if first is None or pages[first] is None:
        return ()
    read = [read_fields(page) if page else () for page in pages[first:]]
    own = [read[0], *takewhile(lambda fields: not _begins(fields), read[1:])]
    found = {each.field: PlacedField(first + 1, each) for each in own[0]}
    for signer in _signers(own, first):
        found[Field.SIGNER] = signer
    return tuple(found[field] for field in Field if field in found)


def _signers(pages: Sequence[Sequence[FoundField]], first: int) -> Iterator[PlacedField]:
    for number, fields in enumerate(pages, start=first + 1):
        for each in fields:
            if each.field is Field.SIGNER:
                yield PlacedField(number, each)


def _begins(fields: Sequence[FoundField]) -> bool:
    """Whether a page is the first of a document: it has a number or a name of its own."""
    return any(each.field in (Field.NUMBER, Field.KIND) for each in fields)
