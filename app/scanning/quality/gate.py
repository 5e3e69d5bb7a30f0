"""Everything that is found about one page, before the officer goes on."""

from app.domain.scan import PageFinding
from app.scanning.cleaning.blank import is_blank
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.quality.cut_edge import is_cut
from app.scanning.quality.darkness import is_too_dark, is_too_light
from app.scanning.quality.double_feed import is_double
from app.scanning.quality.sharpness import is_blurred
from app.scanning.quality.slant import is_too_slanted


def findings(page: RawPage, request_mm: tuple[float, float] | None) -> tuple[PageFinding, ...]:
    """What is wrong with a page; () for a good one.

    ``request_mm`` is the width and height that the scanner was asked for, None for files. Whether
    the page is there twice is found by comparing (``duplicates.py``). Of a blank page nothing else
    is said but that two sheets went through.
    """
    double = (PageFinding.DOUBLE_FEED,) if is_double(page, request_mm) else ()
    if is_blank(page):
        return (PageFinding.BLANK, *double)
    blurred = is_blurred(page)
    found = (
        (PageFinding.TOO_DARK, is_too_dark(page)),
        (PageFinding.TOO_LIGHT, not blurred and is_too_light(page)),
        (PageFinding.BLURRED, blurred),
        (PageFinding.CUT_AT_EDGE, is_cut(page)),
        (PageFinding.TOO_SLANTED, is_too_slanted(page)),
    )
    return tuple(finding for finding, is_so in found if is_so) + double
