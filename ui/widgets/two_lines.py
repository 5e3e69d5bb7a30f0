"""Cells of two lines: what matters, and beneath it what explains it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import PALETTE

BENEATH = Qt.ItemDataRole.UserRole + 1
"""Text of the second line. Without one, the first line wraps over both."""
ROW_HEIGHT = 48
_SIDE = 13
_LINE = 19


class TwoLineDelegate(QStyledItemDelegate):
    """The ground of a cell stays the style sheet's."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        beneath = index.data(BENEATH) or ""
        area = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        colour = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(PALETTE.ink)
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(colour)
        if beneath:
            top = area.top() + (area.height() - 2 * _LINE) // 2
            _line(painter, QRect(area.left(), top, area.width(), _LINE), text)
            painter.setFont(_smaller(cell.font))
            painter.setPen(QColor(PALETTE.muted))
            _line(painter, QRect(area.left(), top + _LINE, area.width(), _LINE), beneath)
        else:
            _wrapped(painter, area, text)
        painter.restore()

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


def _line(painter: QPainter, area: QRect, text: str) -> None:
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _wrapped(painter: QPainter, area: QRect, text: str) -> None:
    """``text`` on one line in the middle, or on two of which the second may end in dots."""
    first, rest = _split(painter.fontMetrics(), text, area.width())
    if not rest:
        _line(painter, area, first)
        return
    top = area.top() + (area.height() - 2 * _LINE) // 2
    _line(painter, QRect(area.left(), top, area.width(), _LINE), first)
    _line(painter, QRect(area.left(), top + _LINE, area.width(), _LINE), rest)


def _split(metrics: QFontMetrics, text: str, width: int) -> tuple[str, str]:
    words = text.split(" ")
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > width:
        count -= 1
    return " ".join(words[:count]), " ".join(words[count:])


def _smaller(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(13)
    return made
