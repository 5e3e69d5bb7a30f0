"""Page images on disk: named in page order, whole, upright and with their resolution inside.

What lies in such a file is all that is known of the page, so that pages whose row was lost in a
power cut can be taken up again by :func:`read_page`.
"""

import re
from pathlib import Path

from PIL import Image

from app.errors import AppError, Code
from app.scanning.source import PageImage
from app.whole_files import whole_file, write_whole

PAGE_QUALITY = 92
"""JPEG quality of a page image, with full colour resolution (4:4:4): small seals stay sharp."""

_NAME = re.compile(r"^page-(\d{4,})\.jpg$")


def write_page(image: Image.Image, folder: Path, *, dpi: int) -> PageImage:
    """Encode an ``RGB`` or ``L`` image as the next page of ``folder``. Errors: DISK_FULL."""
    target = next_page_file(folder)
    with whole_file(target) as part:
        save_page(image, part, dpi=dpi)
    return PageImage(target, image.width, image.height, dpi)


def save_page(image: Image.Image, file: Path, *, dpi: int) -> None:
    """Encode an ``RGB`` or ``L`` image into ``file`` as all page images are."""
    image.save(file, format="JPEG", quality=PAGE_QUALITY, subsampling=0, dpi=(dpi, dpi))


def write_page_bytes(jpeg: bytes, folder: Path, *, size: tuple[int, int], dpi: int) -> PageImage:
    """Store a JPEG stream that already fits as the next page of ``folder``."""
    target = next_page_file(folder)
    write_whole(target, jpeg)
    return PageImage(target, *size, dpi)


def read_page(file: Path) -> PageImage:
    """The page that one of the functions above wrote to ``file``. Errors: IMAGE_UNREADABLE."""
    try:
        with Image.open(file, formats=("JPEG",)) as image:
            return PageImage(file, *image.size, round(image.info["dpi"][0]))
    except (OSError, SyntaxError, KeyError) as error:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name) from error


def next_page_file(folder: Path) -> Path:
    """The name after the last page of ``folder``."""
    numbers = (_NAME.match(each.name) for each in folder.iterdir())
    last = max((int(found[1]) for found in numbers if found), default=0)
    return folder / f"page-{last + 1:04d}.jpg"
