"""Buttons that show their shortcut, for the acts an officer repeats all day."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from ui.icons import Icon
from ui.widgets.buttons import Kind, button


def keyed_button(text: str, keys: str, name: Icon, kind: Kind = Kind.SECONDARY) -> QPushButton:
    """A push button called ``Quét (F6)`` that F6 presses."""
    made = button(text, kind, name)
    name_button(made, text, keys)
    return made


def name_button(made: QPushButton, text: str, keys: str) -> None:
    """Give ``made`` a new text; Qt drops the shortcut with the old one."""
    made.setText(f"{text} ({keys})")
    made.setShortcut(QKeySequence(keys))
