"""One picture of any make → an upright colour page, within limits of memory."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from app.errors import AppError, Code
from app.scanning.jpeg_header import read_frame
from app.scanning.paper_sizes import A3, MM_PER_INCH, fitting_dpi
from app.scanning.source import MIN_DPI

MAX_DECODED_PIXELS = 80_000_000
"""A3 at 600 dpi, 240 MB as RGB; below the size at which Pillow warns of a bomb."""
MAX_PAGE_PIXELS = 40_000_000
"""A4 at 600 dpi; larger pages are stored smaller; the law asks for a ninth of it."""
MAX_PAGE_BYTES = 120_000_000
"""Of a page image: MAX_PAGE_PIXELS uncompressed. What is larger has something else behind it."""
MIN_SIDE_PX = 50

_LEAST_DPI, _MOST_DPI = 100, 2400
_LONGEST_MM = A3.height_mm * 1.02
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation (TIFF 6.0, tag 274)."""


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Translate what decoders say about the file ``name``.

    Errors: IMAGE_UNREADABLE, FILE_TOO_LARGE, and where the file itself cannot be had any more,
    FILE_MISSING, FILE_UNREADABLE. Only reading belongs inside, never writing.
    """
    try:
        yield
    except AppError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise AppError(Code.FILE_TOO_LARGE, file=name, page=1) from error
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, file=name) from error
    except OSError as error:
        # Of Pillow, about the content, where it has no number of the system's.
        code = Code.IMAGE_UNREADABLE if error.errno is None else Code.FILE_UNREADABLE
        raise AppError(code, file=name) from error
    except Exception as error:  # decoders raise anything on damaged data: fail closed
        raise AppError(Code.IMAGE_UNREADABLE, file=name) from error


def decode_page(image: Image.Image, *, name: str) -> tuple[Image.Image, int]:
    """The opened ``image`` as an upright RGB page and its resolution in dpi.

    Transparency becomes white, unequal resolutions equal, and a page above MAX_PAGE_PIXELS
    smaller. Errors: those of :func:`decoding`.
    """
    with decoding(name):
        require_size(image, name=name)
        dpi = header_dpi(image)
        whole_width = image.width
        shrink = _shrink_factor(image)
        image.draft("RGB", (image.width // shrink, image.height // shrink))
        drafted = image.width / whole_width
        image.load()
        page = _as_rgb(image)
        shrink = _shrink_factor(page)
        page = page.reduce(shrink)
        if dpi:
            page, page_dpi = _with_square_pixels(page, *(each * drafted / shrink for each in dpi))
        else:
            page_dpi = fitting_dpi(*page.size)
        turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        return page if turn is None else page.transpose(turn), page_dpi


def require_size(image: Image.Image, *, name: str) -> None:
    """Errors: IMAGE_UNREADABLE with its size for specks, FILE_TOO_LARGE for what memory should not
    hold.

    A JPEG may be larger when it comes in one scan: it is decoded at an eighth of its size.
    """
    if min(image.size) < MIN_SIDE_PX:
        raise AppError(
            Code.IMAGE_UNREADABLE, file=name, width_px=image.width, height_px=image.height
        )
    if image.width * image.height > MAX_DECODED_PIXELS and not _can_be_drafted(image):
        raise AppError(Code.FILE_TOO_LARGE, file=name, page=image.tell() + 1)


def require_scanned_size(size: tuple[int, int], *, device: str) -> None:
    """For pages that are no files. Errors: SCANNER_ANSWER_UNREADABLE for specks,
    SCANNER_UNSUPPORTED for what memory should not hold.
    """
    said = f"{size[0]} × {size[1]} px"
    if min(size) < MIN_SIDE_PX:
        raise AppError(Code.SCANNER_ANSWER_UNREADABLE, device=device, said=said)
    if size[0] * size[1] > MAX_DECODED_PIXELS:
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device, said=said)


def within_limits(page: Image.Image, dpi: int) -> tuple[Image.Image, int]:
    """The page of ``dpi``, smaller where it is above MAX_PAGE_PIXELS, with its resolution."""
    shrink = _shrink_factor(page)
    return (page, dpi) if shrink == 1 else (page.reduce(shrink), round(dpi / shrink))


def header_dpi(image: Image.Image) -> tuple[float, float] | None:
    """The resolution the file claims, if a scanner can have meant it.

    Telephones write 72 dpi into pictures of 4,000 pixels: a page above A3 is no page.
    """
    try:
        across, down = (float(each) for each in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not _LEAST_DPI <= max(across, down) <= min(3 * min(across, down), _MOST_DPI):
        return None
    longest_mm = max(image.width / across, image.height / down) * MM_PER_INCH
    return (across, down) if longest_mm <= _LONGEST_MM else None


def largest_dpi(inches: tuple[float, float], *, wanted: int) -> int | None:
    """The resolution up to ``wanted`` at which a drawn page fits MAX_PAGE_PIXELS; None where even
    the legal 200 dpi do not.
    """
    area = inches[0] * inches[1]
    if area * wanted**2 <= MAX_PAGE_PIXELS:
        return wanted
    fitting = int(math.sqrt(MAX_PAGE_PIXELS / area))
    return fitting if fitting >= MIN_DPI else None


def _can_be_drafted(image: Image.Image) -> bool:
    file = getattr(image, "fp", None)
    return image.format == "JPEG" and file is not None and read_frame(file).in_one_scan


def _shrink_factor(image: Image.Image) -> int:
    """The power of two (what a JPEG can be drafted by) that brings it to MAX_PAGE_PIXELS."""
    excess = image.width * image.height / MAX_PAGE_PIXELS
    return int(2 ** max(0, math.ceil(math.log2(excess) / 2)))


def _as_rgb(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        page = Image.new("RGB", layered.size, "white")
        page.paste(layered, mask=layered.getchannel("A"))
        return page
    if image.mode.startswith("I"):  # grey in 16 bits
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGB")


def _with_square_pixels(page: Image.Image, across: float, down: float) -> tuple[Image.Image, int]:
    """Stretch the coarser axis; fax machines send 204 × 98 dpi."""
    dpi = max(across, down)
    if min(across, down) < 0.98 * dpi:
        page = page.resize((round(page.width * dpi / across), round(page.height * dpi / down)))
    return page, round(dpi)
