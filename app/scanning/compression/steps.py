"""How far a page may be brought down so that a whole paper fits what the province takes."""

from dataclasses import dataclass
from enum import StrEnum


class Compression(StrEnum):
    """What an office wants of its files."""

    JPEG = "jpeg"  # pictures as they are seen; layers only where pictures do not fit
    LAYERED = "layered"  # sharp print over the paper from the first page on, a quarter of the size


@dataclass(frozen=True)
class Step:
    """One way to put a page into a PDF; ``KEEP`` is the first."""

    quality: int | None
    """JPEG quality of the picture, colour at half resolution (4:2:0); None is its own stream."""
    dpi: int
    """Finer pages are brought down to this, never below the legal 200."""
    layered: bool = False
    """Print apart from the paper (``layers.py``)."""


KEEP = Step(None, 600)
_LOWERED = (Step(85, 300), Step(75, 200), Step(60, 200), Step(50, 200), Step(40, 200))
"""Below 40, words are lost to text recognition."""
_LAYERED = tuple(Step(quality, 200, layered=True) for quality in (50, 40, 30))


def steps_of(compression: Compression) -> tuple[tuple[Step, ...], ...]:
    """The steps to be tried, best first, in groups: a group only where none before it fits."""
    if compression is Compression.LAYERED:
        return (_LAYERED,)
    return ((KEEP, *_LOWERED), _LAYERED)
