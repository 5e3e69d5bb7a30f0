"""What the window finds out by itself a moment after it is there: whether the data are whole and
the audit log is the one that was written.
"""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.audit_chain import ChainReport
from app.errors import AppError
from app.store.restoring import check_database
from ui.audit_words import start_message
from ui.background import run
from ui.main_window import MainWindow
from ui.theme import Tone


class StartChecks(QObject):
    """One after the other on the files lane; damaged data are told rather than their log."""

    failed = Signal(object)
    """AppError: the data are damaged."""
    look = Signal()
    """The officer wants to see the audit log."""
    ended = Signal()

    def __init__(self, counter: Counter, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._counter, self._window = counter, window
        self.look.connect(lambda: window.open_screen("settings", "audit"))

    def start(self) -> None:
        counter = self._counter
        run(
            counter.files_lane, check_database, counter.profile.database, counter.keys,
            owner=self, done=lambda _: self._examine(), failed=self._give_up,
        )  # fmt: skip

    def _examine(self) -> None:
        counter = self._counter
        run(
            counter.files_lane, counter.audit_seal.examine, counter.store,
            owner=self, done=self._examined, failed=self._give_up,
        )  # fmt: skip

    def _examined(self, report: ChainReport) -> None:
        words = start_message(report, remade=self._counter.audit_seal.remade)
        if words is not None and self._window.current is not None:
            tone = Tone.WARN if report.finding is None else Tone.BAD
            self._window.current.banner.say(words, tone, self.tr("Xem nhật ký"), self.look.emit)
        self.ended.emit()

    def _give_up(self, error: AppError) -> None:
        self.failed.emit(error)
        self.ended.emit()
