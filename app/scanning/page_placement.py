"""Where a scan lies on its PDF page: the page is the paper, the picture keeps its real size.

A page is turned by the matrix that places its picture. ``/Rotate`` would ask every reader and
every stamp to know about it, turned pixels would have to be encoded once more.
"""

from dataclasses import dataclass

from app.scanning.paper_sizes import MM_PER_INCH, POINTS_PER_MM, paper_of

SNAP_TOLERANCE = 0.02
"""Scanners cut paper to their own pixels and a page is never quite straight."""


@dataclass(frozen=True)
class Placement:
    page_width: float
    """Points, as are all lengths here."""
    page_height: float
    matrix: tuple[float, float, float, float, float, float]
    """Takes the unit square of the picture to its place (ISO 32000-1, 8.9.5)."""
    scale: float
    """Size on the page to real size: 1.0, or as little as 0.98 where the paper asks for it."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the upright picture."""
        a, b, c, d, left, bottom = self.matrix
        return left + min(a, 0) + min(c, 0), bottom + min(b, 0) + min(d, 0), abs(a + c), abs(b + d)


def place_page(width_px: int, height_px: int, *, dpi: float, rotation: int) -> Placement:
    """Place a scan of ``width_px`` × ``height_px`` turned clockwise by ``rotation`` degrees.

    The page is the paper whose sides the scan meets within 2 %, else the scan's own size. A scan
    larger than its paper is shrunk by those 2 % at most, so that nothing is cut; a smaller one is
    centred and never enlarged, so that its resolution does not fall.
    """
    if rotation in (90, 270):
        width_px, height_px = height_px, width_px
    width_mm, height_mm = (px / dpi * MM_PER_INCH for px in (width_px, height_px))
    paper = paper_of(width_mm, height_mm, tolerance=SNAP_TOLERANCE)
    paper_mm = (paper.width_mm, paper.height_mm) if paper else (width_mm, height_mm)
    scale = min(1.0, paper_mm[0] / width_mm, paper_mm[1] / height_mm)
    page_width, page_height = (side * POINTS_PER_MM for side in paper_mm)
    width, height = (side * scale * POINTS_PER_MM for side in (width_mm, height_mm))
    left, bottom = (page_width - width) / 2, (page_height - height) / 2
    right, top = left + width, bottom + height
    matrix = {
        0: (width, 0.0, 0.0, height, left, bottom),
        90: (0.0, -height, width, 0.0, left, top),
        180: (-width, 0.0, 0.0, -height, right, top),
        270: (0.0, height, -width, 0.0, right, bottom),
    }[rotation]
    return Placement(page_width, page_height, matrix, scale)
