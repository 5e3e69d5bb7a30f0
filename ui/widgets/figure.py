"""A number that matters, and at the same time the way to what it counts."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ui.theme import Tone, set_property
from ui.widgets.text import Role, label


class Figure(QPushButton):
    """A button that stays down while the list shows what it counts."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("kind", "figure")
        self._name, self._tone = name, tone
        self._number = label("0", Role.NUMBER)
        self._words = label(name, Role.HINT)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 16, 2)
        row.setSpacing(8)
        for part in (self._number, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part)
        self.show_number(0)

    def show_number(self, number: int) -> None:
        self._number.setText(str(number))
        tone = self._tone if number else Tone.NEUTRAL
        set_property(self._number, "tone", tone.value)
        self.setAccessibleName(f"{self._name}: {number}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.layout().sizeHint().expandedTo(QSize(0, 44))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()
