"""Labels by their role in the style sheet."""

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Tone, set_property


class Role(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    BODY = "body"
    MUTED = "muted"
    HINT = "hint"
    ERROR = "error"
    WARN = "warn"
    OK = "ok"
    LABEL = "label"
    NUMBER = "number"
    KEY = "key"
    COUNT = "count"


def label(text: str = "", role: Role = Role.BODY) -> QLabel:
    """A label of plain text on one line."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role.value)
    return made


class Paragraph(QLabel):
    """Plain text that wraps and can be marked and copied by mouse."""

    def __init__(self, text: str = "", role: Role = Role.BODY) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        # What the text before claimed would count into the height of this one.
        self.setMinimumHeight(0)
        super().setText(text)
        self._claim_height()

    def show_role(self, role: Role) -> None:
        """Look like ``role`` from now on."""
        set_property(self, "role", role.value)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._claim_height()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        # Layouts squeeze wrapped labels to one line unless they insist. Before it is shown a
        # label has no width of its own that a height could be reckoned from.
        known = self.isVisible() and bool(self.text())
        self.setMinimumHeight(self.heightForWidth(self.width()) if known else 0)


def key_hint(keys: str) -> QLabel:
    """A chip that names a shortcut, e.g. ``Ctrl+N``."""
    made = label(keys, Role.KEY)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class ElidedLabel(QLabel):
    """One line of text that gives way when there is little room; the tool tip holds it whole."""

    def __init__(self, text: str = "", role: Role = Role.BODY) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)


class Pill(QLabel):
    """A short state with a colour that says how good it is."""

    def __init__(self, text: str = "", tone: Tone = Tone.NEUTRAL) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone) -> None:
        self.setText(text)
        set_property(self, "pill", tone.value)


def announce(widget: QWidget, name: str, description: str = "") -> None:
    """What a screen reader says about ``widget``."""
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(description)
