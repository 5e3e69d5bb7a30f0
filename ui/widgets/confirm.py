"""A question before something that cannot be taken back."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.text import Paragraph, Role, label


class ConfirmDialog(QDialog):
    """Names what will happen on the button itself; Enter and Esc both mean no."""

    def __init__(
        self,
        heading: str,
        text: str,
        action: str,
        kind: Kind = Kind.DANGER,
        parent: QWidget | None = None,
        *,
        refusal: str = "",
    ) -> None:
        """``refusal`` names what happens instead, where “Không” would not tell."""
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.yes = button(action, kind)
        self.yes.clicked.connect(self.accept)
        self.no = button(refusal or self.tr("Không"))
        self.no.clicked.connect(self.reject)
        self.no.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(heading, Role.HEADING))
        column.addWidget(Paragraph(text))
        column.addSpacing(8)
        column.addLayout(row)
        self.no.setFocus()
        fit_height(self, 420)


def confirm(
    parent: QWidget,
    heading: str,
    text: str,
    action: str,
    kind: Kind = Kind.DANGER,
    *,
    refusal: str = "",
) -> bool:
    """Whether the officer wants ``action``."""
    dialog = ConfirmDialog(heading, text, action, kind, parent, refusal=refusal)
    return dialog.exec() == QDialog.DialogCode.Accepted
