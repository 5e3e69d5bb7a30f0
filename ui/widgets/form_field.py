"""An input with its label above and its hint, warning or error below."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.theme import set_property
from ui.widgets.text import Paragraph, Role, label


class FormField(QWidget):
    """``editor`` is any input; the label's mnemonic and screen readers lead to it."""

    def __init__(self, name: str, editor: QWidget | None = None, hint: str = "") -> None:
        super().__init__()
        self.editor: QWidget = editor if editor is not None else QLineEdit()
        self._hint = hint
        self._name = label(name, Role.LABEL)
        self._name.setBuddy(self.editor)
        self._below = Paragraph(hint, Role.HINT)
        self._below.setVisible(bool(hint))
        self.editor.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._name)
        column.addWidget(self.editor)
        column.addWidget(self._below)

    def set_name(self, name: str) -> None:
        """Another label: what is asked for changed."""
        self._name.setText(name)
        self.editor.setAccessibleName(name)

    def set_hint(self, hint: str) -> None:
        """Another hint, unless an error or a warning stands there."""
        if self._below.text() in ("", self._hint):
            self._below.setText(hint)
            self._below.setVisible(bool(hint))
        self._hint = hint

    def set_error(self, text: str) -> None:
        """Say what is wrong; empty means that it is right."""
        self._tell(text, Role.ERROR, invalid=bool(text), warned=False)

    def set_warning(self, text: str) -> None:
        """Say what is odd but allowed; empty takes it back."""
        self._tell(text, Role.WARN, invalid=False, warned=bool(text))

    def _tell(self, text: str, role: Role, *, invalid: bool, warned: bool) -> None:
        self._below.setText(text or self._hint)
        self._below.setVisible(bool(text or self._hint))
        set_property(self._below, "role", role.value if text else Role.HINT.value)
        set_property(self.editor, "invalid", invalid)
        set_property(self.editor, "warned", warned)
        self.editor.setAccessibleDescription(text or self._hint)
