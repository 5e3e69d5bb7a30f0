"""Asks the page lane for just the images that are on the screen now."""

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from ui.background import Stop, Worker, run
from ui.pages.demand import Demand, Purpose, Wanted
from ui.pages.drawing import PageDrawer, draw_stamp
from ui.pages.image_cache import ImageCache
from ui.pages.source import PageSize, PageSource

MAX_WIDTH_PX = 3000
"""A page is never drawn wider; beyond it (A4 at 360 dpi) the image is stretched."""
_CACHE_BYTES = 160_000_000


class PageRenderer(QObject):
    """Images of the pages of one source at a time.

    One page is under way at any moment; what is drawn next is decided when it ends, from what is
    wanted then. So scrolling past hundreds of pages queues nothing, and a page that went out of
    sight while being drawn is given up.
    """

    opened = Signal()
    """``source`` and ``sizes`` are new."""
    failed = Signal(object)
    """AppError: the source cannot be shown at all."""
    drawn = Signal(int)
    """There is a better image of the page with this index, or it turned out to be broken."""

    def __init__(
        self, lane: Worker, parent: QObject | None = None, cache_bytes: int = _CACHE_BYTES
    ) -> None:
        super().__init__(parent)
        self._lane = lane
        self._drawer = PageDrawer()
        self._cache = ImageCache(cache_bytes)
        self._demand = Demand()
        self._broken: set[Hashable] = set()
        self._under_way: tuple[Wanted, Stop] | None = None
        self._coming: PageSource | None = None
        self._announcing = False
        self.source: PageSource | None = None
        self.sizes: tuple[PageSize, ...] = ()

    def show(self, source: PageSource | None) -> None:
        """Show ``source``; what was shown before stays until ``opened`` or ``failed``.

        None shows nothing.
        """
        self._coming = source
        if source is None:
            self._switch(None, ())
            self.close()
            return
        self._run(
            self._drawer.sizes,
            source,
            done=lambda sizes: self._opened(source, sizes),
            failed=lambda error: self._not_opened(source, error),
        )

    def close(self) -> None:
        """Let go of the open file."""
        self._run(self._drawer.close, done=_ignore, failed=_ignore)

    def image(self, index: int, width_px: int) -> QImage | None:
        """The best image there is now of page ``index`` for ``width_px`` device pixels."""
        if self.source is None or index >= len(self.sizes):
            return None
        return self._cache.best(self.source.identity(index), min(width_px, MAX_WIDTH_PX))

    def is_broken(self, index: int) -> bool:
        """Whether page ``index`` could not be drawn."""
        return self.source is not None and self.source.identity(index) in self._broken

    def want(self, purpose: Purpose, wanted: Sequence[Wanted]) -> None:
        """Replace what is wanted for ``purpose``, most urgent first."""
        capped = (Wanted(each.index, min(each.width_px, MAX_WIDTH_PX)) for each in wanted)
        self._demand.replace(purpose, capped)
        self._stop_unwanted()
        self._draw_next()

    def draw_stamp(self, pdf: bytes, width_px: int, done: Any, failed: Any) -> None:
        """Draw a one-page PDF; ``done`` receives its QImage on a transparent ground."""
        self._run(draw_stamp, pdf, width_px, done=done, failed=failed)

    def _stop_unwanted(self) -> None:
        if self._under_way and self._under_way[0] not in self._demand:
            self._under_way[1].ask()

    def _draw_next(self) -> None:
        source = self.source
        if self._under_way or self._announcing or source is None or not self.sizes:
            return
        for wanted in self._demand:
            page = source.identity(wanted.index)
            if page not in self._broken and not self._cache.has(page, wanted.width_px):
                self._draw(source, wanted)
                return

    def _draw(self, source: PageSource, wanted: Wanted) -> None:
        stop = Stop()
        self._under_way = wanted, stop
        page = source.identity(wanted.index)
        self._run(
            self._drawer.draw,
            source,
            wanted.index,
            wanted.width_px,
            stop,
            done=lambda image: self._cache.put(page, wanted.width_px, image),
            failed=lambda error: self._broken.add(page),  # noqa: ARG005
            ended=lambda: self._ended(source, wanted.index),
        )

    def _ended(self, source: PageSource, index: int) -> None:
        self._under_way = None
        if source is self.source:
            self.drawn.emit(index)
        self._draw_next()

    def _opened(self, source: PageSource, sizes: tuple[PageSize, ...]) -> None:
        if source is self._coming:
            self._switch(source, sizes)

    def _not_opened(self, source: PageSource, error: AppError) -> None:
        if source is self._coming:
            self._switch(None, ())
            self.failed.emit(error)

    def _switch(self, source: PageSource | None, sizes: tuple[PageSize, ...]) -> None:
        self.source, self.sizes = source, sizes
        self._demand.clear()
        self._broken.clear()
        self._stop_unwanted()
        # Views ask for their images while they hear of the new source. Nothing is drawn until all
        # have asked, or the page would wait for its own thumbnail.
        self._announcing = True
        self.opened.emit()
        self._announcing = False
        self._draw_next()

    def _run(self, work: Any, *args: Any, done: Any, failed: Any, ended: Any = None) -> None:
        run(self._lane, work, *args, owner=self, done=done, failed=failed, ended=ended)


def _ignore(_: object) -> None:
    """Closing has no result that anybody waits for."""
