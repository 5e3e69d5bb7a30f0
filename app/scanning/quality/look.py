"""What all findings about one page are made from, taken once."""

from dataclasses import dataclass

import cv2
import numpy as np

from app.scanning.cleaning.contrast import Contrast, contrast_of
from app.scanning.cleaning.lid import fitting, paper_mask
from app.scanning.cleaning.reduced import grey_of, halved, halvings
from app.scanning.pixels import Mask, Pixels

_DPI = 100
INK = 0.15
"""Contrast from which on something is ink; the back of thin paper shows through with 0.12."""


@dataclass(frozen=True)
class Look:
    """A page as its findings see it."""

    pixels: Pixels
    """As they left the scanner."""
    dpi: int
    grey: Mask
    """Brightness of every pixel."""
    contrast: Contrast
    """At ``contrast_dpi``."""
    contrast_dpi: float
    paper: Mask | None
    """255 for the paper, of the size of ``contrast``; None where no lid is seen."""

    @property
    def ground(self) -> float:
        """Brightness of the paper, 0 to 255."""
        small = halved(self.grey, halvings(max(self.grey.shape), 300))
        if self.paper is not None:
            size = (small.shape[1], small.shape[0])
            inside = small[cv2.resize(self.paper, size, interpolation=cv2.INTER_NEAREST) > 0]
            small = inside if inside.size else small
        return float(np.percentile(small, 75))

    @property
    def ink(self) -> Contrast:
        """The contrasts of all ink, in no order."""
        return self.contrast[self.contrast >= INK]


def look_at(pixels: Pixels, dpi: int) -> Look:
    """Take it."""
    times = halvings(max(1, dpi), _DPI)
    page = halved(pixels, times)
    contrast_dpi = max(1, dpi) / 2**times
    paper = fitting(paper_mask(halved(page), contrast_dpi / 2), page)
    contrast = contrast_of(page)
    if paper is not None:
        contrast[cv2.erode(paper, np.ones((5, 5), np.uint8)) == 0] = 0
    return Look(pixels, dpi, grey_of(pixels), contrast, contrast_dpi, paper)
