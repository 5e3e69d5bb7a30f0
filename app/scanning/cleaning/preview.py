"""A cleaned page at the size of a screen, in a fraction of the time that the page itself takes."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from app.domain.scan import Cleaning, PixelBox
from app.errors import AppError, Code
from app.scanning.cleaning.clean import cleaned
from app.scanning.cleaning.straighten import LEAST_DEGREES, turn_of
from app.scanning.pixels import Pixels

_DECODED = {8: cv2.IMREAD_REDUCED_COLOR_8, 4: cv2.IMREAD_REDUCED_COLOR_4,
            2: cv2.IMREAD_REDUCED_COLOR_2, 1: cv2.IMREAD_COLOR}  # fmt: skip
"""What a JPEG is decoded to at once."""


def cleaned_size(size: tuple[int, int], cleaning: Cleaning) -> tuple[int, int]:
    """Width and height of a picture of ``size`` once it is cleaned, in pixels."""
    if cleaning.box is not None:
        return cleaning.box.size
    return turn_of(size, cleaning.skew).size if abs(cleaning.skew) >= LEAST_DEGREES else size


def cleaned_preview(
    file: Path, cleaning: Cleaning, *, whole: tuple[int, int], size: tuple[int, int]
) -> Pixels:
    """The page image ``file`` cleaned, exactly ``size`` (width, height) large.

    ``whole`` is what it is cleaned at its own size. Specks stay: on a screen nobody sees them.
    Errors: FILE_MISSING, IMAGE_UNREADABLE.
    """
    try:
        encoded = np.fromfile(file, np.uint8)
    except OSError as error:
        raise AppError(Code.FILE_MISSING, file=file.name) from error
    by = next(each for each in _DECODED if max(whole) >= each * max(size) or each == 1)
    decoded = cv2.imdecode(encoded, _DECODED[by]) if encoded.size else None
    if decoded is None:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name)
    pixels = np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
    page = cleaned(pixels, _reduced(cleaning, by))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def _reduced(cleaning: Cleaning, by: int) -> Cleaning:
    box = cleaning.box and PixelBox(*(each // by for each in cleaning.box))
    return replace(cleaning, box=box, despeckle_dpi=0)
