"""QR codes and Code 128 on a page."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from app.scanning.pixels import Pixels
from app.scanning.text.page_text import Box

_KINDS = BarcodeFormats([BarcodeFormat.QRCode, BarcodeFormat.Code128])
"""No others: each kind more is a chance more to find one where there is none, and takes time."""
_LARGEST_PIXELS = 9_000_000
"""A4 at 300 dpi and a little: larger pages have codes large enough."""


@dataclass(frozen=True)
class FoundCode:
    text: str
    box: Box


def read_codes(pixels: Pixels) -> tuple[FoundCode, ...]:
    """Codes on the page, from top to bottom, however it is turned.

    Small codes (12 mm at 200 dpi) are found at twice the size, where nothing was found before.
    """
    found = _read(pixels, 1)
    if found or pixels.shape[0] * pixels.shape[1] > _LARGEST_PIXELS:
        return found
    twice = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return _read(np.asarray(twice, np.uint8), 2)


def _read(pixels: Pixels, scale: int) -> tuple[FoundCode, ...]:
    codes = zxingcpp.read_barcodes(pixels, formats=_KINDS, try_downscale=scale == 1)
    found = [FoundCode(each.text, _box(each.position, scale)) for each in codes if each.text]
    return tuple(sorted(found, key=lambda each: (each.box.top, each.box.left)))


def _box(position: Any, scale: int) -> Box:
    corners = [
        position.top_left, position.top_right, position.bottom_right, position.bottom_left,
    ]  # fmt: skip
    across, down = [each.x // scale for each in corners], [each.y // scale for each in corners]
    return Box(min(across), min(down), max(across) + 1, max(down) + 1)
