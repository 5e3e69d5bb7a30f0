"""A page as it left the scanner, with the smaller pictures on which most of it is found."""

from functools import cached_property

import cv2
import numpy as np

from app.scanning.cleaning.contrast import INK, Contrast, contrast_of
from app.scanning.cleaning.levels import level
from app.scanning.cleaning.lid import fitting, paper_mask
from app.scanning.cleaning.reduced import grey_of, halved, halvings
from app.scanning.cleaning.skew import Skew, measured_skew
from app.scanning.pixels import Mask, Pixels

EDGE_DPI = 50
"""About the resolution at which edges of the paper are looked for."""
_CONTRAST_DPI = 100
_RIM = np.ones((5, 5), np.uint8)


class RawPage:
    """Each of its pictures is made when it is first asked for, and once."""

    def __init__(self, pixels: Pixels, dpi: int) -> None:
        self.pixels = pixels
        self.dpi = max(1, dpi)

    @cached_property
    def grey(self) -> Mask:
        """Brightness of every pixel."""
        return grey_of(self.pixels)

    @cached_property
    def skew(self) -> Skew:
        return measured_skew(self.grey)

    @property
    def edge_halvings(self) -> int:
        """How often ``edge`` is halved."""
        return halvings(self.dpi, EDGE_DPI)

    @cached_property
    def edge(self) -> Pixels:
        """The page at about ``EDGE_DPI``."""
        return halved(self.pixels, self.edge_halvings)

    @cached_property
    def edge_paper(self) -> Mask | None:
        """255 for the paper, of the size of ``edge``; None where no lid is seen around it."""
        return paper_mask(self.edge, self.dpi / 2**self.edge_halvings)

    @property
    def contrast_dpi(self) -> float:
        return self.dpi / float(2 ** halvings(self.dpi, _CONTRAST_DPI))

    @cached_property
    def raw_contrast(self) -> Contrast:
        """How much darker than its surroundings each place is, at ``contrast_dpi``."""
        return contrast_of(halved(self.grey, halvings(self.dpi, _CONTRAST_DPI)))

    @cached_property
    def paper(self) -> Mask | None:
        """The paper, of the size of the contrasts."""
        return fitting(self.edge_paper, self.raw_contrast.shape)

    @cached_property
    def contrast(self) -> Contrast:
        """The contrasts on the paper; its edge and the lid have none."""
        if self.paper is None:
            return self.raw_contrast
        inner = np.asarray(cv2.erode(self.paper, _RIM), np.uint8)
        return np.asarray(cv2.copyTo(self.raw_contrast, inner), np.float32)

    @cached_property
    def ink(self) -> Contrast:
        """The contrasts of all ink, in no order."""
        return self.contrast[self.contrast >= INK]

    @cached_property
    def darkest_ink(self) -> float:
        """Contrast of the darkest tenth of the ink."""
        return float(np.percentile(self.ink, 90)) if self.ink.size else 0.0

    @cached_property
    def ground(self) -> int:
        """Brightness of the paper, 0 to 255."""
        small = halved(self.grey, halvings(max(self.grey.shape), 300))
        if self.paper is not None:
            size = (small.shape[1], small.shape[0])
            inside = small[cv2.resize(self.paper, size, interpolation=cv2.INTER_NEAREST) > 0]
            small = inside if inside.size else small
        return level(small, 75)
