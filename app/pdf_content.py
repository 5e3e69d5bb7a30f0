"""A PDF where it is: in a file of the officer's own, or in memory, as papers of the vault."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import AppError, Code

_BUFFER = 1 << 20
"""Bytes; a scan is read at one go, and the threads of a batch do not wait for each other."""


@dataclass(frozen=True)
class PdfInMemory:
    """What must not lie in plain text on the disk (docs/decisions/018)."""

    name: str
    """As the officer knows it, for messages."""
    content: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


Pdf = Path | PdfInMemory


@contextmanager
def opened(pdf: Pdf) -> Iterator[BinaryIO]:
    """``pdf`` for reading. Errors: FILE_MISSING, FILE_UNREADABLE."""
    if isinstance(pdf, PdfInMemory):
        yield io.BytesIO(pdf.content)
        return
    try:
        if pdf.exists() and not pdf.is_file():  # opening a named pipe would wait for ever
            raise AppError(Code.FILE_UNREADABLE, path=str(pdf))
        stream = pdf.open("rb", buffering=_BUFFER)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(pdf)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(pdf)) from error
    with stream:
        yield stream


def open_in_mupdf(pdf: Pdf) -> Any:
    """``pdf`` as a PyMuPDF document, to be closed. Raises what PyMuPDF raises."""
    import pymupdf  # a quarter of a second, and needed by few

    if isinstance(pdf, PdfInMemory):
        return pymupdf.open(stream=pdf.content, filetype="pdf")
    return pymupdf.open(pdf, filetype="pdf")
