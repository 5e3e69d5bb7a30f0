"""One page: what shall be done to it, in numbers, and the page on which it is done.

The numbers are kept beside the image, which is never changed; so each of them can be undone.
"""

from dataclasses import dataclass

from app.domain.scan import Cleaning
from app.scanning.cleaning.background import whitened
from app.scanning.cleaning.paper_edge import find_paper, skew_of_sheet
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.skew import MOST_DEGREES
from app.scanning.cleaning.specks import without_specks
from app.scanning.cleaning.straighten import LEAST_DEGREES, straightened
from app.scanning.pixels import Pixels


@dataclass(frozen=True)
class CleaningWish:
    """What an office wants of its pages."""

    straighten: bool = True
    crop: bool = True
    white_ground: bool = True
    despeckle: bool = True


def find_cleaning(page: RawPage, wish: CleaningWish | None = None) -> Cleaning:
    """The numbers for one page."""
    wish = wish or CleaningWish()
    skew = _skew(page) if wish.straighten else 0.0
    box = find_paper(page, skew) if wish.crop else None
    return Cleaning(skew, box, wish.white_ground, page.dpi if wish.despeckle else 0)


def _skew(page: RawPage) -> float:
    """By the lines of the page; by its sheet, where that is seen and has no lines."""
    degrees = page.skew.degrees if page.skew.sure else skew_of_sheet(page)
    return degrees if LEAST_DEGREES <= abs(degrees) <= MOST_DEGREES else 0.0


def cleaned(pixels: Pixels, cleaning: Cleaning) -> Pixels:
    """The page with it done. ``pixels`` stay as they are, and are returned if nothing is done."""
    page = straightened(pixels, cleaning.skew, cleaning.box)
    if cleaning.white_ground:
        page = whitened(page)
    if cleaning.despeckle_dpi:
        page = without_specks(page, cleaning.despeckle_dpi)
    return page
