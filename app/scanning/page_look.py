"""One page image as it came: what is found on it, and what is proposed to be done to it."""

from dataclasses import replace

from app.domain.scan import Cleaning, PageLook
from app.scanning.cleaning.clean import CleaningWish, find_cleaning
from app.scanning.codes.patch import has_patch
from app.scanning.codes.reading import read_codes
from app.scanning.page_placement import SNAP_TOLERANCE
from app.scanning.paper_sizes import MM_PER_INCH, paper_of
from app.scanning.pixels import Pixels
from app.scanning.quality.gate import findings


def look_at_page(
    pixels: Pixels,
    *,
    dpi: int,
    wish: CleaningWish | None = None,
    request_mm: tuple[float, float] | None = None,
) -> PageLook:
    """What is found on ``pixels``, as they left the scanner.

    ``request_mm`` is the width and height that the scanner was asked for, None for files.
    """
    return PageLook(
        cleaning=_at_paper_size(find_cleaning(pixels, dpi, wish), pixels, dpi),
        findings=findings(pixels, dpi, request_mm),
        codes=tuple(code.text for code in read_codes(pixels)),
        patch=has_patch(pixels, dpi=dpi),
    )


def _at_paper_size(cleaning: Cleaning, pixels: Pixels, dpi: int) -> Cleaning:
    """Leave a card on the glass where it lies: cut out, the page would be of no paper's size, which
    the law asks for (100 %; NĐ 30/2020, Phụ lục I, Phần II.I.2).
    """
    if cleaning.box is None or cleaning.skew:
        return cleaning
    height, width = pixels.shape[:2]
    if _is_paper(cleaning.box.size, dpi) or not _is_paper((width, height), dpi):
        return cleaning
    return replace(cleaning, box=None)


def _is_paper(size: tuple[int, int], dpi: int) -> bool:
    width_mm, height_mm = (side / dpi * MM_PER_INCH for side in size)
    return paper_of(width_mm, height_mm, tolerance=SNAP_TOLERANCE) is not None
