"""States in a table column, drawn as the pills that they are elsewhere."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import PALETTE, Tone, tone_colour

TONE_ROLE = Qt.ItemDataRole.UserRole + 40
"""A model answers it with a ``Tone``; a cell without one is drawn as usual."""
_HEIGHT, _PAD, _LEFT = 23, 10, 8


class PillDelegate(QStyledItemDelegate):
    """The cell's display text in a pill; an empty text shows none."""

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if _tone(index) is not None:
            option.text = ""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        tone, text = _tone(index), index.data(Qt.ItemDataRole.DisplayRole)
        if tone is None or not text:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(13)
        font.setWeight(font.Weight.Medium)
        painter.setFont(font)
        room = option.rect.width() - 2 * _LEFT
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room - 2 * _PAD)
        width = painter.fontMetrics().horizontalAdvance(shown) + 2 * _PAD
        top = option.rect.top() + (option.rect.height() - _HEIGHT) / 2
        pill = QRectF(option.rect.left() + _LEFT, top, width, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(PALETTE, f"{tone.value}_soft")))
        painter.drawRoundedRect(pill, _HEIGHT / 2, _HEIGHT / 2)
        painter.setPen(QColor(tone_colour(tone)))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


def _tone(index: QModelIndex | QPersistentModelIndex) -> Tone | None:
    # A str enum comes back from a model as a plain str.
    value = index.data(TONE_ROLE)
    return Tone(value) if value in set(Tone) else None
