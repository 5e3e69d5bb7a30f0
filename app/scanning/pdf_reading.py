"""Opening somebody's PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.errors import AppError, Code
from app.scanning.file_kind import FileKind, file_kind

_END_WITHIN = 4096
"""Bytes at the end of a file among which ``%%EOF`` is looked for; some devices pad with zeros."""


@contextmanager
def opened_pdf(path: Path) -> Iterator[Any]:
    """The PDF as a PyMuPDF document.

    Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, NOT_A_PDF, PDF_DAMAGED and, when it cannot
    be read without a password, PDF_ENCRYPTED.
    """
    require_whole_pdf(path)
    mupdf = _mupdf()
    with pdf_errors(path):
        document = mupdf.open(path, filetype="pdf")
    try:
        if document.needs_pass:
            raise AppError(Code.PDF_ENCRYPTED, file=path.name)
        with pdf_errors(path):
            if document.page_count == 0:
                raise ValueError("no pages")
        yield document
    finally:
        document.close()
        mupdf.TOOLS.store_shrink(100)  # it would keep the pictures of some hundred pages


@contextmanager
def pdf_errors(path: Path, *, page: int | None = None) -> Iterator[None]:
    """Translate what MuPDF says about the file at ``path``, or its ``page``, 1 for the first.

    Errors: PDF_DAMAGED.
    """
    try:
        yield
    except (_mupdf().mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        where = {} if page is None else {"page": page}
        raise AppError(Code.PDF_DAMAGED, file=path.name, **where) from error


def require_whole_pdf(path: Path) -> None:
    """Refuse what readers would repair: a file that is still being copied has no end.

    Errors: as :func:`opened_pdf`.
    """
    try:
        kind = file_kind(path)
    except AppError as error:
        if error.code is Code.FILE_KIND_UNKNOWN:
            raise AppError(Code.NOT_A_PDF, file=path.name) from error
        raise
    if kind is not FileKind.PDF:
        raise AppError(Code.NOT_A_PDF, file=path.name)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_WITHIN))
        if b"%%EOF" not in file.read():
            raise AppError(Code.PDF_DAMAGED, file=path.name)


def _mupdf() -> Any:
    """PyMuPDF, which takes a quarter of a second to import and is needed by few."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)  # said as an AppError instead of on stderr
    pymupdf.TOOLS.mupdf_display_warnings(False)
    return pymupdf
