"""What a document will look like when the office has given it a number. No Qt."""

from app.counter import Counter
from app.pdf_content import PdfInMemory
from signing.numbering import draw_numbering, drawn_copy
from signing.profiles import ISSUING
from signing.stamp_drawing import VIETNAM
from ui.sign.stamp_wish import StampWish, previewed_number


def numbered_copy(counter: Counter, pdf: PdfInMemory, wish: StampWish) -> PdfInMemory:
    """``pdf``, with number and date where it leaves room for them, drawn by the same operators as
    the signature that will show them.
    """
    number = previewed_number(counter, wish) if wish.profile.id == ISSUING.id else ""
    if not number:
        return pdf
    day = wish.details.day or counter.now().astimezone(VIETNAM).date()
    drawn = draw_numbering(pdf, number=number, day=day)
    return drawn_copy(pdf, *drawn) if drawn else pdf
