"""Where a document's own text leaves room: above the signer's name, after “Số:”, in the date."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pymupdf

from app.domain.folding import fold
from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, open_in_mupdf

_TITLE_WITHIN = 150.0
"""Points above the name in which the signer's title must end (NĐ 30/2020, Phụ lục III: ô 7a–7c)."""
_BESIDE = 110.0
"""Points by which the middles of title and name may differ."""
_LEAST_ROOM = 12.0
"""Points between title and name below which there is no room for a signature."""
_LEAST_GAP = 6.0
_PLACEHOLDERS = frozenset(".…_-")


@dataclass(frozen=True)
class SignerPlace:
    """Title and name of the one who is to sign, on the page as shown; origin bottom left."""

    page: int
    """1 for the first."""
    name: Rect
    title: Rect | None
    """The line above that ends nearest; None when the name stands alone."""

    def room(self, height: float) -> Rect:
        """Between title and name; ``height`` points above the name when there is no title."""
        middle = (self.name.x0 + self.name.x1) / 2
        top = self.name.y1 + height
        if self.title is not None:
            middle = (middle + (self.title.x0 + self.title.x1) / 2) / 2
            top = self.title.y0
        half = max(self.name.width, height) / 2
        return Rect(middle - half, self.name.y1, middle + half, top)


@dataclass(frozen=True)
class NumberPlaces:
    """Gaps on the first page that wait for number, day and month; None where there is none."""

    number: Rect | None
    day: Rect | None
    month: Rect | None


@dataclass(frozen=True)
class _Word:
    text: str
    """Folded: no marks, no capitals."""
    rect: Rect
    line: tuple[int, int]
    """Block and line; words of one line follow one another."""


def signer_place(pdf: Pdf, name: str) -> SignerPlace:
    """Where ``name`` stands last in the text of ``pdf``, marks and capitals apart.

    Errors: SIGNER_PLACE_ABSENT with ``name`` when the text (of a scan: its OCR layer) does not
    have it; PDF_DAMAGED.
    """
    wanted = fold(name).split()
    with _read(pdf) as document:
        for number in reversed(range(document.page_count)):
            words = _words(document[number])
            found = _last_run(words, wanted)
            if found is not None:
                return SignerPlace(number + 1, found, _title_above(words, found))
    raise AppError(Code.SIGNER_PLACE_ABSENT, name=name)


def number_places(pdf: Pdf) -> NumberPlaces:
    """Gaps in “Số: …/…” and “ngày … tháng … năm …” on the first page. Errors: PDF_DAMAGED."""
    with _read(pdf) as document:
        words = _words(document[0])
    return NumberPlaces(
        number=_gap(words, ("so:",), lambda text: "/" in text),
        day=_gap(words, ("ngay",), lambda text: text == "thang"),
        month=_gap(words, ("thang",), lambda text: text == "nam"),
    )


@contextmanager
def _read(pdf: Pdf) -> Iterator[Any]:
    try:
        with open_in_mupdf(pdf) as document:
            yield document
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error


def _words(page: Any) -> list[_Word]:
    """Of the page itself: stamps of earlier signatures hold names too."""
    height = page.rect.height
    drawn = page.get_displaylist(annots=0)
    content = pymupdf.TextPage(drawn.get_textpage(pymupdf.TEXTFLAGS_WORDS))
    return [
        _Word(fold(text), Rect(x0, height - y1, x1, height - y0), (block, line))
        for x0, y0, x1, y1, text, block, line, _ in content.extractWORDS()
    ]


def _last_run(words: Sequence[_Word], wanted: Sequence[str]) -> Rect | None:
    size = len(wanted)
    found: Rect | None = None
    for start in range(len(words) - size + 1):
        run = words[start : start + size]
        if size and [word.text.strip(".,;:") for word in run] == list(wanted):
            rect = _spanning([word.rect for word in run])
            if found is None or rect.y0 <= found.y0:
                found = rect
    return found


def _title_above(words: Sequence[_Word], name: Rect) -> Rect | None:
    """The nearest line that ends above ``name`` with room between them."""
    lines: dict[tuple[int, int], list[Rect]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.rect)
    middle = (name.x0 + name.x1) / 2
    near = [
        rect
        for rect in map(_spanning, lines.values())
        if _LEAST_ROOM <= rect.y0 - name.y1 <= _TITLE_WITHIN
        and abs((rect.x0 + rect.x1) / 2 - middle) <= _BESIDE
    ]
    return min(near, key=lambda rect: rect.y0, default=None)


def _gap(words: Sequence[_Word], before: Sequence[str], ends: Any) -> Rect | None:
    """The room after a word of ``before`` up to the one that ``ends`` it, if nothing is there."""
    kept = [word for word in words if not set(word.text) <= _PLACEHOLDERS]
    for left, right in pairwise(kept):
        same_line = abs(left.rect.y0 - right.rect.y0) < left.rect.height / 2
        text = right.text.lstrip("".join(_PLACEHOLDERS))
        filled = any(each.isdigit() for each in text.partition("/")[0])
        if left.text in before and same_line and ends(text) and not filled:
            start = right.rect.x0 + right.rect.width * (1 - len(text) / max(len(right.text), 1))
            if start - left.rect.x1 >= _LEAST_GAP:
                return Rect(left.rect.x1, left.rect.y0, start, left.rect.y1)
    return None


def _spanning(rects: Sequence[Rect]) -> Rect:
    return Rect(
        min(each.x0 for each in rects),
        min(each.y0 for each in rects),
        max(each.x1 for each in rects),
        max(each.y1 for each in rects),
    )
