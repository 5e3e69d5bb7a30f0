"""The raster pictures on the pages of a PDF, as they are placed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.pdf_content import Pdf
from app.scanning.pdf_reading import opened_pdf, pdf_errors


@dataclass(frozen=True)
class Picture:
    dpi: float
    """The lower of its two resolutions, from its pixels and its placed size."""
    components: int
    """Colour components of a pixel; 0 for a stencil mask."""
    area: float
    """Placed size in square points."""


@dataclass(frozen=True)
class PdfPage:
    """A page as it is shown, after crop and rotation; sides in points."""

    width: float
    height: float
    pictures: tuple[Picture, ...]

    @property
    def dpi(self) -> float | None:
        """The lowest resolution on the page; None when nothing on it was scanned."""
        return min((picture.dpi for picture in self.pictures), default=None)

    @property
    def is_colour(self) -> bool:
        """Whether the picture that fills the page has at least three components."""
        ranked = sorted(self.pictures, key=lambda each: (round(each.area), each.components))
        return bool(ranked) and ranked[-1].components >= 3


def read_pages(pdf: Pdf) -> Iterator[PdfPage]:
    """Errors: as ``pdf_reading.opened_pdf``."""
    with opened_pdf(pdf) as document:
        for number in range(document.page_count):
            with pdf_errors(pdf):
                page = document[number]
                placed = (_picture(each) for each in page.get_image_info())
                yield PdfPage(
                    page.rect.width,
                    page.rect.height,
                    tuple(picture for picture in placed if picture is not None),
                )


def _picture(info: dict[str, Any]) -> Picture | None:
    a, b, c, d, _, _ = info["transform"]
    width, height = math.hypot(a, b), math.hypot(c, d)
    if not width or not height:
        return None
    dpi = min(info["width"] / width, info["height"] / height) * 72
    return Picture(dpi, info["colorspace"], abs(a * d - b * c))
