"""Scanned pages that are not a paper yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, NewType

BatchId = NewType("BatchId", str)
"""A UUID in hex; also the name of the batch's folder under the profile's work folder."""


class BatchState(StrEnum):
    OPEN = "open"  # pages may come, go and turn
    BUILT = "built"  # became a paper
    DISCARDED = "discarded"
    MOVED = "moved"  # its pages are in other batches now; separators may have stayed


class PageFinding(StrEnum):
    """What an officer should know of a page while the paper is still in her hand.

    What to do about each is said in ``ui.messages.about_pages``.
    """

    BLANK = "blank"  # nothing on it: leave it out, or turn the sheet round
    TOO_DARK = "too_dark"  # raise the brightness, close the lid
    TOO_LIGHT = "too_light"  # lower the brightness, ask for a better copy
    BLURRED = "blurred"  # press it flat, wipe the glass
    CUT_AT_EDGE = "cut_at_edge"  # move the paper, or choose a larger size
    TOO_SLANTED = "too_slanted"  # lay it straight
    DOUBLE_FEED = "double_feed"  # fan the sheets, scan one by one
    DUPLICATE = "duplicate"  # scanned before: leave one out


class PixelBox(NamedTuple):
    """Pixels from the top left corner; ``right`` and ``bottom`` are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top


@dataclass(frozen=True)
class Cleaning:
    """What is done to a page image when a paper is built of it, in this order; the image stays."""

    skew: float = 0.0
    """Degrees by which the page lies clockwise; it is turned back."""
    box: PixelBox | None = None
    """The part that is kept, in pixels of the straightened picture; None keeps all."""
    white_ground: bool = False
    despeckle_dpi: int = 0
    """Resolution of the page where specks are taken off; 0 leaves them."""

    @property
    def changes(self) -> bool:
        """Whether it does anything at all."""
        return self != AS_IT_IS


AS_IT_IS = Cleaning()


@dataclass(frozen=True)
class PageLook:
    """What was found on a page image."""

    cleaning: Cleaning
    """What is proposed, and done unless the officer undoes it."""
    findings: tuple[PageFinding, ...] = ()
    codes: tuple[str, ...] = ()
    """What its QR codes and barcodes say."""
    patch: bool = False
    """It bears a patch code, which cuts a stack."""
    fingerprint: str = ""
    """By which the same page is known again."""


@dataclass(frozen=True)
class ScannedPage:
    """One page image on disk; edits are numbers beside it, the image is never rewritten."""

    id: str
    file: str
    """File name within ``folder``."""
    width_px: int
    height_px: int
    dpi: int
    rotation: int = 0
    """Clockwise quarter turns in degrees: 0, 90, 180 or 270."""
    turned: bool = False
    """Somebody turned it, be it back to 0; what was chosen by hand is not turned upright again."""
    look: PageLook | None = None
    """None until the page was looked at."""
    cleaned: bool = True
    """Whether what the look proposes is done; the officer may have undone it."""
    text: str = ""
    """What is written on the page as it is cleaned and turned, JSON; empty until it was read."""
    folder: BatchId = BatchId("")
    """The batch that it was scanned into: its image lies in that one's folder for good."""

    @property
    def cleaning(self) -> Cleaning:
        """What is done to the image."""
        return self.look.cleaning if self.look is not None and self.cleaned else AS_IT_IS


@dataclass(frozen=True)
class ScanBatch:
    id: BatchId
    source: str
    state: BatchState
    started_at: datetime
    dossier_id: str
    component_id: str
    pages: tuple[ScannedPage, ...]
    """In page order, without removed ones."""
    split_from: BatchId | None = None
    """The batch whose pages these were before the officer split it."""

    @property
    def stack(self) -> BatchId:
        """What it has in common with the other parts of one stack of paper."""
        return self.split_from or self.id
