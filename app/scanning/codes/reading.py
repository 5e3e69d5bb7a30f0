"""QR codes and Code 128 on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from app.scanning.cleaning.raw_page import RawPage
from app.scanning.pixels import Mask
from app.scanning.text.page_text import Box

_KINDS = BarcodeFormats([BarcodeFormat.QRCode, BarcodeFormat.Code128])
"""No others: each kind more is a chance more to find one where there is none, and takes time."""
_CELL_MM = 6.0
_INK, _DENSE = 0.3, 0.35
"""Contrast of what is ink, and its share of a cell that may belong to a code; text has 0.2."""
_AROUND_MM, _LARGE_MM = 6.0, 40.0
"""Added on all sides of such a place, and the side of one that is read as it is."""


@dataclass(frozen=True)
class FoundCode:
    text: str
    box: Box


def read_codes(page: RawPage) -> tuple[FoundCode, ...]:
    """Codes on the page, from top to bottom, however it is turned.

    Only places that are as full of ink as a code are looked at; small ones twice as large, so that
    QR codes of 10 mm at 200 dpi are read, as on citizens' cards.
    """
    found = {code for place in _places(page) for code in _read(*place)}
    return tuple(sorted(found, key=lambda each: (each.box.top, each.box.left)))


def _places(page: RawPage) -> Iterator[tuple[Mask, int, tuple[int, int]]]:
    """The picture of what may be a code, by what it is enlarged, and its left and top."""
    per_mm, scale = page.contrast_dpi / 25.4, round(page.dpi / page.contrast_dpi)
    cell = max(1, round(_CELL_MM * per_mm))
    inked = (page.raw_contrast >= _INK).astype(np.uint8) * np.uint8(255)
    dense = (cv2.blur(inked, (cell, cell)) >= _DENSE * 255).astype(np.uint8)
    around = round(_AROUND_MM * per_mm)
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(dense)[2][1:].tolist():
        left, right = max(0, x - around) * scale, (x + width + around) * scale
        top, bottom = max(0, y - around) * scale, (y + height + around) * scale
        part = np.ascontiguousarray(page.grey[top:bottom, left:right])
        if max(width, height) > _LARGE_MM * per_mm:
            yield part, 1, (left, top)
        else:
            twice = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
            yield np.asarray(twice, np.uint8), 2, (left, top)


def _read(grey: Mask, scale: int, at: tuple[int, int]) -> Iterator[FoundCode]:
    codes = zxingcpp.read_barcodes(grey, formats=_KINDS, try_downscale=scale == 1, try_invert=False)
    for each in codes:
        if each.text:
            yield FoundCode(each.text, _box(each.position, scale, at))


def _box(position: Any, scale: int, at: tuple[int, int]) -> Box:
    corners = [
        position.top_left, position.top_right, position.bottom_right, position.bottom_left,
    ]  # fmt: skip
    across = [at[0] + each.x // scale for each in corners]
    down = [at[1] + each.y // scale for each in corners]
    return Box(min(across), min(down), max(across) + 1, max(down) + 1)
