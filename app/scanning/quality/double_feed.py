"""Two sheets that the feeder drew in together.

The officer takes the two sheets, fans them and scans them again one after the other.
"""

import cv2
import numpy as np

from app.scanning.cleaning.lid import sheet_of
from app.scanning.cleaning.raw_page import RawPage

_LONGER, _LONGER_MM = 1.08, 12.0
"""How far a page exceeds the paper asked for when it is two."""
_EDGE_CONTRAST = 0.2
"""Shadow at the edge of the upper sheet; the fold of a letter has 0.12, and does not end there."""
_ACROSS = 0.97
"""Share of the width that the edge runs across, margins included, where no rule of a table goes."""
_ASLANT_PX = 11
_END_MM = 10.0


def is_double(page: RawPage, request_mm: tuple[float, float] | None) -> bool:
    """Whether the page is longer than a sheet, or the edge of another sheet runs across it.

    ``request_mm`` is the width and height that the scanner was asked for; None judges by the edge.
    """
    return _too_long(page, request_mm) or _edge_across(page)


def _too_long(page: RawPage, request_mm: tuple[float, float] | None) -> bool:
    if request_mm is None:
        return False
    longest = max(page.grey.shape) / max(1, page.dpi) * 25.4
    if page.paper is not None:
        longest = max(sheet_of(page.paper)[1]) / page.contrast_dpi * 25.4
    asked = max(request_mm)
    return bool(longest > asked * _LONGER and longest > asked + _LONGER_MM)


def _edge_across(page: RawPage) -> bool:
    end = max(1, round(_END_MM / 25.4 * page.contrast_dpi))
    rows = page.contrast
    if page.paper is not None:
        left, top, width, height = cv2.boundingRect(page.paper)
        rows = rows[top : top + height, left : left + width]
    aside = rows.shape[1] // 60
    rows = rows[end:-end, aside : rows.shape[1] - aside]
    if rows.shape[0] < 2 * _ASLANT_PX or rows.shape[1] < 2 * end:
        return False
    dark = (rows >= _EDGE_CONTRAST).astype(np.uint8)
    near = cv2.dilate(dark, np.ones((_ASLANT_PX, 1), np.uint8))
    return bool(near.mean(axis=1).max() >= _ACROSS)
