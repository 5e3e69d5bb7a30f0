"""Pages that lie too aslant to be straightened.

The officer lays the paper along the edge of the glass, or sets the guides of the feeder closer, and
scans again.
"""

import numpy as np

from app.scanning.cleaning.lid import sheet_of
from app.scanning.cleaning.skew import MOST_DEGREES, measured_skew
from app.scanning.pixels import Mask
from app.scanning.quality.look import Look

_SQUARE = 0.9
"""Share of the rectangle around it that a sheet fills."""


def is_too_slanted(look: Look) -> bool:
    """Whether lines, or the paper where there are none, lie more than 15 degrees aslant."""
    skew = measured_skew(look.pixels)
    if skew.sure:
        return abs(skew.degrees) > MOST_DEGREES
    return look.paper is not None and abs(_outline_degrees(look.paper)) > MOST_DEGREES


def _outline_degrees(paper: Mask) -> float:
    """How far the sheet itself lies aslant, −45 to 45; 0 where it is no rectangle."""
    degrees, (width, height) = sheet_of(paper)
    return degrees if np.count_nonzero(paper) >= _SQUARE * width * height else 0.0
