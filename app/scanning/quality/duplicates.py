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

from app.scanning.cleaning.contrast import INK
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.reduced import halved
from app.scanning.cleaning.straighten import LEAST_DEGREES, turn_of
from app.scanning.pixels import Mask

_ALIKE, _ALIKE_HALVED = 0.6, 0.25
"""Likeness of the least alike pieces. The same sheet scanned again: 0.8 and more, with other noise,
skew, lid, light and sharpness; another name on the same form: 0.1 and less. At half the size, where
most copies of a form are told apart in a third of the time: 0.38 and more; three of four copies
0.17 and less."""
_PIECE = (24, 12)
"""Width and height of a piece: 12 × 6 mm."""
_LEAST_ENERGY = 0.5
"""Mean square of a piece that is judged; dust has less."""
_AFAR = 4
"""Times that pages are made smaller to find where they lie, and to tell most others apart."""
_ALIKE_FROM_AFAR = 0.75
"""Correlation of the ink of cells of 8 mm. The same sheet again: 0.96 and more, another form: 0.6
and less; copies of one form are told apart by their pieces."""
_BLURS, _LETTER = {1: 1.2, 2: 0.8}, 9
_LEVELS = 10
_LARGEST_PX = 5000

_Ink = npt.NDArray[np.float32]


def fingerprint(page: RawPage) -> bytes:
    """What a page is recognised by: 0.3 to 20 kB, kept with the page."""
    ink = np.where(page.contrast >= INK, page.contrast * 255, 0).astype(np.uint8)
    skew = page.skew.mendable
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
    size = [cv2.getOptimalDFTSize(-(-side // _AFAR)) * _AFAR for side in (width, height)]
    first_ink, second_ink = (_on_canvas(each, (size[0], size[1])) for each in inks)
    if _likeness_from_afar(first_ink, second_ink) < _ALIKE_FROM_AFAR:
        return False
    halved_inks = [_smaller(each, 2) for each in (first_ink, second_ink)]
    # −1 is nothing that could be judged: what little ink there is may be lost at half the size.
    if -1 < _likeness(halved_inks[0], halved_inks[1], 2) < _ALIKE_HALVED:
        return False
    return _likeness(first_ink, second_ink, 1) >= _ALIKE


def _ink_of(fingerprint_: bytes) -> Mask:
    height, width = struct.unpack(">HH", fingerprint_[:4])
    levels = np.frombuffer(zlib.decompress(fingerprint_[4:]), np.uint8)
    return levels.reshape(height, width)


def _on_canvas(ink: Mask, size: tuple[int, int]) -> _Ink:
    canvas = np.zeros((size[1], size[0]), np.float32)
    canvas[: ink.shape[0], : ink.shape[1]] = ink
    return canvas


def _likeness_from_afar(first: _Ink, second: _Ink) -> float:
    """Likeness, −1 to 1, of the cells of two pages, which is cheap to find."""
    one, other = (_smaller(each, _AFAR) for each in (first, second))
    other = _moved(other, _shift(one, other, 0.8), cv2.INTER_LINEAR)
    cells = [cv2.blur(_smaller(each, 2), (3, 3)) for each in (one, other)]
    one, other = (np.asarray(each - each.mean(), np.float32) for each in cells)
    energy = float(np.sqrt(np.square(one).sum() * np.square(other).sum()))
    return float((one * other).sum()) / max(energy, 1e-6)


def _shift(first: _Ink, second: _Ink, blur: float) -> tuple[float, float]:
    """Pixels right and down by which the second page lies from the first."""
    soft = [cv2.GaussianBlur(each, (0, 0), blur) for each in (first, second)]
    (right, down), _ = cv2.phaseCorrelate(*soft)
    return right, down


def _smaller(ink: _Ink, times: int) -> _Ink:
    size = (ink.shape[1] // times, ink.shape[0] // times)
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.float32)


def _moved(ink: _Ink, by: tuple[float, float], interpolation: int) -> _Ink:
    """``ink`` moved back by pixels right and down."""
    matrix = np.array([[1, 0, by[0]], [0, 1, by[1]]])
    size, flags = (ink.shape[1], ink.shape[0]), interpolation | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(ink, matrix, size, flags=flags), np.float32)


def _likeness(first: _Ink, second: _Ink, times: int) -> float:
    """Likeness, −1 to 1, of the least alike pieces of two pages that were made ``times`` smaller,
    once they lie on each other.
    """
    blur = _BLURS[times]
    second = _moved(second, _shift(first, second, blur), cv2.INTER_CUBIC)
    one, other = (_letters(each, blur, _LETTER // times | 1) for each in (first, second))
    return _least_likeness(one, other, (_PIECE[0] // times, _PIECE[1] // times))


def _letters(ink: _Ink, blur: float, letter: int) -> _Ink:
    """What changes along the lines of text; lines as such are alike on every page."""
    soft = cv2.GaussianBlur(ink, (0, 0), blur)
    return np.asarray(soft - cv2.blur(soft, (letter, 1)), np.float32)


def _least_likeness(first: _Ink, second: _Ink, piece: tuple[int, int]) -> float:
    """Likeness of the piece that has least its like a pixel around its place."""
    size = (first.shape[1] * 2 // piece[0], first.shape[0] * 2 // piece[1])

    def pieces(values: _Ink) -> _Ink:
        """Means of pieces, each half over its neighbours."""
        halves = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.blur(halves, (2, 2), borderType=cv2.BORDER_CONSTANT), np.float32)

    own, energies = pieces(first * first), pieces(second * second)
    best = np.full(own.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.roll(second, (down, right), (0, 1))
            both = np.maximum(own + pieces(moved * moved), 1e-6)
            best = np.maximum(best, 2 * pieces(first * moved) / both)
    judged = best[np.maximum(own, energies) >= _LEAST_ENERGY]
    return float(judged.min()) if judged.size else -1.0
