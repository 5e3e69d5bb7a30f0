"""What to do with the stack now, and what happens next: one key goes on."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 480


class TurnDialog(QDialog):
    """Enter goes on, Esc stays with the pages there are."""

    def __init__(self, heading: str, text: str, go_on: str, stay: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.go_on = button(go_on, Kind.PRIMARY, Icon.SCAN)
        self.go_on.clicked.connect(self.accept)
        self.go_on.setDefault(True)
        self.stay = button(stay)
        self.stay.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(heading, Role.HEADING))
        column.addWidget(Paragraph(text))
        column.addSpacing(8)
        column.addLayout(row)
        self.go_on.setFocus()
        fit_height(self, _WIDTH)
