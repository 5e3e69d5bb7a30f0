"""Whether a number of the register stands on a signed document."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

import pymupdf

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, open_in_mupdf
from signing.verification.report import SignatureReport

_SAME_LINE = 5.0
"""Points between the middles of words that stand in one line."""
_LEADERS = str.maketrans("", "", ".…_·")
"""What a form leaves for the number to be written over."""
_BEFORE = "số:"
_Word = tuple[float, float, str]
"""Left edge and middle in points, from the top of the page as it is shown; text."""


def heads_document(file: Pdf, written: str) -> bool:
    """Whether the first line of page 1 that begins with ``Số:`` goes on with ``written``, e.g.
    ``12/QĐ-UBND``.

    It may stand in a stamp or have been typed: a file that is verified bears what was signed.
    Errors: PDF_DAMAGED.
    """
    return _said(_words(file, 1), written, first=True)


def is_on_first_page(file: Pdf, written: str) -> bool:
    """Whether any line of page 1 begins with ``Số:`` and ``written``. Errors: PDF_DAMAGED."""
    return _said(_words(file, 1), written)


def stamp_words(file: Pdf, signature: SignatureReport) -> str:
    """What is to be read where the stamp of ``signature`` stands, on one line and without marks of
    its layout: in small letters, no spaces. Empty without a stamp. Errors: PDF_DAMAGED.
    """
    if signature.rect is None:
        return ""
    lines = _lines(_words(file, signature.page, signature.rect))
    return "".join(_bare(text) for line in lines for _, _, text in line)


def heads_with_another(file: Pdf, written: str) -> bool:
    """Whether page 1 has a line ``Số:`` with a number, and none of them is ``written``.

    A scan without text has none. Errors: PDF_DAMAGED.
    """
    words = _words(file, 1)
    said = ["".join(_bare(text) for _, _, text in line) for line in _lines(words)]
    numbered = any(re.match(rf"{_BEFORE}\d", line) for line in said)
    return numbered and not _said(words, written)


def stands_in_stamp(file: Pdf, signature: SignatureReport, written: str) -> bool:
    """Whether the stamp of ``signature`` has the line ``Số:`` ``written``. Errors: PDF_DAMAGED."""
    if signature.rect is None:
        return False
    return _said(_words(file, signature.page, signature.rect), written)


def _said(words: Sequence[_Word], written: str, *, first: bool = False) -> bool:
    lines = [list(accumulate(_bare(text) for _, _, text in line)) for line in _lines(words)]
    numbers = [line for line in lines if line and line[-1].startswith(_BEFORE)]
    return any(f"{_BEFORE}{_bare(written)}" in line for line in numbers[: 1 if first else None])


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """The words of each line, from the left."""
    line: list[_Word] = []
    for word in sorted(words, key=lambda each: each[1]):
        if line and word[1] - line[0][1] > _SAME_LINE:
            yield sorted(line)
            line = []
        line.append(word)
    yield sorted(line)


def _words(file: Pdf, page: int, inside: Rect | None = None) -> list[_Word]:
    """The words on ``page``, those of stamps too; only those in the middle of ``inside``."""
    try:
        with open_in_mupdf(file) as document:
            shown = document[page - 1]
            height = shown.rect.height
            drawn = shown.get_displaylist(annots=1).get_textpage(pymupdf.TEXTFLAGS_WORDS)
            found = pymupdf.TextPage(drawn).extractWORDS()
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError) as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error
    return [
        (x0, (y0 + y1) / 2, text)
        for x0, y0, x1, y1, text, *_ in found
        if inside is None
        or (
            inside.x0 <= (x0 + x1) / 2 <= inside.x1
            and inside.y0 <= height - (y0 + y1) / 2 <= inside.y1
        )
    ]


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().translate(_LEADERS).split())
