"""What scanned pages weigh and whether they meet the law, before a PDF is made of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from app.domain.scan import ScannedPage
from app.operations.page_folders import PageFolders
from app.scanning.cleaning.preview import cleaned_size
from app.scanning.legal_check import LegalReason
from app.scanning.page_decoding import decoding
from app.scanning.page_placement import place_page
from app.scanning.paper_sizes import POINTS_PER_MM, PaperSize, paper_of
from app.scanning.pdf_builder import ROOM_FOR_SIGNATURE
from app.scanning.source import MIN_DPI

_PAGE_OBJECTS = 1_000
"""Bytes that a page takes in a PDF besides its picture."""
_TOLERANCE = 0.005
"""Of a side, as in ``legal_check``."""


@dataclass(frozen=True)
class MeasuredPage:
    bytes: int
    """In a PDF that keeps the picture as it is."""
    dpi: int
    """At the size the page will have in the PDF."""
    paper: PaperSize | None
    colour: bool

    @property
    def reasons(self) -> tuple[LegalReason, ...]:
        """Where the page falls short (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II.I.2)."""
        failed = {
            LegalReason.NOT_COLOUR: not self.colour,
            LegalReason.RESOLUTION_TOO_LOW: self.dpi < MIN_DPI,
            LegalReason.NOT_PAPER_SIZE: self.paper is None,
        }
        return tuple(reason for reason, applies in failed.items() if applies)


def measure_page(folders: PageFolders, page: ScannedPage) -> MeasuredPage:
    """Measure ``page``, as it is cleaned, by its header. Errors: FILE_MISSING,
    IMAGE_UNREADABLE, KEY_UNKNOWN."""
    stored = folders.page(page)
    width_px, height_px = cleaned_size((page.width_px, page.height_px), page.cleaning)
    placed = place_page(width_px, height_px, dpi=page.dpi, rotation=page.rotation)
    with stored.opened() as content, decoding(stored.name):
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        with Image.open(content, formats=("JPEG",)) as image:
            colour = image.mode == "RGB"
    return MeasuredPage(
        bytes=size + _PAGE_OBJECTS,
        dpi=round(page.dpi / placed.scale),
        paper=paper_of(
            placed.page_width / POINTS_PER_MM,
            placed.page_height / POINTS_PER_MM,
            tolerance=_TOLERANCE,
        ),
        colour=colour,
    )


def expected_bytes(pages: Sequence[MeasuredPage]) -> int:
    """Size of the signed PDF that keeps every picture as it is; 0 without pages."""
    return sum(page.bytes for page in pages) + ROOM_FOR_SIGNATURE if pages else 0
