"""What is known of the pages in view, each looked at once."""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.scan import ScanBatch, ScannedPage
from app.operations.look_at_pages import look_at_pages
from app.operations.measure_pages import MeasuredPage, measure_page
from ui.background import Stop, run


class PageMeasures(QObject):
    """``changed`` tells that more is known."""

    changed = Signal()

    def __init__(self, counter: Counter, screen: QObject) -> None:
        super().__init__(screen)
        self._counter = counter
        self._known: dict[ScannedPage, MeasuredPage] = {}
        self._looking: Stop | None = None
        self._latest: ScanBatch | None = None

    @property
    def looking(self) -> bool:
        """Whether more will be known of the pages in view."""
        return self._looking is not None

    def of(self, batch: ScanBatch | None) -> tuple[MeasuredPage, ...]:
        """Pages of ``batch`` that were looked at so far, in their order."""
        pages = batch.pages if batch else ()
        return tuple(self._known[page] for page in pages if page in self._known)

    def look_at(self, batch: ScanBatch | None) -> None:
        """Look at what nobody looked at, and measure what was not measured, on the files lane."""
        self._latest = batch
        self._find(batch)
        fresh = [page for page in batch.pages if page not in self._known] if batch else []
        if batch is None or not fresh:
            return
        folders = self._counter.page_folders

        def work(pages: list[ScannedPage]) -> dict[ScannedPage, MeasuredPage]:
            return {page: measure_page(folders, page) for page in pages}

        # A page that cannot be measured cannot be shown either, and the viewer says so.
        run(
            self._counter.files_lane, work, fresh, owner=self, done=self._take,
            failed=lambda _: None,
        )  # fmt: skip

    def forget(self) -> None:
        """Another batch begins."""
        self._known.clear()
        if self._looking is not None:
            self._looking.ask()

    def _find(self, batch: ScanBatch | None) -> None:
        """What is found is written to the store page by page, which tells the screen."""
        if batch is None or self._looking is not None or all(p.look for p in batch.pages):
            return
        self._looking = stop = Stop()
        run(
            self._counter.files_lane, look_at_pages, owner=self, done=lambda _: None,
            failed=lambda _: None, ended=self._found, store=self._counter.store,
            folders=self._counter.page_folders, batch_id=batch.id, stop=stop,
        )  # fmt: skip

    def _found(self) -> None:
        stopped, self._looking = self._looking is not None and self._looking(), None
        if stopped:  # another batch came into view meanwhile
            self._find(self._latest)
        self.changed.emit()

    def _take(self, found: dict[ScannedPage, MeasuredPage]) -> None:
        self._known.update(found)
        self.changed.emit()
