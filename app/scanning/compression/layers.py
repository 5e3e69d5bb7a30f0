"""A page as two layers: the paper in colour at full resolution, and its print as a sharp mask.

The mask is what it is: no letter is taken for another one that looks alike, as JBIG2's symbol
substitution does. The paper has the page's own resolution and the mask is finer, so that each layer
meets the law's 200 dpi by itself (docs/decisions/014).
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, TiffImagePlugin

from app.scanning.cleaning.reduced import halved
from app.scanning.compression.ink import find_ink
from app.scanning.pixels import Mask, Pixels

_AROUND = np.ones((5, 5), np.uint8)
"""The grey edge of print, which must not shine through from under the mask."""
_NEAR = (15, 15)
"""Quarter pixels around print from which the paper under it is made up."""


@dataclass(frozen=True)
class Stencil:
    """A one-bit picture painted in one colour (ISO 32000-2, 8.9.6.2)."""

    data: bytes
    """CCITT Group 4 (ITU-T T.6), ink in black."""
    colour: tuple[int, int, int]
    """RGB."""
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Layers:
    paper: Pixels
    """Without its print, where that is in ``stencil``."""
    stencil: Stencil | None
    """None for a page without print."""


def separate(pixels: Pixels) -> Layers:
    """The layers of a page; together they show ``pixels``."""
    ink = find_ink(pixels)
    if not ink.mask.any():
        return Layers(pixels, None)
    height, width = ink.outline.shape
    stencil = Stencil(group4(ink.outline), ink.colour, width, height)
    return Layers(_paper(pixels, ink.mask), stencil)


def group4(mask: Mask) -> bytes:
    """``mask`` in CCITT Group 4 without a header, in one strip."""
    # A set bit is a black pixel to T.6.
    picture = Image.fromarray(mask).convert("1", dither=Image.Dither.NONE)
    written = io.BytesIO()
    one_strip = {TiffImagePlugin.ROWSPERSTRIP: picture.height}
    picture.save(written, "TIFF", compression="group4", tiffinfo=one_strip)
    written.seek(0)
    with Image.open(written, formats=("TIFF",)) as tiff:
        [start] = tiff.tag_v2[TiffImagePlugin.STRIPOFFSETS]  # type: ignore[attr-defined]
        [length] = tiff.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]  # type: ignore[attr-defined]
    return written.getvalue()[start : start + length]


def _paper(pixels: Pixels, mask: Mask) -> Pixels:
    """The page with its print painted over by what lies around it, which compresses to nothing."""
    seen = np.asarray(cv2.bitwise_not(cv2.dilate(mask, _AROUND)), np.uint8)
    light = halved(np.asarray(cv2.copyTo(pixels, seen), np.uint8), 2).astype(np.float32)
    weight = halved(seen, 2).astype(np.float32) / 255
    around = cv2.blur(light, _NEAR) / (cv2.blur(weight, _NEAR)[..., None] + 1e-3)
    small = np.clip(around, 0, 255).astype(np.uint8)
    filled = cv2.resize(small, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    cv2.copyTo(pixels, seen, filled)
    return np.asarray(filled, np.uint8)
