"""Sizes of paper, so that a scan's page box is the paper and not the scanner's rounding of it."""

from dataclasses import dataclass

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True)
class PaperSize:
    """A sheet in millimetres, in the orientation in which it is used."""

    name: str
    width_mm: float
    height_mm: float

    def turned(self) -> "PaperSize":
        """The same sheet on its side."""
        return PaperSize(self.name, self.height_mm, self.width_mm)


A3 = PaperSize("A3", 297.0, 420.0)
A4 = PaperSize("A4", 210.0, 297.0)
A5 = PaperSize("A5", 148.0, 210.0)
ID_CARD = PaperSize("CCCD", 85.6, 53.98)
"""ISO/IEC 7810 ID-1."""
PAPER_SIZES = (A4, A5, A3, PaperSize("Letter", 215.9, 279.4), ID_CARD)


def paper_of(width_mm: float, height_mm: float, *, tolerance: float) -> PaperSize | None:
    """The paper whose sides both lie within ``tolerance`` (0.02 is 2 %), either way up."""
    for paper in PAPER_SIZES:
        for upright in (paper, paper.turned()):
            if (
                abs(width_mm - upright.width_mm) <= tolerance * upright.width_mm
                and abs(height_mm - upright.height_mm) <= tolerance * upright.height_mm
            ):
                return upright
    return None


def fitting_dpi(width_px: int, height_px: int) -> int:
    """The resolution at which an image of unknown size just fits on A4, either way up."""
    long_px, short_px = max(width_px, height_px), min(width_px, height_px)
    inches_long, inches_short = A4.height_mm / MM_PER_INCH, A4.width_mm / MM_PER_INCH
    return max(1, round(max(long_px / inches_long, short_px / inches_short)))
