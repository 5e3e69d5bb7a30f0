"""A place on a page that is pointed at: where something was read."""

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain.paper import Rect
from ui.pages.page_layout import PageLayout
from ui.pages.stamp_painting import shown_box
from ui.theme import PALETTE

_AROUND = 4
"""Logical pixels of paper that stay free round the words."""
_TINT = 38
"""Alpha: the words stay as legible as they are."""


class PlaceMark(QObject):
    """At most one place, on one page. Points are those of ``app.domain.paper.Rect``."""

    changed = Signal()
    """The pages must be painted again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index = -1
        """Page with the place, 0 for the first, -1 for none."""
        self.rect = Rect(0, 0, 1, 1)

    def show(self, page: int, rect: Rect) -> None:
        self.index, self.rect = page - 1, rect
        self.changed.emit()

    def hide(self) -> None:
        self.index = -1
        self.changed.emit()

    def box(self, layout: PageLayout) -> QRectF:
        """The marked place in stack pixels."""
        around = shown_box(layout, self.index, self.rect)
        return around.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)

    def paint(self, painter: QPainter, layout: PageLayout) -> None:
        tint = QColor(PALETTE.focus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tint, 2, Qt.PenStyle.SolidLine))
        tint.setAlpha(_TINT)
        painter.setBrush(tint)
        painter.drawRoundedRect(self.box(layout), 4, 4)
        painter.restore()
