"""Everything that is found about one page, before the officer goes on."""

from app.domain.scan import PageFinding
from app.scanning.cleaning.blank import LEAST_MASS, mass_of
from app.scanning.pixels import Pixels
from app.scanning.quality.cut_edge import is_cut
from app.scanning.quality.darkness import is_too_dark, is_too_light
from app.scanning.quality.double_feed import is_double
from app.scanning.quality.look import look_at
from app.scanning.quality.sharpness import is_blurred
from app.scanning.quality.slant import is_too_slanted


def findings(
    pixels: Pixels, dpi: int, request_mm: tuple[float, float] | None
) -> tuple[PageFinding, ...]:
    """What is wrong with a page as it left the scanner; () for a good one.

    ``request_mm`` is the width and height that the scanner was asked for, None for files. Whether
    the page is there twice is found by comparing (``duplicates.py``). Of a blank page nothing else
    is said but that two sheets went through.
    """
    look = look_at(pixels, dpi)
    double = (PageFinding.DOUBLE_FEED,) if is_double(look, request_mm) else ()
    if mass_of(look.contrast, look.paper, look.contrast_dpi) < LEAST_MASS:
        return (PageFinding.BLANK, *double)
    blurred = is_blurred(look)
    found = (
        (PageFinding.TOO_DARK, is_too_dark(look)),
        (PageFinding.TOO_LIGHT, not blurred and is_too_light(look)),
        (PageFinding.BLURRED, blurred),
        (PageFinding.CUT_AT_EDGE, is_cut(look)),
        (PageFinding.TOO_SLANTED, is_too_slanted(look)),
    )
    return tuple(finding for finding, is_so in found if is_so) + double
