"""Pages from a file that somebody brought: PDF, JPEG, PNG, TIFF or HEIC."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from app.errors import Cancelled
from app.scanning.file_kind import FileKind, file_kind
from app.scanning.jpeg_header import is_plain_colour, with_density
from app.scanning.page_decoding import (
    MAX_PAGE_BYTES,
    MAX_PAGE_PIXELS,
    decode_page,
    decoding,
    header_dpi,
    require_size,
)
from app.scanning.page_files import PageFolder
from app.scanning.pdf_drawing import draw_pages
from app.scanning.source import PageImage, ScanRequest


class FileSource:
    """The pages of one file, one after the other, so that 500 take no more memory than one.

    Pages of a PDF are drawn at the resolution asked for; a PDF that can go as it is should not
    come here (``pdf_facts.py``). Pictures keep their own resolution.
    """

    def __init__(self, path: Path, *, signed: bool = False) -> None:
        """``signed`` takes pages of signed PDFs, too, by those who only read them."""
        self._path, self._signed = path, signed

    @property
    def address(self) -> str:
        return f"file:{self._path}"

    def capabilities(self) -> None:
        return None

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``."""
        taken = islice(self._all_pages(request, folder, stop), request.max_pages)
        while not stop():
            page = next(taken, None)
            if page is None:
                return
            yield page
        raise Cancelled

    def _all_pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        match file_kind(self._path):
            case FileKind.PDF:
                yield from draw_pages(
                    self._path, folder, dpi=request.dpi, signed=self._signed, stop=stop
                )
            case FileKind.JPEG:
                yield _jpeg_page(self._path, folder)
            case FileKind.TIFF:
                yield from _tiff_pages(self._path, folder)
            case FileKind.PNG:
                yield _picture_page(_open_png, self._path, folder)
            case FileKind.HEIC:
                yield _picture_page(_open_heic, self._path, folder)


def _jpeg_page(path: Path, folder: PageFolder) -> PageImage:
    """Kept byte for byte where it can be; only its resolution is put right without re-encoding."""
    with decoding(path.name):
        # Not Image.open: it refuses what drafting can decode in bounded memory.
        image = JpegImageFile(path)
    with image:
        with decoding(path.name):
            require_size(image, name=path.name)
            size, dpi = image.size, header_dpi(image)
            fits = (
                is_plain_colour(image)
                and size[0] * size[1] <= MAX_PAGE_PIXELS
                and path.stat().st_size <= MAX_PAGE_BYTES
            )
        page, page_dpi = decode_page(image, name=path.name)
    if not fits:
        return folder.add(page, dpi=page_dpi)
    with decoding(path.name):
        jpeg = path.read_bytes()
        if not dpi or dpi[0] != dpi[1]:
            jpeg = with_density(jpeg, page_dpi)
    return folder.add_jpeg(jpeg, size=size, dpi=page_dpi)


def _tiff_pages(path: Path, folder: PageFolder) -> Iterator[PageImage]:
    with decoding(path.name):
        image = Image.open(path, formats=("TIFF",))
    with image:
        for number in count():
            with decoding(path.name):
                try:
                    image.seek(number)
                except EOFError:
                    return
                page, dpi = decode_page(image, name=path.name)
            yield folder.add(page, dpi=dpi)


def _picture_page(
    open_picture: Callable[[Path], Image.Image], path: Path, folder: PageFolder
) -> PageImage:
    with decoding(path.name):
        image = open_picture(path)
    with image:
        page, dpi = decode_page(image, name=path.name)
    return folder.add(page, dpi=dpi)


def _open_png(path: Path) -> Image.Image:
    return Image.open(path, formats=("PNG",))


def _open_heic(path: Path) -> Image.Image:
    import pillow_heif

    open_picture: Callable[[Path], Image.Image] = pillow_heif.HeifImageFile
    return open_picture(path)
