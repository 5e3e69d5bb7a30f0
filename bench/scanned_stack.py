"""A stack as a feeder takes it: forms with seal and signature, a little aslant, some on a lid."""

from pathlib import Path

from PIL import Image

from app.scanning.source import PageImage
from tests.scanning.page_images import write_page
from tests.scanning.paper_drawings import FULL_FORMS, Form, Mark, form_lines
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan

PAGES = 20
_SKEWS = (-2.3, 0.0, 1.1, 0.4, -0.7)
_LIDS = (None, Lid.DARK, Lid.WHITE)


def scanned_stack(folder: Path, pages: int = PAGES) -> list[PageImage]:
    """``pages`` page images in ``folder``, in colour at 200 dpi, as the scanner's JPEG."""
    folder.mkdir(parents=True)
    drawn = {wish: Image.fromarray(scan(wish).pixels) for wish in map(_page, range(PAGES))}
    return [write_page(drawn[_page(number % PAGES)], folder, dpi=DPI) for number in range(pages)]


def printed_words(number: int) -> list[str]:
    """What is printed on page ``number``; letters along a seal stand alone and are left out."""
    lines = form_lines(_form(number), number % 2)
    words = [word for line in lines for word in line.text.replace("\xad", "-").split()]
    return [word for word in words if len(word) > 1]


def _form(number: int) -> Form:
    return FULL_FORMS[number % len(FULL_FORMS)]


def _page(number: int) -> Scan:
    return Scan(
        _form(number), (Mark.SEAL, Mark.SIGNATURE), copy=number % 2, seed=number,
        skew=_SKEWS[number % len(_SKEWS)], lid=_LIDS[number % len(_LIDS)],
        show_through=0.08, shade=0.1, specks=5,
    )  # fmt: skip
