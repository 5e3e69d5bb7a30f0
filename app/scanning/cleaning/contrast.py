"""How much darker than the paper around it each place of a page is."""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.reduced import grey_of
from app.scanning.pixels import Pixels

Contrast = npt.NDArray[np.float32]
"""Height × width, 0 for paper to 1 for ink that reflects nothing."""


def contrast_of(page: Pixels, reach: int = 17) -> Contrast:
    """Contrast of what is narrower than ``reach`` pixels; what is wider is ground itself.

    Made for 100 dpi, where that is 4 mm. Lid, shadows and uneven light have none.
    """
    grey = grey_of(page)
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    missing = cv2.subtract(ground, grey)
    return np.asarray(missing / np.maximum(ground, 1).astype(np.float32), np.float32)
