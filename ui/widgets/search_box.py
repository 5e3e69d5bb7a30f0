"""Search as you type."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.icons import Icon, icon
from ui.theme import PALETTE


class SearchBox(QLineEdit):
    """Announces its text once typing pauses, at once on Enter; Esc empties it."""

    searched = Signal(str)

    def __init__(self, placeholder: str, keys: str = "Ctrl+F", parent: QWidget | None = None):
        super().__init__(parent)
        self.setPlaceholderText(f"{placeholder} ({keys})" if keys else placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.addAction(icon(Icon.SEARCH, PALETTE.muted), QLineEdit.ActionPosition.LeadingPosition)
        self._announced = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self._announce)
        self.textChanged.connect(lambda _: self._pause.start())
        self.returnPressed.connect(self._announce)
        if keys:
            QShortcut(QKeySequence(keys), self, self._take_focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _announce(self) -> None:
        self._pause.stop()
        if self.text() != self._announced:
            self._announced = self.text()
            self.searched.emit(self._announced)

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
