"""What a screen is, and how it is registered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.shortcuts import KeyLine
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.text import Role, label

MARGIN = 24
"""Logical pixels round a screen's content."""


@dataclass(frozen=True)
class Badge:
    """The number beside a screen's name in the rail; nothing is shown for 0."""

    number: int
    tone: Tone = Tone.NEUTRAL


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


@dataclass(frozen=True)
class ScreenSpec:
    """One entry of the rail. The screen is built when it is first visited."""

    key: str
    title: str
    icon: Icon
    factory: Callable[[], Screen]
    badge: Callable[[], Badge] = lambda: Badge(0)
    """A small bounded read, asked again whenever the store changes."""
