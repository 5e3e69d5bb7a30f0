"""Pages that lie too aslant to be straightened.

The officer lays the paper along the edge of the glass, or sets the guides of the feeder closer, and
scans again.
"""

from app.scanning.cleaning.lid import degrees_of_sheet
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.skew import MOST_DEGREES


def is_too_slanted(page: RawPage) -> bool:
    """Whether lines, or the paper where there are none, lie more than 15 degrees aslant."""
    if page.skew.sure:
        return abs(page.skew.degrees) > MOST_DEGREES
    return page.paper is not None and abs(degrees_of_sheet(page.paper)) > MOST_DEGREES
