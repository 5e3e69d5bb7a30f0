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
    """The picture of a page image (``page_files.py``). Errors: FILE_MISSING, IMAGE_UNREADABLE."""
    try:
        encoded = np.fromfile(file, np.uint8)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, file=file.name) from error
    except OSError as error:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name) from error
    # As it lies in the file: a PDF that takes the JPEG stream knows no EXIF either.
    how = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    found = cv2.imdecode(encoded, how) if encoded.size else None
    if found is None:
        raise AppError(Code.IMAGE_UNREADABLE, file=file.name)
    return np.asarray(found, np.uint8)
