"""What the page view can show."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.domain.scan import AS_IT_IS, Cleaning
from app.pdf_content import Pdf, PdfInMemory
from app.scanning.stored_page import StoredPage


@dataclass(frozen=True)
class PdfSource:
    """The pages of a PDF; a file is not rewritten while it is shown."""

    pdf: Pdf

    def identity(self, index: int) -> Hashable:
        """What stays the same for a page wherever it is shown; key of its drawn images."""
        # Images are kept longer than the content that they were drawn from.
        pdf = self.pdf
        return pdf.sha256 if isinstance(pdf, PdfInMemory) else pdf, index


@dataclass(frozen=True)
class PageFile:
    """One scanned page image that is not rewritten while it is shown."""

    file: StoredPage
    dpi: int
    rotation: int = 0
    """Clockwise quarter turns in degrees: 0, 90, 180 or 270."""
    cleaning: Cleaning = AS_IT_IS
    """What is done to the image before it is turned."""


@dataclass(frozen=True)
class ImageSource:
    """Page images in page order."""

    pages: tuple[PageFile, ...]

    def identity(self, index: int) -> Hashable:
        return self.pages[index]


PageSource = PdfSource | ImageSource


@dataclass(frozen=True)
class PageSize:
    """A page as it is shown (``/Rotate`` and quarter turns applied), in PDF points."""

    width: float
    height: float
