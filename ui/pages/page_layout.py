"""Where each page lies when pages are stacked below one another."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from PySide6.QtCore import QRect
from PySide6.QtGui import QTransform

from ui.pages.source import PageSize

GAP = 16
"""Logical pixels between pages and round them."""
ACTUAL = 96 / 72
"""Logical pixels a point at 100 %."""


class Fit(Enum):
    WIDTH = "width"
    PAGE = "page"


@dataclass(frozen=True)
class Zoom:
    """``fit``, or ``percent`` when it is None."""

    fit: Fit | None = Fit.WIDTH
    percent: int = 100


class PageLayout:
    """Pages of ``sizes`` turned by ``rotation``, for a view ``width`` × ``height`` pixels large."""

    def __init__(
        self,
        sizes: Sequence[PageSize] = (),
        zoom: Zoom = Zoom(),
        rotation: int = 0,
        width: int = 1,
        height: int = 1,
    ) -> None:
        self._sizes = sizes
        self.rotation = rotation % 360
        turned = [_turned(size, self.rotation) for size in sizes]
        self.scale = _scale(turned, zoom, width, height)
        """Logical pixels a point."""
        boxes = [
            (max(1, round(size.width * self.scale)), max(1, round(size.height * self.scale)))
            for size in turned
        ]
        self.width = max([width, *(box[0] + 2 * GAP for box in boxes)])
        self._tops = list(accumulate((box[1] + GAP for box in boxes), initial=GAP))
        self.height = self._tops[-1] if boxes else 0
        self._boxes = boxes

    def rect(self, index: int) -> QRect:
        """Page ``index`` in pixels from the top left of the whole stack."""
        width, height = self._boxes[index]
        return QRect((self.width - width) // 2, self._tops[index], width, height)

    def visible(self, top: int, height: int) -> range:
        """Indexes of the pages that show between ``top`` and ``top + height``."""
        if not self._boxes:
            return range(0)
        first = max(0, bisect_right(self._tops, top) - 1)
        last = min(len(self._boxes), bisect_left(self._tops, top + height))
        return range(first, max(last, first + 1) if first < len(self._boxes) else first)

    def at(self, y: int) -> int:
        """Index of the page nearest to ``y``."""
        return max(0, min(len(self._boxes) - 1, bisect_right(self._tops, y) - 1))

    def image_width(self, index: int, ratio: float) -> int:
        """Device pixels that a sharp image of the unturned page ``index`` is wide."""
        rect = self.rect(index)
        return max(1, round((rect.height() if self.rotation % 180 else rect.width()) * ratio))

    def to_pixels(self, index: int) -> QTransform:
        """From points of page ``index``, origin bottom left as it is shown, to stack pixels."""
        size, rect = self._sizes[index], self.rect(index)
        turned = _turned(size, self.rotation)
        made = QTransform()
        made.translate(rect.x(), rect.y())
        made.scale(rect.width() / turned.width, rect.height() / turned.height)
        corner = {
            0: (0.0, 0.0),
            90: (size.height, 0.0),
            180: (size.width, size.height),
            270: (0.0, size.width),
        }[self.rotation]
        made.translate(*corner)
        made.rotate(self.rotation)
        made.translate(0, size.height)
        made.scale(1, -1)
        return made


def _turned(size: PageSize, rotation: int) -> PageSize:
    return PageSize(size.height, size.width) if rotation % 180 else size


def _scale(sizes: Sequence[PageSize], zoom: Zoom, width: int, height: int) -> float:
    if zoom.fit is None or not sizes:
        return ACTUAL * zoom.percent / 100
    widest = max(size.width for size in sizes)
    scale = max(0.05, (width - 2 * GAP) / widest)
    if zoom.fit is Fit.PAGE:
        highest = max(size.height for size in sizes)
        scale = min(scale, max(0.05, (height - 2 * GAP) / highest))
    return scale
