"""Smaller pictures of a page, on which most of what is found is found."""

from typing import TypeVar

import cv2
import numpy as np

from app.scanning.pixels import Mask, Pixels

_Picture = TypeVar("_Picture", Pixels, Mask)


def grey_of(pixels: Pixels) -> Mask:
    """Brightness, height × width."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def halved(picture: _Picture, times: int = 1) -> _Picture:
    """Each two by two pixels as their mean; a last odd row or column is left out.

    Five times as fast as a reduction by any other factor. A side of one pixel stays.
    """
    for _ in range(times):
        height, width = picture.shape[:2]
        size = (max(1, width // 2), max(1, height // 2))
        even = picture[: max(1, size[1] * 2), : max(1, size[0] * 2)]
        picture = np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return picture


def halvings(longer_side: int, wanted: float) -> int:
    """How often a side is halved to come nearest to ``wanted``, from above √2 · wanted."""
    times = 0
    while longer_side / 2**times > wanted * 1.42:
        times += 1
    return times
