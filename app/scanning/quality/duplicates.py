"""Pages that were scanned twice: the same sheet, and not two copies of one form.

The officer looks at both and leaves one out; nothing is left out without him.

A hash of a few bytes cannot tell two filled-in copies of a form apart. So the fingerprint is the
ink itself at 50 dpi, straightened, and two pages are the same if every piece of one, two words
large, has its like in the other.
"""

import struct
import zlib

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.reduced import halved
from app.scanning.cleaning.skew import find_skew
from app.scanning.cleaning.straighten import LEAST_DEGREES, turn_of
from app.scanning.pixels import Mask, Pixels
from app.scanning.quality.look import INK, look_at

_ALIKE = 0.6
"""Likeness of the least alike pieces. The same sheet scanned again: 0.8 and more, with other noise,
skew, lid, light and sharpness; another name on the same form: 0.1 and less."""
_PIECE = (24, 12)
"""Width and height of a piece: 12 × 6 mm."""
_LEAST_ENERGY = 0.5
"""Mean square of a piece that is judged; dust has less."""
_BLUR, _LETTER = 1.2, 9
_LEVELS = 10
_LARGEST_PX = 5000

_Ink = npt.NDArray[np.float32]


def fingerprint(pixels: Pixels, dpi: int) -> bytes:
    """What a page is recognised by: 0.3 to 20 kB, kept with the page."""
    look = look_at(pixels, dpi)
    ink = np.where(look.contrast >= INK, look.contrast * 255, 0).astype(np.uint8)
    skew = find_skew(pixels)
    if abs(skew) >= LEAST_DEGREES:
        matrix, size = turn_of((ink.shape[1], ink.shape[0]), skew)
        ink = np.asarray(cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)
    small = halved(ink) // _LEVELS
    small = small[:_LARGEST_PX, :_LARGEST_PX]
    return struct.pack(">HH", *small.shape) + zlib.compress(small.tobytes())


def is_duplicate(first: bytes, second: bytes) -> bool:
    """Whether two fingerprints are of the same sheet, the same side up; blank pages are not."""
    inks = [_ink_of(each) for each in (first, second)]
    if not all(each.any() for each in inks):
        return False
    height, width = (max(16, *(each.shape[axis] for each in inks)) for axis in (0, 1))
    first_ink, second_ink = (_on_canvas(each, height, width) for each in inks)
    (right, down), _ = cv2.phaseCorrelate(first_ink, second_ink)
    shift = np.array([[1, 0, right], [0, 1, down]])
    second_ink = np.asarray(
        cv2.warpAffine(
            second_ink, shift, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        ),
        np.float32,
    )
    return _least_likeness(_letters(first_ink), _letters(second_ink)) >= _ALIKE


def _ink_of(fingerprint_: bytes) -> Mask:
    height, width = struct.unpack(">HH", fingerprint_[:4])
    levels = np.frombuffer(zlib.decompress(fingerprint_[4:]), np.uint8)
    return levels.reshape(height, width)


def _on_canvas(ink: Mask, height: int, width: int) -> _Ink:
    canvas = np.zeros((height, width), np.float32)
    canvas[: ink.shape[0], : ink.shape[1]] = ink
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), _BLUR), np.float32)


def _letters(ink: _Ink) -> _Ink:
    """What changes along the lines of text; lines as such are alike on every page."""
    return np.asarray(ink - cv2.blur(ink, (_LETTER, 1)), np.float32)


def _least_likeness(first: _Ink, second: _Ink) -> float:
    """Likeness, −1 to 1, of the piece that has least its like a pixel around its place."""

    def pieces(values: _Ink) -> _Ink:
        summed = cv2.boxFilter(values, -1, _PIECE, normalize=True, borderType=cv2.BORDER_CONSTANT)
        return np.asarray(summed[:: _PIECE[1] // 2, :: _PIECE[0] // 2], np.float32)

    own, energies = pieces(first * first), pieces(second * second)
    best = np.full(own.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.roll(second, (down, right), (0, 1))
            both = np.maximum(own + pieces(moved * moved), 1e-6)
            best = np.maximum(best, 2 * pieces(first * moved) / both)
    judged = best[np.maximum(own, energies) >= _LEAST_ENERGY]
    return float(judged.min()) if judged.size else -1.0
