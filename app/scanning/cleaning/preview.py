"""A cleaned page at the size of a screen, in a fraction of the time that the page itself takes."""

from dataclasses import replace

import cv2
import numpy as np

from app.domain.scan import Cleaning, PixelBox
from app.scanning.cleaning.clean import cleaned
from app.scanning.cleaning.straighten import LEAST_DEGREES, turn_of
from app.scanning.pixels import Pixels, jpeg_pixels

_DECODED = {8: cv2.IMREAD_REDUCED_COLOR_8, 4: cv2.IMREAD_REDUCED_COLOR_4,
            2: cv2.IMREAD_REDUCED_COLOR_2, 1: cv2.IMREAD_COLOR}  # fmt: skip
"""What a JPEG is decoded to at once."""


def cleaned_size(size: tuple[int, int], cleaning: Cleaning) -> tuple[int, int]:
    """Width and height of a picture of ``size`` once it is cleaned, in pixels."""
    if cleaning.box is not None:
        return cleaning.box.size
    return turn_of(size, cleaning.skew).size if abs(cleaning.skew) >= LEAST_DEGREES else size


def cleaned_preview(
    jpeg: bytes, cleaning: Cleaning, *, name: str, whole: tuple[int, int], size: tuple[int, int]
) -> Pixels:
    """The page image ``jpeg``, called ``name``, cleaned, exactly ``size`` (width, height) large.

    ``whole`` is what it is cleaned at its own size. Specks stay: on a screen nobody sees them.
    Errors: IMAGE_UNREADABLE.
    """
    by = next(each for each in _DECODED if max(whole) >= each * max(size) or each == 1)
    decoded = jpeg_pixels(jpeg, name=name, reading=_DECODED[by])
    pixels = np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
    page = cleaned(pixels, _reduced(cleaning, by))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def _reduced(cleaning: Cleaning, by: int) -> Cleaning:
    box = cleaning.box and PixelBox(*(each // by for each in cleaning.box))
    return replace(cleaning, box=box, despeckle_dpi=0)
