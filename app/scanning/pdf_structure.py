"""What the objects of a PDF say: its version, its restrictions and whether it is signed."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError, Code
from app.pdf_content import Pdf, PdfInMemory
from app.scanning.pdf_reading import require_whole_pdf

if TYPE_CHECKING:
    import pikepdf


@contextmanager
def opened_structure(source: Pdf) -> Iterator["pikepdf.Pdf"]:
    """The PDF as a pikepdf document; what pikepdf says in the block is translated too.

    Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, NOT_A_PDF, PDF_DAMAGED, PDF_ENCRYPTED.
    """
    import pikepdf

    require_whole_pdf(source)
    file = io.BytesIO(source.content) if isinstance(source, PdfInMemory) else source
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise AppError(Code.PDF_ENCRYPTED, file=source.name) from error
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise AppError(Code.PDF_DAMAGED, file=source.name) from error


def read_version(pdf: "pikepdf.Pdf") -> tuple[int, int]:
    """The later of the versions in header and catalogue (ISO 32000-1, 7.5.2)."""
    written = (pdf.pdf_version, str(pdf.Root.get("/Version", "/1.0")).removeprefix("/"))
    return max(_version(text) for text in written)


def is_signed(pdf: "pikepdf.Pdf") -> bool:
    """Whether a signature lies anywhere in the file, in a field or not.

    Every object is looked at: a file whose signature field was taken out must not pass for
    unsigned.
    """
    from pikepdf import Dictionary

    def is_signature(value: object) -> bool:
        return isinstance(value, Dictionary) and "/ByteRange" in value and "/Contents" in value

    return any(
        is_signature(each) or is_signature(each.get("/V"))
        for each in pdf.objects
        if isinstance(each, Dictionary)
    )


def refuse_signed(path: Path) -> None:
    """Nothing may touch a signed file: each change, however small, breaks its signatures.

    Errors: PDF_SIGNED, those of :func:`opened_structure`.
    """
    with opened_structure(path) as pdf:
        if is_signed(pdf):
            raise AppError(Code.PDF_SIGNED, file=path.name)


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor)
