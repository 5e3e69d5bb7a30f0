"""Turning a page by its skew, on a canvas that has room for every corner of it."""

import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from app.domain.scan import PixelBox
from app.scanning.cleaning.reduced import halved, halvings
from app.scanning.pixels import Pixels

LEAST_DEGREES = 0.05
"""Less moves the ends of a line by less than a pixel, and turning costs sharpness."""


class Turn(NamedTuple):
    """Where the pixels of a picture go when it is straightened."""

    matrix: npt.NDArray[np.float64]
    """2 × 3, from places in the picture to places in the straightened one."""
    size: tuple[int, int]
    """Width and height of the straightened picture."""


def turn_of(size: tuple[int, int], degrees: float) -> Turn:
    """How a picture of (width, height) that lies ``degrees`` clockwise is turned straight."""
    width, height = size
    across, aslant = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    grown = (
        math.ceil(width * across + height * aslant),
        math.ceil(height * across + width * aslant),
    )
    middle = ((width - 1) / 2, (height - 1) / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), np.float64)
    matrix[:, 2] += np.array([grown[0] - width, grown[1] - height]) / 2
    return Turn(matrix, grown)


def straightened(pixels: Pixels, degrees: float, part: PixelBox | None = None) -> Pixels:
    """The picture turned about its middle, counter-clockwise, with new corners as the paper is.

    The canvas grows, so that no pixel is lost; ``part`` of the grown picture is all that is made.
    The picture itself where there is nothing to turn and nothing to cut.
    """
    height, width = pixels.shape[:2]
    if abs(degrees) < LEAST_DEGREES:
        return pixels if part is None else pixels[part.top : part.bottom, part.left : part.right]
    matrix, size = turn_of((width, height), degrees)
    if part is not None:
        matrix[:, 2] -= np.array([part.left, part.top], np.float64)
        size = part.size
    # Four channels are turned in half the time that three take.
    four = cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)
    turned = cv2.warpAffine(
        four, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(*paper_colour(pixels), 255)
    )
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_RGBA2RGB), np.uint8)


def paper_colour(pixels: Pixels) -> tuple[float, float, float]:
    """What the paper looks like: the middle of the brighter half of the picture."""
    small = halved(pixels, halvings(max(pixels.shape[:2]), 150))
    brightness = small.sum(axis=2, dtype=np.uint16)
    bright = small[brightness >= np.median(brightness)]
    red, green, blue = (float(each) for each in np.median(bright, axis=0))
    return red, green, blue
