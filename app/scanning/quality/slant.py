"""Pages that lie too aslant to be straightened.

The officer lays the paper along the edge of the glass, or sets the guides of the feeder closer, and
scans again.
"""

from app.scanning.cleaning.lid import degrees_of_sheet
from app.scanning.cleaning.skew import MOST_DEGREES, measured_skew
from app.scanning.quality.look import Look


def is_too_slanted(look: Look) -> bool:
    """Whether lines, or the paper where there are none, lie more than 15 degrees aslant."""
    skew = measured_skew(look.pixels)
    if skew.sure:
        return abs(skew.degrees) > MOST_DEGREES
    return look.paper is not None and abs(degrees_of_sheet(look.paper)) > MOST_DEGREES
