"""Dust taken off a page: dark specks that stand alone.

A dot of a letter, an accent, a full stop and the dots of a line to write on have ink beside them;
dust has none. What is larger than half a millimetre is never dust.
"""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.reduced import grey_of, halved, halvings
from app.scanning.pixels import Mask, Pixels

MOST_MM = 0.5
"""Width and height of a speck at most; a full stop of 13 points has 0.45."""
_ALONE_MM = 3.0
"""How far a speck is from any ink, other specks too; twice the pitch of a dotted line."""
_SMALL_DPI = 50
_DARK, _FAINT = 30, 14
"""Contrast of a speck, and of ink that a speck may belong to."""


def without_specks(pixels: Pixels, dpi: int) -> Pixels:
    """The page with its dust painted over in the colour around it; a copy where there is any."""
    times = halvings(max(1, dpi), _SMALL_DPI)
    if min(pixels.shape[:2]) < 2**times * 4:
        return pixels
    grey = grey_of(pixels)
    places = _lonely_places(grey, times, dpi)
    if not len(places):
        return pixels
    cleaned = pixels.copy()
    most = max(2, round(MOST_MM / 25.4 * dpi))
    for left, top, width, height in places << times:
        _paint_over(cleaned, grey, (left, top, width, height), most)
    return cleaned


def _lonely_places(grey: Mask, times: int, dpi: int) -> npt.NDArray[np.int32]:
    """Left, top, width and height, in reduced pixels, of what is small and far from ink."""
    scale = 2**times
    mean = halved(grey, times)
    size = (mean.shape[1] * scale, mean.shape[0] * scale)
    darkest = cv2.erode(grey, np.ones((scale, scale), np.uint8), anchor=(0, 0))
    darkest = darkest[: size[1] : scale, : size[0] : scale]
    ground = cv2.morphologyEx(mean, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    inked = (cv2.subtract(ground, darkest) >= _DARK) | (cv2.subtract(ground, mean) >= _FAINT)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.astype(np.uint8))
    small = (stats[:, cv2.CC_STAT_WIDTH] <= 3) & (stats[:, cv2.CC_STAT_HEIGHT] <= 3)
    small[0] = False
    reach = 2 * round(_ALONE_MM / 25.4 * dpi / scale) + 1
    near = cv2.boxFilter((labels > 0).astype(np.float32), -1, (reach, reach), normalize=False,
                         borderType=cv2.BORDER_CONSTANT)  # fmt: skip
    found = stats[small]
    middle = found[:, :2] + found[:, 2:4] // 2
    others = near[middle[:, 1], middle[:, 0]] - found[:, cv2.CC_STAT_AREA]
    return np.asarray(found[others < 0.5, :4], np.int32)


def _paint_over(cleaned: Pixels, grey: Mask, place: tuple[int, int, int, int], most: int) -> None:
    """Paint what is dark at the place, unless it is larger than dust."""
    left, top, width, height = place
    part = np.s_[max(0, top - 4) : top + height + 4, max(0, left - 4) : left + width + 4]
    around = grey[part]
    dark = around < float(np.median(around)) - _DARK / 2
    if not dark.any():
        return
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if max(rows[-1] - rows[0], columns[-1] - columns[0]) >= most + 1:
        return
    speck = cv2.dilate(dark.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    patch = cleaned[part]
    patch[speck] = np.median(patch[~speck], axis=0) if not speck.all() else 255
