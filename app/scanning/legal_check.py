"""Whether a PDF is what the law calls a digitised document.

Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II.I.2 (domain §1.4): PDF 1.4 or later, colour pictures,
at least 200 dpi, at 100 % of the paper's size.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.pdf_content import Pdf
from app.scanning.paper_sizes import POINTS_PER_MM, PaperSize, paper_of
from app.scanning.pdf_pictures import PdfPage, read_pages
from app.scanning.pdf_structure import opened_structure, read_version
from app.scanning.source import MIN_DPI

MIN_VERSION = (1, 4)
_BOX_TOLERANCE = 0.005
"""Of a side: 1 mm on A4, what devices round a paper's box by."""


class LegalReason(StrEnum):
    """Why a file or a page falls short."""

    VERSION_TOO_OLD = "version_too_old"  # below PDF 1.4
    NO_PICTURE = "no_picture"  # nothing on the page was scanned
    NOT_COLOUR = "not_colour"  # grey or black and white
    RESOLUTION_TOO_LOW = "resolution_too_low"  # below 200 dpi
    NOT_PAPER_SIZE = "not_paper_size"  # not 100 % of any usual paper


@dataclass(frozen=True)
class PageCheck:
    number: int
    """1 for the first."""
    width_mm: float
    height_mm: float
    paper: PaperSize | None
    dpi: int | None
    """The lowest on the page, None when it has no picture."""
    colour: bool
    reasons: tuple[LegalReason, ...]


@dataclass(frozen=True)
class LegalReport:
    version: tuple[int, int]
    pages: tuple[PageCheck, ...]

    @property
    def reasons(self) -> tuple[LegalReason, ...]:
        """Every reason of the file and its pages, each once, in the order of LegalReason."""
        found = {reason for page in self.pages for reason in page.reasons}
        if self.version < MIN_VERSION:
            found.add(LegalReason.VERSION_TOO_OLD)
        return tuple(reason for reason in LegalReason if reason in found)

    @property
    def is_legal(self) -> bool:
        return not self.reasons


def check_pdf(pdf: Pdf) -> LegalReport:
    """Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, NOT_A_PDF, PDF_DAMAGED, PDF_ENCRYPTED."""
    pages = tuple(_check(number, page) for number, page in enumerate(read_pages(pdf), start=1))
    with opened_structure(pdf) as structure:
        return LegalReport(read_version(structure), pages)


def _check(number: int, page: PdfPage) -> PageCheck:
    width_mm, height_mm = page.width / POINTS_PER_MM, page.height / POINTS_PER_MM
    paper = paper_of(width_mm, height_mm, tolerance=_BOX_TOLERANCE)
    # Scanners cut A4 at 1653 of 1653.5 pixels: 199.9 dpi are 200.
    dpi = None if page.dpi is None else round(page.dpi)
    failed = {
        LegalReason.NO_PICTURE: dpi is None,
        LegalReason.NOT_COLOUR: dpi is not None and not page.is_colour,
        LegalReason.RESOLUTION_TOO_LOW: dpi is not None and dpi < MIN_DPI,
        LegalReason.NOT_PAPER_SIZE: paper is None,
    }
    reasons = tuple(reason for reason, applies in failed.items() if applies)
    return PageCheck(number, width_mm, height_mm, paper, dpi, page.is_colour, reasons)
