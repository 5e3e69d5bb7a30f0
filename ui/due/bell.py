"""Keeps the bell's number true and opens its list."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.store.changes import Changes, Topic
from ui.background import run
from ui.due.popup import DuePopup
from ui.due.reading import DueGroup, read_counts, read_due
from ui.rail import Rail
from ui.screen_spec import Badge
from ui.services import Services
from ui.theme import Tone

_MINUTE_MS = 60_000


class DueBell(QObject):
    """Counts when the store changes and each minute; lists when asked."""

    opened = Signal(object)
    """DossierId of the dossier that the officer chose."""
    rest_wanted = Signal(object)
    """DueWindow"""
    failed = Signal(object)
    """AppError"""

    def __init__(self, services: Services, rail: Rail, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter, self._rail = services.counter, rail
        self._popup: DuePopup | None = None
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.count)
        self._minute.start(_MINUTE_MS)
        services.store_signals.changed.connect(self._store_changed)
        rail.due_clicked.connect(self.open)
        self.count()

    def stop(self) -> None:
        """Count no more: the store is about to close."""
        self._minute.stop()

    @property
    def popup(self) -> DuePopup:
        if self._popup is None:
            self._popup = DuePopup(self._rail)
            self._popup.opened.connect(self.opened)
            self._popup.rest_wanted.connect(self.rest_wanted)
        return self._popup

    def count(self) -> None:
        """A tiny read, in the UI thread."""
        counts = read_counts(self._counter.store, self._counter.now())
        tone = Tone.BAD if counts.overdue else Tone.NEUTRAL
        told = self.tr("{} quá hạn, {} đến hạn hôm nay").format(counts.overdue, counts.today)
        self._rail.show_due(Badge(counts.overdue + counts.today, tone), told)
        if self._popup is not None and self._popup.isVisible():
            self._read(self._popup.show_groups)

    def open(self) -> None:
        """Read on a lane, then show the list."""
        self._read(self._show)

    def _show(self, groups: tuple[DueGroup, ...]) -> None:
        if self._rail.isVisible():  # not over a window that was locked meanwhile
            self.popup.show_groups(groups)
            self.popup.open_beside(self._rail.due)

    def _read(self, done: Callable[[tuple[DueGroup, ...]], None]) -> None:
        counter = self._counter
        run(
            counter.files_lane,
            lambda: read_due(counter.store, counter.calendar, counter.now()),
            owner=self,
            done=done,
            failed=self.failed.emit,
        )

    def _store_changed(self, changes: Changes) -> None:
        if Topic.DOSSIERS in changes.topics:
            self.count()
