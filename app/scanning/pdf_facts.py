"""What an imported PDF is, from which follows whether it is attached as it is."""

from dataclasses import dataclass

from app.pdf_content import Pdf
from app.scanning.pdf_pictures import read_pages
from app.scanning.pdf_structure import is_signed, opened_structure, read_version


@dataclass(frozen=True)
class PdfFacts:
    pages: int
    signed: bool
    """A signature lies in it: nothing may rewrite it."""
    encrypted: bool
    """It can be read, but its restrictions stand against signing it."""
    version: tuple[int, int]
    """(1, 7) for PDF 1.7."""
    lowest_dpi: int | None
    """Among all its pictures; None for a file that was never paper."""
    colour: bool
    """Every page that has pictures is in colour."""


def read_pdf_facts(pdf: Pdf) -> PdfFacts:
    """Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, NOT_A_PDF, PDF_DAMAGED and, when it
    cannot even be read without a password, PDF_ENCRYPTED.
    """
    pages = tuple(read_pages(pdf))
    resolutions = [page.dpi for page in pages if page.dpi is not None]
    with opened_structure(pdf) as structure:
        return PdfFacts(
            pages=len(pages),
            signed=is_signed(structure),
            encrypted=structure.is_encrypted,
            version=read_version(structure),
            lowest_dpi=round(min(resolutions)) if resolutions else None,
            colour=all(page.is_colour for page in pages if page.pictures),
        )
