"""Buttons of four kinds, with icon and shortcut."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QShortcutEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

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
        _press_by(made, keys)
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
        _press_by(made, keys)
    return made


class EnterPresses(QObject):
    """Of a window: Enter presses the button under the keyboard.

    Outside dialogs Qt knows Space only. What a button does not take comes to its window.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            under = watched.focusWidget() if isinstance(watched, QWidget) else None
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and isinstance(under, QAbstractButton):
                under.click()
                return True
        return False


class _AtOnce(QObject):
    """Presses a button when its shortcut comes.

    Qt shows it pressed for 100 ms first; what is typed meanwhile would go to where the officer was.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            isinstance(event, QShortcutEvent)
            and isinstance(watched, QAbstractButton)
            and not event.isAmbiguous()
        ):
            watched.click()
            return True
        return False


def _press_by(button: QAbstractButton, keys: str) -> None:
    button.setShortcut(QKeySequence(keys))
    button.installEventFilter(_AtOnce(button))


class ElidedButton(QPushButton):
    """Gives way in the middle of its text when there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """What of the text there is room for."""
        over = self.sizeHint().width() - self.width()
        if over <= 0:
            return self.text()
        room = self.fontMetrics().horizontalAdvance(self.text()) - over
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text()
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
