"""How much darker than the paper around it each place of a page is."""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.pixels import Mask

Contrast = npt.NDArray[np.float32]
"""Height × width, 0 for paper to 1 for ink that reflects nothing."""
INK = 0.15
"""Contrast from which on something is ink: the back of thin paper shows through with 0.12, a sharp
fold reaches 0.14, the lightest stamp 0.2."""


def contrast_of(grey: Mask, reach: int = 17) -> Contrast:
    """Contrast of what is narrower than ``reach`` pixels; what is wider is ground itself.

    Made for 100 dpi, where that is 4 mm. Lid, shadows and uneven light have none.
    """
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    missing = cv2.subtract(ground, grey)
    return np.asarray(
        cv2.divide(missing, np.maximum(ground, np.uint8(1)), dtype=cv2.CV_32F), np.float32
    )
