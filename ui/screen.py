"""What a screen is made of."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shortcuts import KeyLine
from ui.widgets.banner import Banner
from ui.widgets.text import Role, label

MARGIN = 24
"""Logical pixels round a screen's content."""


class Screen(QWidget):
    """Title and actions in ``head``, notices in ``banner``, content in ``body``."""

    wanted = Signal(str, object)
    """Ask the shell for the screen with this key; the object is handed to its ``enter``."""

    keys: Sequence[KeyLine] = ()
    """The screen's own shortcuts, for the sheet that F1 opens."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.setAccessibleName(title)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(label(title, Role.TITLE))
        self.head.addStretch(1)
        self.banner = Banner()
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 16, MARGIN, 16)
        column.setSpacing(12)
        column.addLayout(self.head)
        column.addWidget(self.banner)
        column.addLayout(self.body, 1)

    def enter(self, subject: object = None) -> None:
        """The officer comes here; ``subject`` is what another screen handed over, or None."""

    def may_leave(self) -> bool:
        """Whether the officer may go elsewhere or close the window; ask here if need be."""
        return True

    def may_close(self) -> bool:
        """Whether the program may end, wherever the officer is now; ask here if need be."""
        return True
