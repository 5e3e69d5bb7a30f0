"""What the page view can show."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from app.domain.scan import AS_IT_IS, Cleaning
from app.scanning.stored_page import StoredPage


@dataclass(frozen=True)
class PdfSource:
    """The pages of a PDF file that is not rewritten while it is shown."""

    path: Path

    def identity(self, index: int) -> Hashable:
        """What stays the same for a page wherever it is shown; key of its drawn images."""
        return self.path, index


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
