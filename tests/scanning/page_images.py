"""Drawn pages, and the way to take pages from a source and to look at what was kept."""

import io
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from app.operations.page_folders import PageFolders
from app.scanning.page_files import PageFolder
from app.scanning.source import PageImage, ScanRequest, ScanSource
from app.scanning.stored_page import StoredPage
from tests.keys import KEYS

A4_PX = (1654, 2339)
"""A4 at 200 dpi."""


def draw_page(size: tuple[int, int] = A4_PX, *, noise: float = 0.0, seed: int = 1) -> Image.Image:
    """A page that tells its corners apart: red top left, blue bottom right, lines between.

    ``noise`` is the share of the page that no encoder can compress.
    """
    image = Image.new("RGB", size, "#faf8f0")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, 0, width // 4, height // 4), fill="#c8102e")
    draw.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill="#10409a")
    for line in range(height // 3, height * 2 // 3, max(1, height // 60)):
        draw.line((width // 10, line, width * 9 // 10, line), fill="#202020", width=2)
    rows = round(height * noise)
    if rows:
        content = random.Random(seed).randbytes(width * rows * 3)
        image.paste(Image.frombytes("RGB", (width, rows), content), (0, 0))
    return image


def take_pages(
    source: ScanSource,
    folder: Path,
    request: ScanRequest | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[PageImage]:
    folder.mkdir(exist_ok=True)
    return list(source.pages(request or ScanRequest(), into(folder), stop))


def into(folder: Path) -> PageFolder:
    return PageFolder(folder, KEYS)


def write_page(image: Image.Image, folder: Path, *, dpi: int) -> PageImage:
    return into(folder).add(image, dpi=dpi)


def folders_in(work_folder: Path) -> PageFolders:
    return PageFolders(work_folder, KEYS)


def stored(file: Path) -> StoredPage:
    """A page that lies in ``file``, plain where it ends so."""
    return StoredPage(file, KEYS)


def picture(page: StoredPage) -> Image.Image:
    return Image.open(io.BytesIO(page.read()))
