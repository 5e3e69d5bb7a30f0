"""What a file is, by its first bytes and never by its name."""

from enum import StrEnum
from pathlib import Path

from app.errors import AppError, Code


class FileKind(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    HEIC = "heic"


_SIGNATURES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),  # BigTIFF
    (b"MM\0+", FileKind.TIFF),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PDF_HEADER_WITHIN = 1024
"""Readers accept what some devices put before ``%PDF-`` (ISO 32000-1, implementation note 13)."""


def file_kind(path: Path) -> FileKind:
    """Errors: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE with its ``folder`` for a folder,
    FILE_KIND_UNKNOWN.
    """
    try:
        if path.is_dir():
            raise AppError(Code.FILE_UNREADABLE, folder=path.resolve().name or str(path))
        if path.exists() and not path.is_file():  # opening a named pipe would wait for ever
            raise AppError(Code.FILE_UNREADABLE, file=path.name)
        with path.open("rb") as file:
            head = file.read(_PDF_HEADER_WITHIN)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=path.name) from error
    if not head:
        raise AppError(Code.FILE_EMPTY, file=path.name)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    if b"%PDF-" in head:
        return FileKind.PDF
    raise AppError(Code.FILE_KIND_UNKNOWN, file=path.name)
