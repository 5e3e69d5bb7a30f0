"""The port to everything pages can come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.scanning.stored_page import StoredPage

if TYPE_CHECKING:
    from app.scanning.page_files import PageFolder

MIN_DPI = 200
"""Of a digitised document: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II.I.2 (domain §1.4)."""


class Feed(StrEnum):
    GLASS = "glass"
    FEEDER = "feeder"
    DUPLEX = "duplex"
    """The feeder, both sides of each sheet by the device itself: front, back, front, back …"""


class ColourMode(StrEnum):
    COLOUR = "colour"
    GREY = "grey"


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
    """Sides, with ``Feed.DUPLEX``."""
    brightness: int | None = None
    """-100 (darkest) to 100; 0 is the device's normal, None whatever it does by itself."""

    @property
    def colour_mode(self) -> ColourMode:
        return ColourMode.COLOUR if self.colour else ColourMode.GREY


Resolutions: TypeAlias = tuple[int, ...] | range
"""What can be chosen, in dpi, rising; empty when the device does not say."""


@dataclass(frozen=True)
class BrightnessRange:
    """The values a device takes; makers count from 0, from -100, up to 2000."""

    least: float
    normal: float
    most: float

    def value(self, brightness: int) -> float:
        """The device's value for a brightness from -100 to 100."""
        way = self.most - self.normal if brightness > 0 else self.normal - self.least
        return self.normal + way * max(-100, min(brightness, 100)) / 100


@dataclass(frozen=True)
class Capabilities:
    """What a device says of itself; nothing here is assumed."""

    feeds: tuple[Feed, ...]
    dpis: Resolutions
    """Those that every feed has; empty, too, when they have none in common."""
    colour_modes: tuple[ColourMode, ...]
    """Those that every feed has."""
    largest_mm: tuple[float, float] | None
    """Width and height of the largest paper that one of the feeds takes; None if not said."""
    brightness: BrightnessRange | None
    """None when it cannot be set."""


@dataclass(frozen=True)
class SourceInfo:
    """One source as the officer chooses it."""

    address: str
    """``sane:test:0``, ``escl:http://192.168.1.5:80/eSCL``, ``folder:/path`` or ``file:/path``."""
    name: str
    feeds: tuple[Feed, ...]
    hosts: tuple[str, ...] = field(default=(), compare=False)
    """IP addresses at which it answers, as far as they are known."""


@dataclass(frozen=True)
class PageImage:
    """One page, already whole and sealed on disk."""

    file: StoredPage
    width_px: int
    height_px: int
    dpi: int
    """Resolution by which the page has its real size."""


class ScanSource(Protocol):
    """Where pages come from. Used by one thread; those of drivers on the scanner lane only."""

    @property
    def address(self) -> str:
        """``sane:NAME``, ``escl:URL``, ``wia:ID``, ``folder:DIR`` or ``file:PATH``."""
        ...

    def capabilities(self) -> Capabilities | None:
        """What the device can do, asked of it now; None for folders and files, which take any
        request. Errors: SCANNER_*.
        """
        ...

    def pages(
        self, request: ScanRequest, folder: "PageFolder", stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """Write each page whole into ``folder`` and yield it, in the order of the paper.

        File names sort in page order and never overwrite one that is there. The end of the feeder
        ends the iteration. Pages yielded before an error stay. A resolution that is not on offer
        becomes the next finer one; anything else that the device has not is an error, never a scan
        of another kind. Errors: SCANNER_*, WATCHED_FOLDER_ABSENT, FILE_*, PDF_*,
        IMAGE_UNREADABLE, DISK_FULL; ``Cancelled`` once ``stop()`` is true.
        """
        ...
