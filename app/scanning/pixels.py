"""Page images in memory: arrays that OpenCV, Tesseract and zxing-cpp take as they are."""

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.errors import AppError, Code
from app.scanning.stored_page import StoredPage

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3, 8 bits, RGB."""
Mask: TypeAlias = npt.NDArray[np.uint8]
"""Height × width, 0 or 255."""


def read_pixels(page: StoredPage) -> Pixels:
    """The picture of a page image, upright.

    Errors: FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN.
    """
    return jpeg_pixels(page.read(), name=page.name)


def jpeg_pixels(jpeg: bytes, *, name: str, reading: int = cv2.IMREAD_COLOR_RGB) -> Pixels:
    """The picture of the page image ``name``, as ``cv2.imdecode`` gives it when ``reading`` so.

    Errors: IMAGE_UNREADABLE.
    """
    found = cv2.imdecode(np.frombuffer(jpeg, np.uint8), reading) if jpeg else None
    if found is None:
        raise AppError(Code.IMAGE_UNREADABLE, file=name)
    return np.asarray(found, np.uint8)


def reduced(picture: npt.NDArray[np.uint8], by: int = 4) -> npt.NDArray[np.uint8]:
    """``picture``, of any number of channels, ``by`` times smaller: each pixel is their mean."""
    height, width = picture.shape[:2]
    size = max(1, width // by), max(1, height // by)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
