"""The strip of thumbnails; only those in view are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.pages.demand import Purpose, Wanted
from ui.pages.page_stack import THUMB_WIDTH
from ui.pages.renderer import PageRenderer
from ui.theme import PALETTE, Tone, tone_colour

Index = QModelIndex | QPersistentModelIndex
MARK = Qt.ItemDataRole.UserRole
_HEIGHT, _MARGIN, _CAPTION = 158, 12, 22


@dataclass(frozen=True)
class PageMark:
    """What is to be said about a page, e.g. that it is dark."""

    tone: Tone
    text: str
    """Short: stands under the thumbnail; the tool tip holds it whole."""


class PageStrip(QListView):
    """Thumbnails of what ``renderer`` shows. Several may be selected (Ctrl, Shift)."""

    page_chosen = Signal(int)
    """The officer went to this page, 1 for the first."""

    def __init__(self, renderer: PageRenderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageStrip")
        self.setAccessibleName(self.tr("Danh sách trang"))
        self._renderer = renderer
        self._model = _Pages(renderer, self)
        self.setModel(self._model)
        self.setItemDelegate(_Thumbnail(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(40)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(THUMB_WIDTH + 2 * _MARGIN + 24)
        self.verticalScrollBar().valueChanged.connect(self._look)
        renderer.opened.connect(self._start)
        self.selectionModel().currentChanged.connect(self._chosen)

    def set_current(self, page: int) -> None:
        """Follow the page view without announcing it again."""
        index = self._model.index(page - 1)
        if index.isValid() and index.row() != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(index)
            self.blockSignals(blocked)

    def selected_pages(self) -> tuple[int, ...]:
        """Selected pages in page order, 1 for the first."""
        return tuple(sorted(index.row() + 1 for index in self.selectedIndexes()))

    def set_marks(self, marks: Mapping[int, PageMark]) -> None:
        """Marks by page, 1 for the first; pages that are not named lose theirs."""
        self._model.set_marks(marks)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._look()

    def _start(self) -> None:
        self._model.reset()
        self._look()

    def _look(self) -> None:
        first = max(0, self.verticalScrollBar().value() // row_height())
        count = self.viewport().height() // row_height() + 2
        last = min(first + count, len(self._renderer.sizes))
        width = round(THUMB_WIDTH * self.devicePixelRatioF())
        wanted = [Wanted(index, width) for index in range(first, last)]
        self._renderer.want(Purpose.THUMBNAIL, wanted)

    def _chosen(self, current: QModelIndex) -> None:
        if current.isValid() and not self.signalsBlocked():
            self.page_chosen.emit(current.row() + 1)


def row_height() -> int:
    """Logical pixels of one thumbnail with its caption."""
    return _HEIGHT + _CAPTION + _MARGIN


class _Pages(QAbstractListModel):
    def __init__(self, renderer: PageRenderer, parent: QWidget) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._marks: Mapping[int, PageMark] = {}
        self._ratio = parent.devicePixelRatioF
        renderer.drawn.connect(self._drawn)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._renderer.sizes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        mark = self._marks.get(index.row() + 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._renderer.image(index.row(), round(THUMB_WIDTH * self._ratio()))
        if role == MARK:
            return mark
        if role == Qt.ItemDataRole.ToolTipRole and mark:
            return mark.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Trang {0}").format(index.row() + 1) + (f", {mark.text}" if mark else "")
        return None

    def set_marks(self, marks: Mapping[int, PageMark]) -> None:
        self._marks = dict(marks)
        self._changed(0, self.rowCount() - 1)

    def reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def _drawn(self, index: int) -> None:
        self._changed(index, index)

    def _changed(self, first: int, last: int) -> None:
        if 0 <= first <= last < self.rowCount():
            self.dataChanged.emit(self.index(first), self.index(last))


class _Thumbnail(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802, ARG002
        return QSize(THUMB_WIDTH + 2 * _MARGIN, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_CAPTION)
        image = index.data(Qt.ItemDataRole.DecorationRole)
        page = _fitted(image, area)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(page, Qt.GlobalColor.white)
        if isinstance(image, QImage):
            painter.drawImage(page, image)
        frame = QPen(QColor(PALETTE.accent if selected else PALETTE.line), 3 if selected else 1)
        frame.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(frame)
        painter.drawRect(page.adjusted(-1, -1, 1, 1) if selected else page)
        self._paint_caption(painter, option.rect, index, selected)
        painter.restore()

    def _paint_caption(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        mark = index.data(MARK)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        colour = PALETTE.accent if selected else PALETTE.muted
        if isinstance(mark, PageMark):
            text, colour = f"{text} · {mark.text}", tone_colour(mark.tone)
        font = painter.font()
        font.setPixelSize(12)
        font.setBold(selected or isinstance(mark, PageMark))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        line = QRect(rect.left() + 4, rect.bottom() - _CAPTION + 2, rect.width() - 8, _CAPTION)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)


def _fitted(image: object, area: QRect) -> QRect:
    """The largest rectangle of the page's proportions in ``area``; A4 while they are unknown."""
    size = image.size() if isinstance(image, QImage) else QSize(210, 297)
    size = size.scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = area.left() + (area.width() - size.width()) // 2
    return QRect(left, area.bottom() + 1 - size.height(), size.width(), size.height())
