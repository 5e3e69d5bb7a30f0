"""Pages whose print is blurred: the paper moved, or did not lie flat on the glass.

The officer presses the paper flat, wipes the glass and scans again.
"""

import cv2
import numpy as np

from app.scanning.cleaning.raw_page import RawPage

_BLURRED = 0.39
"""Step between pixels that are two apart, as share of the contrast of the ink. Scans have 0.62 to
0.9; a lens that blurs by 1.3 pixels leaves 0.41 to 0.58, by 2.2 pixels 0.27 to 0.36."""
_ENOUGH = 1500
"""Pixels of ink that are judged."""
_SHARPEST = 0.3
"""How many of the steepest places are looked at, for each reduced pixel of ink."""


def is_blurred(page: RawPage) -> bool:
    """Whether no edge of the ink is steep."""
    if page.ink.size < _ENOUGH or min(page.grey.shape) < 3:
        return False
    steps = _steps(page)
    from_steepest = np.cumsum(steps[::-1])
    steepest = 255 - int(np.searchsorted(from_steepest, _SHARPEST * page.ink.size))
    return steepest < _BLURRED * page.ground * page.darkest_ink


def _steps(page: RawPage) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How often each step 0 to 255 occurs across and down, in every fourth row; the edge of the
    paper is left out.
    """
    grey = page.grey
    inside = None
    if page.paper is not None:
        narrower = cv2.erode(page.paper, np.ones((9, 9), np.uint8))
        size = (grey.shape[1], grey.shape[0])
        inside = cv2.resize(narrower, size, interpolation=cv2.INTER_NEAREST)
    found = np.zeros(256)
    for before, after, part in (
        (grey[::4, :-2], grey[::4, 2:], np.s_[::4, 1:-1]),
        (grey[:-2:4], grey[2::4], np.s_[1:-1:4, :]),
    ):
        mask = None if inside is None else np.ascontiguousarray(inside[part])
        step = cv2.absdiff(np.ascontiguousarray(before), np.ascontiguousarray(after))
        found += cv2.calcHist([step], [0], mask, [256], [0, 256]).ravel()
    return found
