"""A field for a PIN or a password, which warns of Caps Lock."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.widgets.form_field import FormField


class SecretField(FormField):
    """``line`` shows dots; :meth:`take` empties it."""

    def __init__(self, name: str, hint: str = "") -> None:
        self.line = QLineEdit()
        super().__init__(name, self.line, hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.installEventFilter(self)

    def take(self) -> str:
        """What was typed; the field forgets it."""
        text = self.line.text()
        self.line.clear()
        return text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.line and isinstance(event, QKeyEvent):
            self._watch_caps_lock(event)
        return super().eventFilter(watched, event)

    def _watch_caps_lock(self, event: QKeyEvent) -> None:
        # Qt does not tell the state of the lock; a letter against its Shift key does.
        text = event.text()
        if event.type() == QEvent.Type.KeyPress and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            locked = text.isupper() != shift
            self.set_warning(self.tr("Phím Caps Lock đang bật.") if locked else "")
