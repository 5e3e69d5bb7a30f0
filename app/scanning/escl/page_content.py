"""From the bytes a scanner sent to a page image, with the pixels it sent."""

import io

from PIL import Image

from app.errors import AppError, Code
from app.scanning.escl.scan_settings import ScanSettings
from app.scanning.jpeg_header import is_plain_colour, with_density
from app.scanning.page_decoding import (
    MAX_PAGE_PIXELS,
    decode_page,
    decoding,
    header_dpi,
    require_size,
)
from app.scanning.page_files import PageFolder
from app.scanning.source import Feed, PageImage

_ROUNDING = 1.1
"""Devices add a margin to what they were asked for, or round it to blocks of JPEG."""


def keep_page(jpeg: bytes, folder: PageFolder, settings: ScanSettings, *, device: str) -> PageImage:
    """Write what ``settings`` brought as the next page of ``folder``.

    A plain JPEG stays as it came but for its resolution, where that is not said. Errors:
    SCANNER_ANSWER_UNREADABLE for what is no whole picture or no page, SCANNER_UNSUPPORTED for
    one of another kind than asked for, DISK_FULL.
    """
    dpi = settings.dpi
    try:
        with decoding(device), Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            require_size(image, name=device)
            _require_kind(image, settings, device)
            size = image.size
            as_it_is = _can_stay(image, settings)
            kept = jpeg if header_dpi(image) == (dpi, dpi) else with_density(jpeg, dpi)
            page, _ = decode_page(image, name=device)  # a page cut in the middle fails here
    except AppError as error:
        if error.code is Code.SCANNER_UNSUPPORTED:
            raise
        # Too large is what was not asked for, not a damaged answer.
        large = error.code is Code.FILE_TOO_LARGE
        code = Code.SCANNER_UNSUPPORTED if large else Code.SCANNER_ANSWER_UNREADABLE
        raise AppError(code, device=device, said=error.code.value) from error
    if as_it_is:
        return folder.add_jpeg(kept, size=size, dpi=dpi)
    dpi = round(dpi * max(page.size) / max(size))  # smaller when it was above MAX_PAGE_PIXELS
    return folder.add(page if settings.colour else page.convert("L"), dpi=dpi)


def _require_kind(image: Image.Image, settings: ScanSettings, device: str) -> None:
    """A device that scans another way than asked must not go unnoticed."""
    if settings.colour and image.mode == "L":
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device, said=image.mode)
    said = header_dpi(image)
    coarser = said is not None and min(said) < settings.dpi / _ROUNDING
    sides = list(zip(sorted(image.size), sorted(settings.size_px), strict=True))
    larger = any(side > asked * _ROUNDING for side, asked in sides)
    # A sheet from the feeder may be shorter than what was asked for, the glass never is.
    on_glass = settings.feed is Feed.GLASS
    smaller = on_glass and any(side < asked / _ROUNDING for side, asked in sides)
    if coarser or larger or smaller:
        seen = f"{said[0]:g} dpi, " if said else ""
        raise AppError(
            Code.SCANNER_UNSUPPORTED,
            device=device,
            said=f"{seen}{image.width} × {image.height} px",
        )


def _can_stay(image: Image.Image, settings: ScanSettings) -> bool:
    if image.width * image.height > MAX_PAGE_PIXELS:
        return False
    return is_plain_colour(image) if settings.colour else image.mode == "L"
