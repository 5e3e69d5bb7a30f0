"""Has the pages in view read in the background, one batch after the other."""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.read_pages import read_pages
from ui.background import Stop, run


class PageReading(QObject):
    """What is read goes to the store, which tells the screen; ``ended`` that nothing more comes."""

    ended = Signal()

    def __init__(self, counter: Counter, screen: QObject) -> None:
        super().__init__(screen)
        self._counter = counter
        self._stop: Stop | None = None
        self._reads = ""
        """The batch that is being read."""
        self._batch: ScanBatch | None = None
        self._absent = False
        """There is nothing to read by; asking for each page would say so each time."""

    def read(self, batch: ScanBatch | None) -> None:
        """Read what was looked at and not read yet."""
        before, self._batch = self._batch, batch
        if self._stop is not None and before is not None and batch is not None:
            if batch.id != before.id:
                self._stop.ask()
            return
        wanted = batch is not None and any(page.look and not page.text for page in batch.pages)
        if not wanted or self._absent or self._stop is not None:
            return
        if not self._counter.settings.scanner.read_text:
            return
        assert batch is not None  # noqa: S101 (wanted)
        self._stop, self._reads = (stop := Stop()), batch.id
        run(
            self._counter.reading_lane, read_pages, owner=self, done=lambda _: None,
            failed=self._failed, ended=self._ended, store=self._counter.store,
            folders=self._counter.page_folders, batch_id=batch.id,
            reader=self._counter.page_reader, stop=stop,
        )  # fmt: skip

    def under_way(self, batch: ScanBatch) -> bool:
        """Whether pages of ``batch`` are being read, or turned upright."""
        return self._stop is not None and self._reads == batch.id

    def _failed(self, _error: AppError) -> None:
        self._absent = True

    def _ended(self) -> None:
        stopped, self._stop = self._stop is not None and self._stop(), None
        if stopped:  # another batch came into view meanwhile
            self.read(self._batch)
        self.ended.emit()
