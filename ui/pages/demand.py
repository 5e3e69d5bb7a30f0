"""Which images are wanted now, most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Purpose(IntEnum):
    """Who asks; lower numbers are served first."""

    PAGE = 0
    THUMBNAIL = 1


@dataclass(frozen=True)
class Wanted:
    index: int
    """0 for the first page."""
    width_px: int
    """Device pixels."""


class Demand:
    """Each purpose replaces its own wishes; nothing queues up."""

    def __init__(self) -> None:
        self._wanted: dict[Purpose, tuple[Wanted, ...]] = {}

    def replace(self, purpose: Purpose, wanted: Iterable[Wanted]) -> None:
        self._wanted[purpose] = tuple(wanted)

    def clear(self) -> None:
        self._wanted.clear()

    def __iter__(self) -> Iterator[Wanted]:
        for purpose in sorted(self._wanted):
            yield from self._wanted[purpose]
