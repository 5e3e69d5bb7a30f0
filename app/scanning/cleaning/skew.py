"""How far a page lies aslant: by the angle at which its lines are sharpest seen from the side.

The ink is sheared to and fro and summed along its rows; where lines of text or of a table lie along
the rows, the sums rise and fall most steeply (W. Postl, US 4 723 297). A sheet that lies on its
side is measured by its columns.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.reduced import halved, halvings
from app.scanning.pixels import Mask

MOST_DEGREES = 15.0
"""What is straightened; a page that lies worse is scanned again."""

_FINE_PX = 800
"""About the longer side of the reduced picture, 570 to 1140: at least 48 dpi for A4. First half of
that is looked at."""
_COARSE_STRIP = 4
_LIKELY, _SEARCHED = 16.0, 45.0
_LEAST_PEAK, _LEAST_LEAD = 4.0, 1.6
"""Steepness over that of a usual angle, and over the best of the other angles. One short line, a
seal or a signature stays below 3.3 and 1.4; a card amid stamps reaches 5.9 and 1.7, text 12 and
3.5."""
_FAR = 4.0
_FAINT, _DARK = 14, 90
"""Contrasts below are noise, above are equally dark: a heading counts no more than a line."""


@dataclass(frozen=True)
class Skew:
    """Degrees by which a page lies turned clockwise, and whether its lines say so clearly.

    ``degrees`` is 0 where ``sure`` is not.
    """

    degrees: float
    sure: bool

    @property
    def mendable(self) -> float:
        """The degrees of a page that is straightened, −15 to 15; 0 of one that lies worse."""
        return self.degrees if abs(self.degrees) <= MOST_DEGREES else 0.0


UNKNOWN = Skew(0.0, False)


def measured_skew(grey: Mask) -> Skew:
    """The skew up to 45 degrees, within 0.2; ``UNKNOWN`` on an empty page or with a seal alone."""
    if min(grey.shape) < 16:
        return UNKNOWN
    ink = _ink(halved(grey, halvings(max(grey.shape), _FINE_PX)))
    small = halved(ink)
    found = _coarsely(small, _LIKELY) or _coarsely(small, _SEARCHED)
    if found is None:
        return UNKNOWN
    degrees, across = found
    if not across:
        ink = np.asarray(ink.T, np.uint8)
    degrees = _finely(ink, degrees if across else -degrees)
    return Skew(round(degrees if across else -degrees, 3), True)


def _ink(grey: Mask) -> Mask:
    """Contrast of what is narrower than 6 mm; the lid and its straight edge are not."""
    reach = max(5, max(grey.shape) // 52) | 1
    ink: Mask = np.asarray(
        cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((reach, reach), np.uint8)), np.uint8
    )
    ink[ink < _FAINT] = 0
    ink = np.minimum(ink, np.uint8(_DARK))
    # Shadows along the edges of the picture lie straight, however the paper lies.
    ink[:reach], ink[-reach:], ink[:, :reach], ink[:, -reach:] = 0, 0, 0, 0
    return ink


def _coarsely(ink: Mask, reach: float) -> tuple[float, bool] | None:
    """Angle within half a degree, and whether the lines run across instead of up and down."""
    angles = np.arange(-reach, reach + 1)
    best: tuple[float, float, bool] | None = None
    for across in (True, False):
        steep = (
            _steepness_by_degrees(ink, reach)
            if across
            else (_steepness_by_degrees(np.asarray(ink.T, np.uint8), reach)[::-1])
        )
        usual = float(np.median(steep))
        at = int(steep.argmax())
        far = float(steep[np.abs(angles - angles[at]) > _FAR].max())
        if usual <= 0 or steep[at] < _LEAST_PEAK * usual or steep[at] < _LEAST_LEAD * far:
            continue
        if best is None or steep[at] / usual > best[0]:
            best = (float(steep[at]) / usual, float(angles[at]), across)
    return None if best is None else best[1:]


def _strips(ink: Mask, width: int) -> Mask:
    """Upright strips of ``width`` pixels, each as one column."""
    strips = max(1, ink.shape[1] // width)
    even = np.ascontiguousarray(ink[:, : max(1, strips * width)])
    return np.asarray(cv2.resize(even, (strips, ink.shape[0]), interpolation=cv2.INTER_AREA))


def _steepness_by_degrees(ink: Mask, reach: float) -> npt.NDArray[np.float64]:
    """Σ (difference of neighbouring rows)² for every whole degree."""
    strips = _strips(ink, _COARSE_STRIP)
    places, beyond = _moved_places(*strips.shape, reach)
    padded = np.zeros((strips.shape[0] + 2 * beyond, strips.shape[1]), np.uint8)
    padded[beyond : beyond + strips.shape[0]] = strips
    rows = padded.ravel()[places].sum(axis=2, dtype=np.float64)
    return np.asarray(np.square(np.diff(rows, axis=1)).sum(axis=1))


@lru_cache(maxsize=8)
def _moved_places(height: int, strips: int, reach: float) -> tuple[npt.NDArray[np.int32], int]:
    """Where angle × row × strip lies in the padded strips, and the rows of padding."""
    slopes = np.tan(np.radians(np.arange(-reach, reach + 1)))
    centres = (np.arange(strips) - (strips - 1) / 2) * _COARSE_STRIP
    moves = np.round(np.outer(slopes, centres)).astype(np.int32)
    beyond = int(np.abs(moves).max())
    rows = np.arange(height, dtype=np.int32)[None, :, None] + moves[:, None, :] + beyond
    return np.asarray(rows * strips + np.arange(strips), np.int32), beyond


def _finely(ink: Mask, near: float) -> float:
    """The steepest angle within a degree of ``near``.

    The strips are moved by the phases of their frequencies: between pixels, and without the blur
    of an interpolation, which no angle but 0° would be free of.
    """
    for width, step, steps in ((8, 0.25, 4), (4, 0.08, 2)):
        angles = np.asarray(near + step * np.arange(-steps, steps + 1), np.float64)
        near = _peak(angles, _steepness(ink, angles, width))
    return near


def _steepness(ink: Mask, angles: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    """Σ (difference of neighbouring rows)² for each angle, by strips of ``width`` pixels."""
    strips = _strips(ink, width)
    length = 1 << int(1.3 * len(strips)).bit_length()
    waves = np.fft.rfft(strips, length, axis=0)[1 : length // 4].astype(np.complex64)
    pitch = np.arange(1, len(waves) + 1) / length
    turns = 2 * np.pi * np.outer(pitch, np.arange(strips.shape[1]) * width)
    edges = np.square(2 * np.sin(np.pi * pitch))  # differences of neighbouring rows
    found = []
    for slope in np.tan(np.radians(angles)):
        phases = (turns * slope).astype(np.float32)
        moved = np.einsum("fs,fs->f", waves, np.cos(phases) + 1j * np.sin(phases))
        found.append(float(edges @ np.square(np.abs(moved))))
    return np.array(found)


def _peak(angles: npt.NDArray[np.float64], steep: npt.NDArray[np.float64]) -> float:
    """Where a parabola through the highest of the values and its neighbours is highest."""
    at = int(np.clip(steep.argmax(), 1, len(steep) - 2))
    before, here, after = steep[at - 1 : at + 2]
    bend = before - 2 * here + after
    aside = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(angles[at] + np.clip(aside, -1, 1) * (angles[1] - angles[0]))
