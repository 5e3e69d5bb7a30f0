"""Page images in memory: arrays that OpenCV, Tesseract and zxing-cpp take as they are."""

from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.errors import AppError, Code

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3, 8 bits, RGB."""
Mask: TypeAlias = npt.NDArray[np.uint8]
"""Height × width, 0 or 255."""


def read_pixels(file: Path) -> Pixels:
    """The picture of a page image (``page_files.py``), upright.

    Errors: FILE_MISSING, IMAGE_UNREADABLE.
    """
    try:
        encoded = np.fromfile(file, np.uint8)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, file=file.name) from error
    except OSError as error:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name) from error
    found = cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB) if encoded.size else None
    if found is None:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name)
    return np.asarray(found, np.uint8)


def reduced(picture: npt.NDArray[np.uint8], by: int = 4) -> npt.NDArray[np.uint8]:
    """``picture``, of any number of channels, ``by`` times smaller: each pixel is their mean."""
    height, width = picture.shape[:2]
    size = max(1, width // by), max(1, height // by)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
