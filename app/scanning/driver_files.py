"""Pages that programs and drivers of others hand over as plain files, there being no other way.

They write into a folder beside the page images; each file is sealed and wiped at once, and what a
crash leaves there is taken up at the next start.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from app.errors import AppError
from app.scanning.page_decoding import decode_page, decoding
from app.scanning.page_files import PageFolder
from app.whole_files import disk_errors
from app.wiping import wipe, wipe_folder

PREFIXES = ("twain-", "wia-")
"""How the names of such folders begin, by who writes there."""
_FORMATS = {".png": "PNG", ".bmp": "BMP"}


@contextmanager
def folder_of_driver(prefix: str, pages: PageFolder) -> Iterator[Path]:
    """A folder beside ``pages`` to be written to, wiped after the block. Errors: DISK_FULL."""
    with disk_errors(pages.path):
        out = Path(tempfile.mkdtemp(prefix=prefix, dir=pages.path))
        try:
            yield out
        finally:
            wipe_folder(out)


def files_in_order(out: Path) -> list[Path]:
    """What was written to such a folder, by the number in the name."""
    found = (file for file in out.iterdir() if file.suffix in _FORMATS)
    return sorted(found, key=lambda file: (len(file.name), file.name))


def rescue_pages(pages: PageFolder) -> None:
    """Make pages of what had been handed over when the program was killed."""
    for prefix in PREFIXES:
        for out in sorted(pages.path.glob(f"{prefix}*")):
            for file in files_in_order(out):
                try:
                    kind = _FORMATS[file.suffix]
                    with decoding(file.name), Image.open(file, formats=(kind,)) as image:
                        page, dpi = decode_page(image, name=file.name)
                except AppError:  # the last one, half written
                    continue
                pages.add(page, dpi=dpi)
                wipe(file)
            wipe_folder(out)
