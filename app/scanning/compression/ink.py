"""Where the dark print of a page lies: what is drawn sharp, in one colour, over the paper.

Only what has that colour counts. Seals, blue ink, pencil, pale stamps, photographs and specks stay
in the picture of the paper, where they keep their own colours.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from app.scanning.cleaning.levels import middle_colour
from app.scanning.cleaning.reduced import grey_of, halved
from app.scanning.pixels import Mask, Pixels

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
_RIM = np.ones((3, 3), np.uint8)
_PAPER = -90
"""How much darker than ink paper is taken to be, away from print."""
_EVERY = 3
"""Rows of which one is looked at for the colour of the ink."""
FINER = 2
"""Times that the outline is finer than the page. At its own resolution letters would be misread
that their grey edges tell apart: 0.2 to 0.3 points of all characters."""


@dataclass(frozen=True)
class Ink:
    mask: Mask
    """255 where there is ink, at the page's resolution."""
    outline: Mask
    """The same, ``FINER`` times as fine: between the pixels, by how grey they are."""
    colour: tuple[int, int, int]
    """RGB of the strokes' cores."""


def find_ink(pixels: Pixels) -> Ink:
    """The print of a page at 200 dpi or so; an empty mask where there is none."""
    brightness = grey_of(pixels)
    least = np.asarray(cv2.convertScaleAbs(_paper(brightness), alpha=_DARK), np.uint8)
    dark = cv2.compare(brightness, least, cv2.CMP_LT)
    dark[_chroma(pixels) >= _COLOURLESS] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    strokes, usual = _strokes(_darkest(brightness, labels, count), stats)
    if not strokes.any():
        return Ink(np.zeros_like(brightness), np.zeros((1, 1), np.uint8), (0, 0, 0))
    mask = np.where(strokes, np.uint8(255), np.uint8(0))[labels]
    return Ink(mask, _outline(brightness, least, mask), _colour(pixels, mask, brightness, usual))


def _strokes(core: Any, stats: Any) -> tuple[Any, int]:
    """Which components are strokes of print, and how dark its core usually is."""
    area, side = stats[:, cv2.CC_STAT_AREA], stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1]
    solid = (side.min(axis=1) > _SOLID_SIDE) & (area > _SOLID_SHARE * side.prod(axis=1))
    strokes = (area >= _LEAST_PIXELS) & ~solid
    strokes[0] = False
    if not strokes.any():
        return strokes, 0
    usual = _weighted_median(core[strokes], area[strokes])
    return strokes & (core <= usual + _ALIKE), usual


def _outline(brightness: Mask, least: Mask, mask: Mask) -> Mask:
    darker = np.asarray(cv2.subtract(least, brightness, dtype=cv2.CV_16S), np.int16)
    darker[cv2.dilate(mask, _RIM) == 0] = _PAPER
    size = (mask.shape[1] * FINER, mask.shape[0] * FINER)
    finer = cv2.resize(darker, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.inRange(finer, (1,), (255,)), np.uint8)


def _paper(brightness: Any) -> Any:
    """The brightness of the paper around each pixel."""
    small = halved(brightness, 2)
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


def _colour(pixels: Pixels, mask: Mask, brightness: Mask, usual: int) -> tuple[int, int, int]:
    """The middle of the strokes' cores, which the paper does not show through."""
    some = np.s_[::_EVERY]
    core = cv2.bitwise_and(mask[some], cv2.inRange(brightness[some], 0, usual + _ALIKE // 2))
    return middle_colour(pixels[some], np.asarray(core, np.uint8))
