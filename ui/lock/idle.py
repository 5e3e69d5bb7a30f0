"""How long nobody has touched the program."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_EVERY_MS = 5_000
_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Keys and the mouse in any window of this program count; what runs by itself does not.

    Watches the few native windows instead of the application: a filter on the application would
    run Python code for every event of every widget.
    """

    went_idle = Signal()
    lock_key = Signal()
    """Ctrl+L in a dialog, which keeps the shortcuts of the window from working."""

    def __init__(
        self,
        minutes: Callable[[], int],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        """``minutes`` is asked each time; 0 means never."""
        super().__init__(parent)
        self._minutes, self._now = minutes, now
        self._last = now()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.setInterval(_EVERY_MS)

    def start(self, application: QGuiApplication) -> None:
        """Watch the windows there are and those that come."""
        application.focusWindowChanged.connect(self._watch)
        for window in application.topLevelWindows():
            self._watch(window)
        self._timer.start()

    def stop(self) -> None:
        """Hear nothing any more."""
        self._timer.stop()
        self.blockSignals(True)

    def look(self) -> None:
        """Tell when the time has come."""
        limit, idle = self._minutes(), self._now() - self._last
        if idle < timedelta():  # the clock was put back
            self._last = self._now()
        elif limit > 0 and idle >= timedelta(minutes=limit):
            self._last = self._now()
            self.went_idle.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _INPUT:
            self._last = self._now()
            if isinstance(event, QKeyEvent) and event.keyCombination() == _LOCK:
                QTimer.singleShot(0, self, self.lock_key.emit)
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
