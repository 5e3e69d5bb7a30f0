"""Page images on disk: sealed, named in page order, whole, upright, with their resolution inside.

What lies in such a file is all that is known of the page, so that pages whose row was lost in a
power cut can be taken up again by :func:`read_page`. Nothing else writes or names them.
"""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError, Code
from app.scanning.source import PageImage
from app.scanning.stored_page import PLAIN, SEALED, StoredPage
from app.sealing.keys import Keys
from app.sealing.sealed_content import seal
from app.whole_files import remove_file, write_whole
from app.wiping import wipe

# Most starts have nothing to take up, and Pillow takes time to import.
if TYPE_CHECKING:
    from PIL import Image

PAGE_QUALITY = 92
"""JPEG quality of a page image, with full colour resolution (4:4:4): small seals stay sharp."""

_NAME = re.compile(rf"^page-(\d{{4,}})({re.escape(SEALED)}|{re.escape(PLAIN)})$")


class PageFolder:
    """The folder ``path``, into which pages are scanned."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self.path, self._keys = path, keys

    def add(self, image: "Image.Image", *, dpi: int) -> PageImage:
        """Encode an ``RGB`` or ``L`` image as the next page. Errors: DISK_FULL."""
        return self.add_jpeg(page_jpeg(image, dpi=dpi), size=image.size, dpi=dpi)

    def add_jpeg(self, jpeg: bytes, *, size: tuple[int, int], dpi: int) -> PageImage:
        """Keep a JPEG stream that already fits as the next page. Errors: DISK_FULL."""
        target = self.path / f"page-{max(self._numbers(), default=0) + 1:04d}{SEALED}"
        write_whole(target, seal(self._keys, jpeg))
        return PageImage(StoredPage(target, self._keys), *size, dpi)

    def pages(self) -> tuple[StoredPage, ...]:
        """All that are there, in the order in which they came."""
        named = (f"page-{number:04d}{SEALED}" for number in sorted(self._numbers()))
        return tuple(StoredPage(self.path / name, self._keys) for name in named)

    def remove(self, page: StoredPage) -> None:
        """Take a page of this folder away as if it had never come."""
        remove_file(page.path.with_suffix(SEALED))

    def seal_plain_pages(self) -> None:
        """Seal what an earlier version left plain. Errors: DISK_FULL, PROFILE_UNWRITABLE."""
        for plain in sorted(self.path.glob(f"page-*{PLAIN}")):
            sealed = plain.with_suffix(SEALED)
            if not sealed.exists():  # else the power failed before the plain one was gone
                write_whole(sealed, seal(self._keys, plain.read_bytes()))
            wipe(plain)

    def _numbers(self) -> set[int]:
        found = (_NAME.match(each.name) for each in self.path.glob("page-*"))
        return {int(name[1]) for name in found if name}


def page_jpeg(image: "Image.Image", *, dpi: int) -> bytes:
    """An ``RGB`` or ``L`` image as all page images are encoded."""
    content = io.BytesIO()
    image.save(content, format="JPEG", quality=PAGE_QUALITY, subsampling=0, dpi=(dpi, dpi))
    return content.getvalue()


def read_page(page: StoredPage) -> PageImage:
    """What :class:`PageFolder` was told of ``page`` when it came, by its header.

    Errors: FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN.
    """
    from PIL import Image

    try:
        with page.opened() as content, Image.open(content, formats=("JPEG",)) as image:
            return PageImage(page, *image.size, round(image.info["dpi"][0]))
    except (OSError, SyntaxError, KeyError) as error:
        raise AppError(Code.IMAGE_UNREADABLE, file=page.name) from error
