"""Pages into images. Runs on the page lane only: MuPDF belongs to one thread.

PyMuPDF holds the interpreter lock while it draws (50 to 200 ms for a whole page). A large page is
therefore drawn in bands, between which the window gets its turn and a stale request ends. Each
band decodes the page's JPEG again from its top, so a page as wide as a window is one band.
"""

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader, QTransform

from app.errors import AppError, Cancelled, Code
from app.pdf_content import Pdf, open_in_mupdf, opened
from ui.pages.source import ImageSource, PageFile, PageSize, PageSource, PdfSource

_BAND_PIXELS = 1_200_000
_POINTS_AN_INCH = 72


class PageDrawer:
    """Draws pages; keeps the document it drew from last open."""

    def __init__(self) -> None:
        self._seen: Hashable = None
        self._document: Any = None

    def sizes(self, source: PageSource) -> tuple[PageSize, ...]:
        """Size of each page. Errors: FILE_MISSING, NOT_A_PDF, PDF_*, IMAGE_UNREADABLE."""
        if isinstance(source, ImageSource):
            return tuple(_image_size(page) for page in source.pages)
        boxes = (page.rect for page in self._open(source))
        return tuple(PageSize(box.width, box.height) for box in boxes)

    def draw(
        self, source: PageSource, index: int, width_px: int, stop: Callable[[], bool]
    ) -> QImage:
        """Page ``index`` (0 for the first), ``width_px`` device pixels wide.

        Errors: those of :meth:`sizes`; ``Cancelled`` once ``stop()`` is true.
        """
        if stop():
            raise Cancelled
        if isinstance(source, ImageSource):
            return _draw_image(source.pages[index], width_px)
        return self._draw_pdf(source, index, width_px, stop)

    def close(self) -> None:
        """Let go of the open document."""
        if self._document is not None:
            self._document.close()
        self._document, self._seen = None, None

    def _open(self, source: PdfSource) -> Any:
        seen = source.identity(0)  # the first to ask: content is hashed on this lane
        if seen != self._seen:
            self.close()
            self._document = open_pdf(source.pdf)
            self._seen = seen
        return self._document

    def _draw_pdf(
        self, source: PdfSource, index: int, width_px: int, stop: Callable[[], bool]
    ) -> QImage:
        import pymupdf

        try:
            page = self._open(source).load_page(index)
            return _draw_in_bands(page, width_px, stop)
        except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
            raise AppError(Code.PDF_DAMAGED, name=source.pdf.name, page=index + 1) from error
        finally:
            # Without this MuPDF keeps up to 256 MB of decoded page images.
            pymupdf.TOOLS.store_shrink(100)


def draw_stamp(pdf: bytes, width_px: int) -> QImage:
    """The first page of ``pdf`` on a transparent ground. Errors: PDF_DAMAGED."""
    import pymupdf

    try:
        with pymupdf.open(stream=pdf, filetype="pdf") as document:
            page = document[0]
            scale = width_px / page.rect.width
            drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=True)
            shape = QImage.Format.Format_RGBA8888_Premultiplied
            return QImage(drawn.samples_mv, drawn.width, drawn.height, drawn.stride, shape).copy()
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError) as error:
        raise AppError(Code.PDF_DAMAGED, name="stamp.pdf") from error


def open_pdf(pdf: Pdf) -> Any:
    """The PyMuPDF document of ``pdf``, at least one page long.

    PyMuPDF would open a JPEG named .pdf, hence the look at the header (ISO 32000-1, 7.5.2, and
    the first 1024 bytes of Annex H).
    """
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    with opened(pdf) as file:
        head = file.read(1024)
    if not head:
        raise AppError(Code.FILE_EMPTY, name=pdf.name)
    if b"%PDF-" not in head:
        raise AppError(Code.NOT_A_PDF, name=pdf.name)
    try:
        document = open_in_mupdf(pdf)
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise AppError(Code.PDF_DAMAGED, name=pdf.name) from error
    if document.needs_pass:
        raise AppError(Code.PDF_ENCRYPTED, name=pdf.name)
    if document.page_count == 0:
        raise AppError(Code.PDF_DAMAGED, name=pdf.name)
    return document


def _draw_in_bands(page: Any, width_px: int, stop: Callable[[], bool]) -> QImage:
    import pymupdf

    box = page.rect
    height_px = max(1, round(box.height * width_px / box.width))
    zoom = pymupdf.Matrix(width_px / box.width, height_px / box.height)
    content = page.get_displaylist(annots=1)
    row = width_px * 3
    pixels = bytearray(b"\xff" * (row * height_px))
    rows = max(64, _BAND_PIXELS // width_px)
    for top in range(0, height_px, rows):
        if stop():
            raise Cancelled
        bottom = min(top + rows, height_px)
        clip = pymupdf.Rect(0, top / zoom.d, box.width, bottom / zoom.d)
        band = content.get_pixmap(matrix=zoom, alpha=0, clip=clip)
        if (band.x, band.y, band.width, band.height) != (0, top, width_px, bottom - top):
            raise ValueError(f"band {band.irect} of page {page.number}")
        pixels[top * row : bottom * row] = band.samples_mv
    image = QImage(pixels, width_px, height_px, row, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _image_size(page: PageFile) -> PageSize:
    from app.scanning.cleaning.preview import cleaned_size
    from app.scanning.page_files import read_page

    header = read_page(page.file)
    size = QSize(*cleaned_size((header.width_px, header.height_px), page.cleaning))
    turned = size.transposed() if page.rotation % 180 else size
    scale = _POINTS_AN_INCH / page.dpi
    return PageSize(turned.width() * scale, turned.height() * scale)


def _draw_image(page: PageFile, width_px: int) -> QImage:
    jpeg = page.file.read()
    content = QBuffer()
    content.setData(QByteArray(jpeg))
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(content)
    size = reader.size()
    if not size.isValid():
        raise _image_error(page)
    if page.cleaning.changes:
        image = _cleaned(page, jpeg, size, width_px)
    else:
        image = _as_it_is(page, reader, width_px)
    if page.rotation:
        image = image.transformed(QTransform().rotate(page.rotation))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _as_it_is(page: PageFile, reader: QImageReader, width_px: int) -> QImage:
    # The JPEG reader decodes at a reduced size, which is what makes thumbnails quick.
    reader.setScaledSize(_scaled(page, reader.size(), width_px))
    image = reader.read()
    if image.isNull():
        raise _image_error(page)
    return image


def _cleaned(page: PageFile, jpeg: bytes, size: QSize, width_px: int) -> QImage:
    from app.scanning.cleaning.preview import cleaned_preview, cleaned_size

    whole = cleaned_size((size.width(), size.height()), page.cleaning)
    wanted = _scaled(page, QSize(*whole), width_px)
    pixels = cleaned_preview(
        jpeg,
        page.cleaning,
        name=page.file.name,
        whole=whole,
        size=(wanted.width(), wanted.height()),
    )
    height, width, _ = pixels.shape
    shape = QImage.Format.Format_RGB888
    return QImage(pixels.tobytes(), width, height, 3 * width, shape).copy()


def _scaled(page: PageFile, size: QSize, width_px: int) -> QSize:
    """What ``size`` becomes where the page, turned, is ``width_px`` wide."""
    scale = width_px / (size.height() if page.rotation % 180 else size.width())
    return QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))


def _image_error(page: PageFile) -> AppError:
    return AppError(Code.IMAGE_UNREADABLE, file=page.file.name)
