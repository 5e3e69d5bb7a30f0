"""From page images to a PDF that is fit to sign and that the province takes."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.scan import AS_IT_IS, Cleaning
from app.errors import AppError, Code
from app.scanning.compression.fitting import TooMuch, fitting_pictures
from app.scanning.compression.page_picture import PagePicture, page_pictures
from app.scanning.compression.steps import Compression, Step, steps_of
from app.scanning.page_files import read_page
from app.scanning.page_placement import place_page
from app.scanning.pdf_a import mark_as_pdf_a
from app.scanning.pdf_page import PageContent, page_of
from app.scanning.room import ROOM
from app.scanning.stored_page import StoredPage
from app.scanning.text.page_text import PageText
from app.scanning.text.text_layer import add_font
from app.whole_files import write_whole

ROOM_FOR_SIGNATURE = 150_000
"""Bytes left free for signature, certificates, time stamp and the visible stamp to come."""
_BYTES_AROUND_A_PAGE = 1_000
"""More than the objects of a page take besides its picture and its words."""
_BYTES_A_WORD = 40
"""More than a word and its place take, deflated."""


@dataclass(frozen=True)
class BuildPage:
    file: StoredPage
    dpi: int
    """Resolution by which the page has its real size."""
    rotation: int = 0
    """Clockwise: 0, 90, 180 or 270 degrees, once the page is cleaned."""
    cleaning: Cleaning = AS_IT_IS
    """What is done to the image."""
    text: PageText | None = None
    """Words of the page as it stands upright; they lie under its picture, unseen."""


@dataclass(frozen=True)
class BuiltPdf:
    pages: int
    dpi: int
    """The lowest resolution of a page."""
    bytes: int
    sha256: str
    quality: int | None
    """JPEG quality the pages were brought down to; None when they went in as they were."""
    layered: bool
    """Print lies apart from the paper, in a sharp layer of its own."""


def build_pdf(
    pages: Sequence[BuildPage],
    target: Path,
    *,
    max_bytes: int = 6_000_000,
    compression: Compression = Compression.JPEG,
    stop: Callable[[], bool] = lambda: False,
) -> BuiltPdf:
    """Write ``pages`` whole to ``target``, as :func:`pdf_of` makes them. Errors: its own,
    DISK_FULL.
    """
    content, built = pdf_of(pages, max_bytes=max_bytes, compression=compression, stop=stop)
    write_whole(target, content)
    return built


def pdf_of(
    pages: Sequence[BuildPage],
    *,
    max_bytes: int = 6_000_000,
    compression: Compression = Compression.JPEG,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[bytes, BuiltPdf]:
    """``pages`` as PDF 1.7 and PDF/A-2b, its signed size within ``max_bytes``.

    The same page images give the same bytes, so that a build repeated after a crash is the same
    file. Memory holds a decoded page a core and a few times ``max_bytes`` at most. Errors:
    NOTHING_SCANNED, FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN; FILE_TOO_LARGE with ``pages`` and
    ``fitting_pages``, how many of the first fit at the lowest quality; ``Cancelled`` once
    ``stop()`` is true.
    """
    if not pages:
        raise AppError(Code.NOTHING_SCANNED)
    for page in pages:
        if not page.file.exists():
            raise AppError(Code.FILE_MISSING, file=page.file.name)
    pictures, step = _fitting(pages, compression, max_bytes, stop)
    contents = [
        PageContent(
            each,
            place_page(each.width_px, each.height_px, dpi=each.dpi, rotation=page.rotation),
            page.text,
        )
        for page, each in zip(pages, pictures, strict=True)
    ]
    content = _written(contents)
    return content, BuiltPdf(
        pages=len(pages),
        dpi=min(round(each.picture.dpi / each.placed.scale) for each in contents),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        quality=step.quality,
        layered=step.layered,
    )


def _fitting(
    pages: Sequence[BuildPage],
    compression: Compression,
    max_bytes: int,
    stop: Callable[[], bool],
) -> tuple[list[PagePicture], Step]:
    try:
        return fitting_pictures(
            pages,
            _pictures,
            groups=steps_of(compression),
            room=max_bytes - ROOM_FOR_SIGNATURE,
            around=_bytes_around,
            weight=lambda page: page.file.bytes,
            stop=stop,
        )
    except TooMuch as error:
        raise AppError(
            Code.FILE_TOO_LARGE, limit=max_bytes, pages=len(pages), fitting_pages=error.fitting
        ) from error


def _bytes_around(page: BuildPage) -> int:
    words = len(page.text.words) if page.text else 0
    return _BYTES_AROUND_A_PAGE + words * _BYTES_A_WORD


def _pictures(page: BuildPage, steps: Sequence[Step]) -> dict[Step, PagePicture]:
    image = read_page(page.file)
    with ROOM.taken(image.width_px * image.height_px):
        return page_pictures(page.file, dpi=page.dpi, steps=steps, cleaning=page.cleaning)


def _written(contents: Sequence[PageContent]) -> bytes:
    """The PDF in memory, where it is bounded: qpdf ends the process when a disk fills up under it
    (``std::terminate``), and there would be no exception to translate.
    """
    import pikepdf

    content = io.BytesIO()
    with pikepdf.new() as pdf:
        font = add_font(pdf) if any(each.text for each in contents) else None
        for each in contents:
            pdf.pages.append(page_of(pdf, each, font))
        mark_as_pdf_a(pdf)
        pdf.save(
            content,
            min_version="1.7",
            deterministic_id=True,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return content.getvalue()
