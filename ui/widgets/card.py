"""White cards on the paper-coloured ground."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.text import Role, label

SPACE = 8
"""The grid, logical pixels."""


class Card(QFrame):
    """A card: widgets go into ``body``, buttons beside its heading into ``head``."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE)
        if heading:
            self.setAccessibleName(heading)
            self.head.addWidget(label(heading, Role.HEADING))
            self.head.addStretch(1)
            column.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE + SPACE // 2)
        column.addLayout(self.body)


def fit_height(dialog: QWidget, width: int) -> None:
    """Make ``dialog`` ``width`` wide and as high as its wrapped texts need."""
    layout = dialog.layout()
    dialog.setFixedWidth(width)
    dialog.resize(width, layout.totalHeightForWidth(width))


def clear(layout: QLayout) -> None:
    """Take all widgets out of ``layout`` and delete them; nothing of them shows any more."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def divider() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "divider")
    return made


def bring_into_view(widget: QWidget) -> None:
    """Scroll so far that ``widget``, shown just now, is seen."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 2 * SPACE)

    # Once the layout has given it a place.
    QTimer.singleShot(0, widget, scroll)


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` in an area that scrolls down but never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    content.setProperty("role", "scrolled")
    area.setWidget(content)
    return area
