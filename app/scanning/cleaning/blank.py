"""Whether a page has nothing on it: what is counted is ink, not what happens to paper.

A page with a signature, a seal, a note in pencil or a page number is not blank; dust, the print of
the back, folds and shadows along the edge do not count. Nothing is dropped by this finding alone.
"""

import cv2
import numpy as np

from app.scanning.cleaning.contrast import Contrast, contrast_of
from app.scanning.cleaning.lid import fitting, paper_mask
from app.scanning.cleaning.reduced import halved, halvings
from app.scanning.pixels import Mask, Pixels

_DPI = 100
_LEAST = 0.15
"""Share of the paper's brightness by which ink is darker; the back shows through with 0.12, a sharp
fold reaches 0.14, the lightest stamp 0.2."""
_EDGE_MM = 4.0
"""Along the edges of picture and paper there are shadows."""
_LEAST_MM = 1.0
"""Extent of what is not dust; a digit has 2.4."""
LEAST_MASS = 8.0
"""Ink in pixels of full contrast; the digit of a page number has 30."""


def is_blank(pixels: Pixels, dpi: int) -> bool:
    """Whether the page is blank."""
    return ink_mass(pixels, dpi) < LEAST_MASS


def ink_mass(pixels: Pixels, dpi: int) -> float:
    """Ink on the page in pixels of 100 dpi that are wholly black; 0 for paper with dust."""
    times = halvings(max(1, dpi), _DPI)
    page = halved(pixels, times)
    paper = paper_mask(halved(page), dpi / 2 ** (times + 1))
    return mass_of(contrast_of(page), fitting(paper, page), dpi / 2**times)


def mass_of(contrast: Contrast, paper: Mask | None, dpi: float) -> float:
    """The same, where the contrasts and the paper of the page are known at ``dpi``."""
    per_mm = dpi / 25.4
    margin = max(1, round(_EDGE_MM * per_mm))
    if min(contrast.shape) <= 2 * margin + 2:
        return 0.0
    inner = np.zeros(contrast.shape, np.bool_)
    inner[margin:-margin, margin:-margin] = True
    if paper is not None:
        inner &= cv2.erode(paper, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)) > 0
    inked = (contrast >= _LEAST) & inner
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked.astype(np.uint8))
    mass = np.bincount(labels.ravel(), contrast.ravel(), len(stats))
    extent = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    ink = extent >= _LEAST_MM * per_mm
    ink[0] = False
    return float(mass[ink].sum())
