"""Lines of name and value, as they stand in the cards of the officer's page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.profile.words import ABSENT, Line
from ui.theme import set_property
from ui.widgets.text import Paragraph, Role, label

_NAME_WIDTH = 108


class Lines(QWidget):
    """What the portal asks for and is missing stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._values: list[Paragraph] = []

    def say(self, lines: Sequence[Line]) -> None:
        """Show ``lines``; the same number of them each time."""
        while len(self._values) < len(lines):
            row = len(self._values)
            value = Paragraph()
            self._grid.addWidget(
                label(lines[row].name, Role.HINT), row, 0, Qt.AlignmentFlag.AlignTop
            )
            self._grid.addWidget(value, row, 1)
            self._values.append(value)
        for line, value in zip(lines, self._values, strict=True):
            missing = not line.value
            value.show_role(Role.MUTED if missing and not line.needed else Role.BODY)
            set_property(value, "tone", "warn" if missing and line.needed else "")
            value.setText(line.value or ABSENT)
            value.setAccessibleName(f"{line.name}: {line.value or ABSENT}")
