"""Buttons of four kinds, with icon and shortcut."""

from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton

from ui.icons import Icon, icon
from ui.theme import PALETTE


class Kind(StrEnum):
    PRIMARY = "primary"
    """What the officer most likely does next: at most one in view."""
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    """Takes something away."""


_COLOURS = {
    Kind.PRIMARY: PALETTE.on_accent,
    Kind.SECONDARY: PALETTE.ink,
    Kind.QUIET: PALETTE.accent,
    Kind.DANGER: PALETTE.bad,
}


def button(
    text: str, kind: Kind = Kind.SECONDARY, name: Icon | None = None, keys: str = ""
) -> QPushButton:
    """A push button; ``keys`` becomes its shortcut and is named in the tool tip."""
    made = QPushButton(text.replace("&", "&&"))
    made.setProperty("kind", kind.value)
    if name is not None:
        made.setIcon(icon(name, _COLOURS[kind]))
        made.setIconSize(QSize(20, 20))
    if keys:
        made.setShortcut(QKeySequence(keys))
        made.setToolTip(f"{text} ({keys})")
    return made


def icon_button(name: Icon, tip: str, keys: str = "") -> QToolButton:
    """A button that is an icon only; ``tip`` says what it does, to screen readers too."""
    made = QToolButton()
    made.setIcon(icon(name, PALETTE.muted))
    made.setIconSize(QSize(20, 20))
    made.setToolTip(f"{tip} ({keys})" if keys else tip)
    made.setAccessibleName(tip)
    if keys:
        made.setShortcut(QKeySequence(keys))
    return made
