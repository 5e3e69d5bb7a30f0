"""Delivery in the background, as the window sees it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Code
from sync.state import SyncState
from ui.background import run

if TYPE_CHECKING:
    from app.counter import Counter


class SyncWatch(QObject):
    """``state`` is what the daemon told last; ``error`` why it does not run at all."""

    changed = Signal(object)
    """SyncState"""
    _told = Signal(object)

    def __init__(self, counter: "Counter", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter = counter
        self.state = SyncState()
        self.error: AppError | None = None
        self._told.connect(self._keep)

    def start(self) -> None:
        """Begin delivery, or begin it anew after the province's address changed."""
        self._keep(SyncState())
        if not self._counter.settings.province.is_set:
            self._not_running(AppError(Code.PROVINCE_NOT_SET))
            return
        run(
            self._counter.files_lane,
            self._counter.start_sync,
            self._told.emit,
            owner=self,
            done=self._running,
            failed=self._not_running,
        )

    def wake(self) -> None:
        """Deliver now what waits."""
        if self.error is None:
            self._counter.wake_sync()
        else:
            self.start()

    def _running(self, _: None) -> None:
        self.error = None
        self.changed.emit(self.state)

    def _not_running(self, error: AppError) -> None:
        self.error = error
        self.changed.emit(self.state)

    def _keep(self, state: SyncState) -> None:
        self.state = state
        self.changed.emit(state)
