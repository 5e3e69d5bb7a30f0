"""Whether a page has nothing on it: what is counted is ink, not what happens to paper.

A page with a signature, a seal, a note in pencil or a page number is not blank; dust, the print of
the back, folds and shadows along the edge do not count. Nothing is dropped by this finding alone.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from app.scanning.cleaning.contrast import INK, Contrast
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.pixels import Mask

_EDGE_MM = 4.0
"""Along the edges of picture and paper there are shadows."""
_LEAST_MM = 1.0
"""Extent of what is not dust; a digit has 2.4."""
_LEAST_ROWS = 100
"""Of a page that is worth looking at in parts."""
_LEAST_MASS = 8.0
"""Ink in pixels of full contrast; the digit of a page number has 30."""


def is_blank(page: RawPage) -> bool:
    """Whether the page is blank."""
    return all(mass < _LEAST_MASS for mass in _masses(page))


def _masses(page: RawPage) -> Iterator[float]:
    """Ink in pixels of 100 dpi that are wholly black: of parts, which tell of a page with text,
    then of the whole page. What a part cuts through is smaller for that, so none has more ink.
    """
    per_mm = page.contrast_dpi / 25.4
    margin = max(1, round(_EDGE_MM * per_mm))
    if min(page.raw_contrast.shape) <= 2 * margin + 2:
        return
    inner = np.s_[margin:-margin, margin:-margin]
    contrast = page.raw_contrast[inner]
    paper = None if page.paper is None else _without_rim(page.paper, margin)[inner]
    height = len(contrast)
    parts = ((height // 5, height // 3), (height // 3, height // 2)) if height > _LEAST_ROWS else ()
    for start, end in (*parts, (0, height)):
        part = None if paper is None else paper[start:end]
        yield _mass(contrast[start:end], part, per_mm)


def _without_rim(paper: Mask, margin: int) -> Mask:
    kernel = np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)
    return np.asarray(cv2.erode(paper, kernel), np.uint8)


def _mass(contrast: Contrast, paper: Mask | None, per_mm: float) -> float:
    inked = contrast >= INK
    if paper is not None:
        inked &= paper > 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.astype(np.uint8))
    mass = np.bincount(labels.ravel(), contrast.ravel(), len(stats))
    extent = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    ink = extent >= _LEAST_MM * per_mm
    ink[0] = False
    return float(mass[ink].sum())
