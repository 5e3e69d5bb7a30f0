"""Long work: what is being done, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.icons import Icon
from ui.widgets.buttons import Kind, button
from ui.widgets.text import ElidedLabel


class BusyRow(QWidget):
    """Hidden while nothing is under way."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(64)
        self._bar.setMaximumWidth(200)
        self._stop = button(self.tr("Hủy"), Kind.QUIET, Icon.CLOSE)
        self._stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._text, 2)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self.hide()

    def start(self, text: str, *, can_stop: bool = True) -> None:
        """Show ``text`` and an unknown distance."""
        self._text.setText(text)
        self._bar.setRange(0, 0)
        self._stop.setVisible(can_stop)
        self._stop.setEnabled(True)
        self.show()

    def advance(self, done: int, total: int, text: str = "") -> None:
        """``done`` of ``total`` steps are behind."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        if text:
            self._text.setText(text)

    def say(self, text: str) -> None:
        """Another text, the same unknown distance."""
        if self._stop.isEnabled():
            self._text.setText(text)

    def finish(self) -> None:
        self.hide()

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._text.setText(self.tr("Đang hủy…"))
        self.cancelled.emit()
