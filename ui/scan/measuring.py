"""What is known of the pages in view, each looked at once."""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.scan import ScanBatch, ScannedPage
from app.operations.measure_pages import MeasuredPage, measure_page
from app.operations.scan_pages import batch_folder
from ui.background import run


class PageMeasures(QObject):
    """``changed`` tells that more is known."""

    changed = Signal()

    def __init__(self, counter: Counter, screen: QObject) -> None:
        super().__init__(screen)
        self._counter = counter
        self._known: dict[str, MeasuredPage] = {}

    def of(self, batch: ScanBatch | None) -> tuple[MeasuredPage, ...]:
        """Pages of ``batch`` that were looked at so far, in their order."""
        pages = batch.pages if batch else ()
        return tuple(self._known[page.id] for page in pages if page.id in self._known)

    def look_at(self, batch: ScanBatch | None) -> None:
        """Measure on the files lane what was not measured yet."""
        fresh = [page for page in batch.pages if page.id not in self._known] if batch else []
        if batch is None or not fresh:
            return
        folder = batch_folder(self._counter.profile.work, batch.id)

        def work(pages: list[ScannedPage]) -> dict[str, MeasuredPage]:
            return {page.id: measure_page(folder, page) for page in pages}

        # A page that cannot be measured cannot be shown either, and the viewer says so.
        run(
            self._counter.files_lane, work, fresh, owner=self, done=self._take,
            failed=lambda _: None,
        )  # fmt: skip

    def forget(self) -> None:
        """Another batch begins."""
        self._known.clear()

    def _take(self, found: dict[str, MeasuredPage]) -> None:
        self._known.update(found)
        self.changed.emit()
