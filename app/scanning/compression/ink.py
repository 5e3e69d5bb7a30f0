"""Where the dark print of a page lies: what is drawn sharp, in one colour, over the paper.

Only what has that colour counts. Seals, blue ink, pencil, pale stamps, photographs and specks stay
in the picture of the paper, where they keep their own colours.
"""

from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np

from app.scanning.pixels import Mask, Pixels, reduced

_DARK = 0.62
"""Of the paper's brightness around it: the middle of a printed edge."""
_COLOURLESS = 60
"""Most that the channels of print differ by; the palest blue ink differs by more."""
_ALIKE = 70
"""Brightness by which the cores of two letters may differ and still be of one ink."""
_LEAST_PIXELS = 4
"""Of a stroke; less is a speck, and costs more in the mask than in the picture."""
_SOLID_SIDE, _SOLID_SHARE = 60, 0.55
"""Pixels and filled share from which a dark patch is a photograph, not letters or lines."""
_BRIGHTNESS = np.array([[0.299, 0.587, 0.114]], np.float32)


@dataclass(frozen=True)
class Ink:
    mask: Mask
    """255 where there is ink."""
    colour: tuple[int, int, int]
    """RGB of the strokes' cores."""


def find_ink(pixels: Pixels) -> Ink:
    """The print of a page at 200 dpi or so; an empty mask where there is none."""
    brightness = cv2.transform(pixels, _BRIGHTNESS)
    dark = cv2.compare(brightness, cv2.convertScaleAbs(_paper(brightness), alpha=_DARK), cv2.CMP_LT)
    dark[_chroma(pixels) >= _COLOURLESS] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count == 1:
        return Ink(cast("Mask", dark), (0, 0, 0))
    core = _darkest(brightness, labels, count)
    area, side = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1]
    solid = (side.min(axis=1) > _SOLID_SIDE) & (area > _SOLID_SHARE * side.prod(axis=1))
    strokes = (area >= _LEAST_PIXELS) & ~solid
    strokes[0] = False
    if not strokes.any():
        return Ink(np.zeros_like(dark, np.uint8), (0, 0, 0))
    usual = _weighted_median(core[strokes], area[strokes])
    strokes &= core <= usual + _ALIKE
    mask = np.where(strokes[labels], np.uint8(255), np.uint8(0))
    return Ink(mask, _colour(pixels, mask, brightness, usual))


def _paper(brightness: Any) -> Any:
    """The brightness of the paper around each pixel."""
    small = reduced(brightness)
    ground = cv2.blur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (15, 15))
    return cv2.resize(ground, brightness.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _chroma(pixels: Pixels) -> Any:
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    return cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))


def _darkest(brightness: Any, labels: Any, count: int) -> Any:
    """Of each component; its edge is a mixture with the paper."""
    found = np.full(count, 255, np.uint8)
    ink = labels > 0
    np.minimum.at(found, labels[ink], brightness[ink])
    return found.astype(np.int16)


def _weighted_median(values: Any, weights: Any) -> int:
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return int(values[order][np.searchsorted(passed, passed[-1] / 2)])


def _colour(pixels: Pixels, mask: Mask, brightness: Any, usual: int) -> tuple[int, int, int]:
    """The middle of the strokes' cores, which the paper does not show through."""
    core = pixels[(mask > 0) & (brightness <= usual + _ALIKE // 2)]
    red, green, blue = (int(each) for each in np.median(core, axis=0))
    return red, green, blue
