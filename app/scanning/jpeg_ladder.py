"""From page images to the JPEG streams of a PDF, at the quality at which all of them fit."""

import io
import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.scanning.jpeg_header import is_plain_colour, without_metadata
from app.scanning.page_decoding import decode_page, decoding
from app.scanning.page_files import PAGE_QUALITY


@dataclass(frozen=True)
class Rung:
    """One step down in quality."""

    quality: int
    """JPEG quality, colour at half resolution (4:2:0)."""
    dpi: int
    """Finer pages are brought down to this, never below the legal 200."""


RUNGS = (Rung(85, 300), Rung(75, 200), Rung(60, 200), Rung(50, 200), Rung(40, 200))
"""Below 40, words are lost to text recognition."""


@dataclass(frozen=True)
class Jpeg:
    """A three-component JPEG stream, as ``DCTDecode`` takes it."""

    data: bytes
    width_px: int
    height_px: int
    dpi: float


def keep_page(file: Path, *, dpi: float) -> Jpeg:
    """The page's own JPEG stream when it is in colour, else the page encoded in colour.

    Errors: IMAGE_UNREADABLE.
    """
    with decoding(file.name), Image.open(file, formats=("JPEG",)) as image:
        if is_plain_colour(image):
            return Jpeg(without_metadata(file.read_bytes()), *image.size, dpi)
        page, _ = decode_page(image, name=file.name)
        return _encoded(page, dpi=dpi, quality=PAGE_QUALITY, subsampling="4:4:4")


def lower_page(file: Path, *, dpi: float, rung: Rung) -> Jpeg:
    """The page at ``rung``, or as it is when that is smaller: never lossy twice for nothing.

    ``dpi`` is the resolution of the page image. Errors: IMAGE_UNREADABLE.
    """
    kept = keep_page(file, dpi=dpi)
    with decoding(file.name), Image.open(file, formats=("JPEG",)) as image:
        share = min(1.0, rung.dpi / dpi)
        size = (math.ceil(kept.width_px * share), math.ceil(kept.height_px * share))
        image.draft("RGB", size)
        page, _ = decode_page(image, name=file.name)
        if page.size != size:
            page = page.resize(size, Image.Resampling.LANCZOS)
        dpi = dpi * size[0] / kept.width_px
        lowered = _encoded(page, dpi=dpi, quality=rung.quality, subsampling="4:2:0")
    return min(kept, lowered, key=lambda jpeg: len(jpeg.data))


def _encoded(page: Image.Image, *, dpi: float, quality: int, subsampling: str) -> Jpeg:
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=quality, subsampling=subsampling, optimize=True)
    return Jpeg(stream.getvalue(), *page.size, dpi)
