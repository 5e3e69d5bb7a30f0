"""Opening somebody's PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.errors import AppError, Code
from app.pdf_content import Pdf, PdfInMemory, open_in_mupdf
from app.scanning.file_kind import FileKind, file_kind

_END_WITHIN = 4096
"""Bytes at the end of a file among which ``%%EOF`` is looked for; some devices pad with zeros."""


@contextmanager
def opened_pdf(pdf: Pdf) -> Iterator[Any]:
    """The PDF as a PyMuPDF document.

    Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, NOT_A_PDF, PDF_DAMAGED and, when it cannot
    be read without a password, PDF_ENCRYPTED.
    """
    require_whole_pdf(pdf)
    mupdf = _mupdf()
    with pdf_errors(pdf):
        document = open_in_mupdf(pdf)
    try:
        if document.needs_pass:
            raise AppError(Code.PDF_ENCRYPTED, file=pdf.name)
        with pdf_errors(pdf):
            if document.page_count == 0:
                raise ValueError("no pages")
        yield document
    finally:
        document.close()
        mupdf.TOOLS.store_shrink(100)  # it would keep the pictures of some hundred pages


@contextmanager
def pdf_errors(pdf: Pdf, *, page: int | None = None) -> Iterator[None]:
    """Translate what MuPDF says about ``pdf``, or its ``page``, 1 for the first.

    Errors: PDF_DAMAGED.
    """
    try:
        yield
    except (_mupdf().mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        where = {} if page is None else {"page": page}
        raise AppError(Code.PDF_DAMAGED, file=pdf.name, **where) from error


def require_whole_pdf(pdf: Pdf) -> None:
    """Refuse what readers would repair: a file that is still being copied has no end.

    What is in memory was whole before it was kept. Errors: as :func:`opened_pdf`.
    """
    if isinstance(pdf, PdfInMemory):
        return
    try:
        kind = file_kind(pdf)
    except AppError as error:
        if error.code is Code.FILE_KIND_UNKNOWN:
            raise AppError(Code.NOT_A_PDF, file=pdf.name) from error
        raise
    if kind is not FileKind.PDF:
        raise AppError(Code.NOT_A_PDF, file=pdf.name)
    with pdf.open("rb") as file:
        file.seek(max(0, pdf.stat().st_size - _END_WITHIN))
        if b"%%EOF" not in file.read():
            raise AppError(Code.PDF_DAMAGED, file=pdf.name)


def _mupdf() -> Any:
    """PyMuPDF, which takes a quarter of a second to import and is needed by few."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)  # said as an AppError instead of on stderr
    pymupdf.TOOLS.mupdf_display_warnings(False)
    return pymupdf
