"""The port to everything pages can come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Feed(StrEnum):
    GLASS = "glass"
    FEEDER = "feeder"


class Watch(StrEnum):
    """How long a watched folder is watched."""

    UNTIL_STOPPED = "until_stopped"
    UNTIL_EMPTY = "until_empty"  # ends when nothing is left to take


@dataclass(frozen=True)
class ScanRequest:
    """How the pages shall be taken; the legal minimum is colour at 200 dpi, 100 %."""

    dpi: int = 200
    feed: Feed = Feed.GLASS
    colour: bool = True
    width_mm: float = 210.0
    height_mm: float = 297.0
    max_pages: int | None = None


@dataclass(frozen=True)
class SourceInfo:
    """One source as the officer chooses it."""

    address: str
    """``sane:test:0``, ``folder:/path`` or ``file:/path``."""
    name: str
    feeds: tuple[Feed, ...]


@dataclass(frozen=True)
class PageImage:
    """One page, already whole on disk."""

    file: Path
    width_px: int
    height_px: int
    dpi: int
    """Resolution by which the page has its real size."""


class ScanSource(Protocol):
    """Where pages come from. Used on the scanner lane only."""

    @property
    def address(self) -> str:
        """``sane:NAME``, ``folder:DIR`` or ``file:PATH``."""
        ...

    def pages(
        self, request: ScanRequest, folder: Path, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """Write each page whole into ``folder`` and yield it, in the order of the paper.

        File names sort in page order and never overwrite one that is there. The end of the feeder
        ends the iteration. Pages yielded before an error stay. Errors: SCANNER_*,
        WATCHED_FOLDER_ABSENT, FILE_*, PDF_*, IMAGE_UNREADABLE, DISK_FULL; ``Cancelled`` once
        ``stop()`` is true.
        """
        ...
