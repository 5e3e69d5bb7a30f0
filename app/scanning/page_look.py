"""One page image as it came: what is found on it, and what is proposed to be done to it."""

from app.domain.scan import PageLook
from app.scanning.cleaning.clean import CleaningWish, find_cleaning
from app.scanning.codes.patch import has_patch
from app.scanning.codes.reading import read_codes
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
        cleaning=find_cleaning(pixels, dpi, wish),
        findings=findings(pixels, dpi, request_mm),
        codes=tuple(code.text for code in read_codes(pixels)),
        patch=has_patch(pixels, dpi=dpi),
    )
