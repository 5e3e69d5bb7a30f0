"""Whether a page has nothing on it: what is counted is ink, not what happens to paper.

A page with a signature, a seal, a note in pencil or a page number is not blank; dust, the print of
the back, folds and shadows along the edge do not count. Nothing is dropped by this finding alone.
"""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.lid import paper_mask
from app.scanning.cleaning.reduced import grey_of, halved, halvings
from app.scanning.pixels import Pixels

_DPI = 100
_LEAST = 0.15
"""Share of the paper's brightness by which ink is darker; the back shows through with 0.12, a sharp
fold reaches 0.14, the lightest stamp 0.2."""
_EDGE_MM = 4.0
"""Along the edges of picture and paper there are shadows."""
_LEAST_MM = 1.0
"""Extent of what is not dust; a digit has 2.4."""
_LEAST_MASS = 8.0
"""Ink in pixels of full contrast; the digit of a page number has 30."""


def is_blank(pixels: Pixels, dpi: int) -> bool:
    """Whether the page is blank."""
    return ink_mass(pixels, dpi) < _LEAST_MASS


def ink_mass(pixels: Pixels, dpi: int) -> float:
    """Ink on the page in pixels of 100 dpi that are wholly black; 0 for paper with dust."""
    times = halvings(max(1, dpi), _DPI)
    page = halved(pixels, times)
    per_mm = dpi / 2**times / 25.4
    margin = max(1, round(_EDGE_MM * per_mm))
    if min(page.shape[:2]) <= 2 * margin + 2:
        return 0.0
    contrast = _contrast(page)
    contrast[~_inner(page, margin, dpi / 2**times)] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats((contrast >= _LEAST).astype(np.uint8))
    mass = np.bincount(labels.ravel(), contrast.ravel(), len(stats))
    extent = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    ink = extent >= _LEAST_MM * per_mm
    ink[0] = False
    return float(mass[ink].sum())


def _contrast(page: Pixels) -> npt.NDArray[np.float32]:
    """How much darker than the paper around, 0 to 1; what is wider than 4 mm is ground itself."""
    grey = grey_of(page)
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((17, 17), np.uint8))
    missing = cv2.subtract(ground, grey)
    return np.asarray(missing / np.maximum(ground, 1).astype(np.float32), np.float32)


def _inner(page: Pixels, margin: int, dpi: float) -> npt.NDArray[np.bool_]:
    """The page without its edges, and without the lid and its shadow."""
    height, width = page.shape[:2]
    inner = np.zeros((height, width), np.bool_)
    inner[margin:-margin, margin:-margin] = True
    paper = paper_mask(halved(page), dpi / 2)
    if paper is not None:
        narrower = cv2.erode(paper, np.ones((margin + 1, margin + 1), np.uint8))
        inner &= cv2.resize(narrower, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return inner
