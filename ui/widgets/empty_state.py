"""What stands where there is nothing yet: an icon, why, and what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import Icon, picture
from ui.theme import PALETTE
from ui.widgets.buttons import Kind, button
from ui.widgets.text import Paragraph, Role, label


class EmptyState(QWidget):
    """Centred in the room it is given."""

    def __init__(
        self, name: Icon, heading: str, advice: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = label("", Role.HEADING)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._advice = Paragraph("", Role.MUTED)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._advice.setMaximumWidth(480)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._column.addWidget(self._icon)
        self._column.addWidget(self._heading)
        # Between stretches instead of aligned: an aligned label does not grow with its lines.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._advice, 100)
        middle.addStretch(1)
        self._column.addLayout(middle)
        self._column.addSpacing(8)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._actions.addStretch(1)
        self._actions.addStretch(1)
        self._column.addLayout(self._actions)
        self._column.addStretch(2)
        self.say(name, heading, advice)

    def say(self, name: Icon, heading: str, advice: str = "") -> None:
        self._icon.setPixmap(picture(name, 48, PALETTE.accent, self.devicePixelRatioF()))
        self._heading.setText(heading)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))

    def add_action(
        self,
        text: str,
        act: Callable[[], object],
        kind: Kind = Kind.PRIMARY,
        name: Icon | None = None,
        keys: str = "",
    ) -> QPushButton:
        """A button below the advice, after those that are there."""
        made = button(text, kind, name, keys)
        made.setAutoDefault(True)
        made.clicked.connect(lambda *_: act())
        self._actions.insertWidget(self._actions.count() - 1, made)
        return made
