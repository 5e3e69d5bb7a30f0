"""Number and date written into the room that a document leaves for them, as a signature shows them.

Text added to a signed page would make earlier signatures illegal, and form fields must be there
before the first of them. The appearance of a further signature may stand anywhere, so number and
date are what the office's first signature shows; its seal is the second's (docs/decisions/008).
"""

from dataclasses import replace
from datetime import date

import pymupdf

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, PdfInMemory, open_in_mupdf
from signing.placement import Placement
from signing.profiles import ISSUING, Lock, SignatureProfile
from signing.stamp import Stamp, compose
from signing.stamp_font import stamp_font
from signing.text_places import NumberPlaces, number_places

NUMBERING: SignatureProfile = replace(ISSUING, id="number", lock=Lock.OWN_FIELD, lines=())
"""The office's signature that shows number and date."""
_SIZE = 13.0
"""Points (NĐ 30/2020, Phụ lục I, Phần II.3 and II.4)."""


def draw_numbering(source: Pdf, *, number: str, day: date) -> tuple[Stamp, Placement] | None:
    """What is to be written into ``source`` and where; None when it has no room for any of it.

    ``number`` is số và ký hiệu, e.g. ``123/QĐ-UBND``; only what stands before the stroke is
    written, for the rest is printed already. Days below 10 and the months 1 and 2 get a leading
    zero (Phụ lục I, Phần II.4b). Errors: PDF_DAMAGED.
    """
    written = _written(number_places(source), number, day)
    if not written:
        return None
    marks = [(_line(text), place) for text, place in written if text]
    around = Rect(
        min(place.x0 for _, place in marks),
        min(place.y0 for _, place in marks),
        max(place.x1 for _, place in marks),
        max(place.y1 for _, place in marks),
    )
    parts = []
    for line, place in marks:
        x = (place.x0 + place.x1 - line.width) / 2 - around.x0
        y = place.y0 - around.y0
        parts.append((line, Rect(x, y, x + line.width, y + line.height)))
    return compose(around.width, around.height, parts), Placement(1, around)


def _written(places: NumberPlaces, number: str, day: date) -> list[tuple[str, Rect]]:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    wanted = (
        (number.partition("/")[0].strip(), places.number),
        (f"{day.day:02d}", places.day),
        (month, places.month),
    )
    return [(text, place) for text, place in wanted if text and place is not None]


def _line(text: str) -> Stamp:
    """``text`` in black on a line of its own height."""
    font = stamp_font(text)
    operators = f"0 0 0 rg BT /F {_SIZE} Tf 0 {-font.descent * _SIZE:.3f} Td".encode()
    height = (font.ascent - font.descent) * _SIZE
    shown = operators + b" " + font.encoded(text) + b" Tj ET"
    return Stamp(font.length(text, _SIZE), height, shown, fonts={"F": font})


def drawn_copy(source: Pdf, stamp: Stamp, place: Placement) -> PdfInMemory:
    """``source`` to be looked at, with ``stamp`` drawn on it; never to be signed.

    The same gives the same bytes. Errors: PDF_DAMAGED.
    """
    try:
        with (
            open_in_mupdf(source) as document,
            pymupdf.open(stream=stamp.pdf, filetype="pdf") as mark,
        ):
            page = document[place.page - 1]
            rect, height = place.rect, page.rect.height
            shown = pymupdf.Rect(rect.x0, height - rect.y1, rect.x1, height - rect.y0)
            page.show_pdf_page(shown * page.derotation_matrix, mark, 0, rotate=-page.rotation)
            return PdfInMemory(source.name, document.tobytes(no_new_id=True))
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error
