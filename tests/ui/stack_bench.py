"""A stack of paper as it comes through the feeder: sheets that the program printed, and forms."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image

from app.domain.dossier import Dossier
from app.scanning.pixels import Pixels
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Scan, scan
from ui.forms.printing import slip_pdf
from ui.forms.separator_sheets import SeparatorSheets

DPI = 200


def sheets(dossier: Dossier) -> list[Pixels]:
    """Cover sheet and separators of ``dossier``, as a scanner sees them."""
    with pymupdf.open(stream=slip_pdf(SeparatorSheets(dossier))) as document:
        shown = [page.get_pixmap(dpi=DPI) for page in document]
    return [np.frombuffer(s.samples, np.uint8).reshape(s.height, s.width, 3) for s in shown]


def form(kind: Form, seed: int = 0) -> Pixels:
    return scan(Scan(kind, seed=seed)).pixels


def blank() -> Pixels:
    return np.full((2339, 1654, 3), 246, np.uint8)


def stack_file(pages: Sequence[Pixels], path: Path) -> Path:
    """``pages`` as one file, which the program takes as it takes a stack."""
    images = [Image.fromarray(page) for page in pages]
    images[0].save(path, save_all=True, append_images=images[1:], resolution=DPI)
    return path
