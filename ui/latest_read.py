"""What the window shows all the time of the store, read beside the UI thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError
from ui.background import Worker, run

_REST_MS = 250
"""Between two reads: nobody reads faster, and a burst of commits is read once at its end."""


class LatestRead(QObject):
    """However often it is asked, one read is under way, and one more follows what it missed."""

    told = Signal(object)
    """What was read."""

    def __init__(self, lane: Worker, read: Callable[[], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._lane, self._read = lane, read
        self._under_way = self._again = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._rested)

    def ask(self) -> None:
        """Read soon; at once unless one was read just now."""
        if self._under_way or self._rest.isActive():
            self._again = True
            return
        self._under_way, self._again = True, False
        run(
            self._lane, self._read, owner=self, done=self.told.emit, failed=_nothing,
            ended=self._ended,
        )  # fmt: skip

    def _ended(self) -> None:
        self._under_way = False
        self._rest.start()

    def _rested(self) -> None:
        if self._again:
            self.ask()


def _nothing(_: AppError) -> None:
    """What stands there stays; who works with the store is told by her own act."""
