"""From page images to a PDF that is fit to sign and that the province takes."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError, Cancelled, Code
from app.scanning.jpeg_ladder import RUNGS, Jpeg, Rung, keep_page, lower_page
from app.scanning.page_placement import Placement, place_page
from app.whole_files import write_whole

if TYPE_CHECKING:
    import pikepdf

ROOM_FOR_SIGNATURE = 150_000
"""Bytes left free for signature, certificates, time stamp and the visible stamp to come."""
_BYTES_AROUND_A_PAGE = 1_000
"""More than the objects of a page take besides its picture."""


@dataclass(frozen=True)
class BuildPage:
    file: Path
    """A page image (``page_files.py``)."""
    dpi: int
    """Resolution by which the page has its real size."""
    rotation: int = 0
    """Clockwise: 0, 90, 180 or 270 degrees."""


@dataclass(frozen=True)
class BuiltPdf:
    pages: int
    dpi: int
    """The lowest resolution of a page."""
    bytes: int
    sha256: str
    quality: int | None
    """JPEG quality the pages were brought down to; None when they went in as they were."""


def build_pdf(
    pages: Sequence[BuildPage],
    target: Path,
    *,
    max_bytes: int = 6_000_000,
    stop: Callable[[], bool] = lambda: False,
) -> BuiltPdf:
    """Write ``pages`` whole to ``target`` as PDF 1.7, signed size within ``max_bytes``.

    The same page images give the same bytes, so that a build repeated after a crash is the same
    file. Memory holds one decoded page and twice ``max_bytes`` at most. Errors:
    NOTHING_SCANNED, FILE_MISSING, IMAGE_UNREADABLE, DISK_FULL; FILE_TOO_LARGE with ``pages`` and
    ``fitting_pages``, how many of the first fit at the lowest quality; ``Cancelled`` once
    ``stop()`` is true, with nothing written.
    """
    if not pages:
        raise AppError(Code.NOTHING_SCANNED)
    jpegs, rung = _fitting_jpegs(pages, max_bytes, stop)
    placements = [
        place_page(jpeg.width_px, jpeg.height_px, dpi=jpeg.dpi, rotation=page.rotation)
        for page, jpeg in zip(pages, jpegs, strict=True)
    ]
    content = _written(jpegs, placements)
    write_whole(target, content)
    return BuiltPdf(
        pages=len(pages),
        dpi=min(
            round(jpeg.dpi / placed.scale) for jpeg, placed in zip(jpegs, placements, strict=True)
        ),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        quality=rung.quality if rung else None,
    )


def _fitting_jpegs(
    pages: Sequence[BuildPage], max_bytes: int, stop: Callable[[], bool]
) -> tuple[list[Jpeg], Rung | None]:
    """The page streams at the first rung at which all of them fit."""
    jpegs: list[Jpeg] = []
    for rung in (None, *RUNGS):
        jpegs = _jpegs_within(pages, rung, max_bytes - ROOM_FOR_SIGNATURE, stop)
        if len(jpegs) == len(pages):
            return jpegs, rung
    raise AppError(Code.FILE_TOO_LARGE, limit=max_bytes, pages=len(pages), fitting_pages=len(jpegs))


def _jpegs_within(
    pages: Sequence[BuildPage], rung: Rung | None, room: int, stop: Callable[[], bool]
) -> list[Jpeg]:
    """As many of the first pages as fit."""
    jpegs: list[Jpeg] = []
    for page in pages:
        if stop():
            raise Cancelled
        if not page.file.exists():
            raise AppError(Code.FILE_MISSING, file=page.file.name)
        if rung is None:
            jpeg = keep_page(page.file, dpi=page.dpi)
        else:
            jpeg = lower_page(page.file, dpi=page.dpi, rung=rung)
        room -= len(jpeg.data) + _BYTES_AROUND_A_PAGE
        if room < 0:
            break
        jpegs.append(jpeg)
    return jpegs


def _written(jpegs: Sequence[Jpeg], placements: Sequence[Placement]) -> bytes:
    """The PDF in memory, where it is bounded: qpdf ends the process when a disk fills up under it
    (``std::terminate``), and there would be no exception to translate.
    """
    import pikepdf

    content = io.BytesIO()
    with pikepdf.new() as pdf:
        for jpeg, placed in zip(jpegs, placements, strict=True):
            pdf.pages.append(_page(pdf, jpeg, placed))
        pdf.docinfo[pikepdf.Name.Producer] = "Quầy Một Cửa"
        pdf.save(
            content,
            min_version="1.7",
            deterministic_id=True,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return content.getvalue()


def _page(pdf: "pikepdf.Pdf", jpeg: Jpeg, placed: Placement) -> "pikepdf.Page":
    from pikepdf import Dictionary, Name, Page, Stream

    picture = Stream(
        pdf,
        jpeg.data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=jpeg.width_px,
        Height=jpeg.height_px,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    matrix = " ".join(f"{number:.3f}" for number in placed.matrix)
    return Page(
        Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, round(placed.page_width, 3), round(placed.page_height, 3)],
            Resources=Dictionary(XObject=Dictionary(Scan=picture)),
            Contents=pdf.make_stream(f"q {matrix} cm /Scan Do Q".encode()),
        )
    )
