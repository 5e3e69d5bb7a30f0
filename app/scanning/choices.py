"""What an officer may choose for a scanner, from what the scanner says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.scanning.paper_sizes import A3, A4, A5, ID_CARD, PaperSize
from app.scanning.scanner_options import CUT_AT_MOST
from app.scanning.source import MIN_DPI, Capabilities, Feed


class FeedChoice(StrEnum):
    """A way to put paper in."""

    GLASS = "glass"
    FEEDER = "feeder"
    DUPLEX = "duplex"
    MANUAL = "manual"
    """Both sides by a feeder that sees one: the officer turns the stack over."""

    @property
    def feed(self) -> Feed:
        """What the device is asked for."""
        return Feed.FEEDER if self is FeedChoice.MANUAL else Feed(self.value)


_DPIS = (200, 300, 400, 600)
"""More than 600 is of no use for paper, and a page of it takes 100 MB of memory."""
_SAID_BY_NONE = (200, 300)
PAPERS = (A4, A3, A5, ID_CARD)


@dataclass(frozen=True)
class Choices:
    feeds: tuple[FeedChoice, ...]
    dpis: tuple[int, ...]
    papers: tuple[PaperSize, ...]
    brightness: bool
    """Whether it can be set."""


ANYTHING = Choices(tuple(FeedChoice), _SAID_BY_NONE, PAPERS, brightness=False)
"""For a device that cannot be asked now: what it has not, it says when it scans."""
NOTHING = Choices((), (), (), brightness=False)
"""For folders and files, whose pages are as they are."""


def choices_of(able: Capabilities) -> Choices:
    """What makes sense of what the device can do; there is always something to choose."""
    papers = tuple(each for each in PAPERS if _takes(able, each))
    return Choices(
        feeds=tuple(_feeds(able)),
        dpis=_dpis(able),
        papers=papers or (A4,),
        brightness=able.brightness is not None,
    )


def _feeds(able: Capabilities) -> Iterator[FeedChoice]:
    for choice in FeedChoice:
        if choice is FeedChoice.MANUAL and Feed.DUPLEX in able.feeds:
            continue
        if choice.feed in able.feeds:
            yield choice


def _dpis(able: Capabilities) -> tuple[int, ...]:
    if not able.dpis:
        return _SAID_BY_NONE
    legal = [dpi for dpi in able.dpis if dpi >= MIN_DPI]
    usual = tuple(dpi for dpi in _DPIS if dpi in legal)
    return usual or tuple(legal[:1]) or (MIN_DPI,)


def _takes(able: Capabilities, paper: PaperSize) -> bool:
    if able.largest_mm is None:
        return True
    sides = zip((paper.width_mm, paper.height_mm), able.largest_mm, strict=True)
    return all(side <= most * (1 + CUT_AT_MOST) for side, most in sides)
