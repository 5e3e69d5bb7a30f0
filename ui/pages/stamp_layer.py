"""The stamp on top of a page: drawn as it will be signed, moved by mouse and keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QTransform

from app.domain.paper import Rect
from ui.pages import placing
from ui.pages.page_layout import PageLayout
from ui.pages.placing import Corner
from ui.pages.source import PageSize
from ui.pages.stamp_picture import StampPicture
from ui.theme import PALETTE

_GRIP = 9
_MILLIMETRE = 72 / 25.4
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True)
class _Hold:
    corner: Corner | None
    """None: the stamp is held by its inside."""
    grab: QPointF
    rect: Rect


class StampLayer(QObject):
    """At most one stamp, on one page. Points are those of ``app.domain.paper.Rect``."""

    placement_changed = Signal(int, object)
    """Page (1 for the first) and Rect, at each step of a drag too."""
    changed = Signal()
    """The pages must be painted again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = StampPicture()
        self._hold: _Hold | None = None
        self._sizes: Sequence[PageSize] = ()
        self.index = -1
        """Page that carries the stamp, 0 for the first, -1 for none."""
        self.rect = Rect(0, 0, 1, 1)
        self.selected = False
        """Arrow keys move the stamp rather than the pages."""

    def show(self, image: QImage, page: int, rect: Rect, sizes: Sequence[PageSize]) -> None:
        """Show ``image`` in ``rect`` of ``page``, pushed inside the page where it sticks out."""
        self._picture, self._sizes = StampPicture(image), sizes
        self.selected = True
        self._place(page - 1, placing.moved(rect, 0, 0, sizes[page - 1]))

    def hide(self) -> None:
        self.index, self.selected, self._hold = -1, False, None
        self.changed.emit()

    def put_at(self, index: int, at: QPointF | None = None) -> None:
        """Take the stamp to page ``index``, centred at ``at`` (points) if given."""
        if self.index < 0 or not 0 <= index < len(self._sizes):
            return
        size = self._sizes[index]
        if at is None:
            self._place(index, placing.moved(self.rect, 0, 0, size))
        else:
            self._place(index, placing.centred(self.rect, at.x(), at.y(), size))

    def select(self, selected: bool) -> None:
        self.selected = selected and self.index >= 0
        self.changed.emit()

    def paint(self, painter: QPainter, layout: PageLayout) -> None:
        """Paint in stack pixels; page ``index`` shows."""
        to_pixels = layout.to_pixels(self.index)
        box = QRectF(self.rect.x0, self.rect.y0, self.rect.width, self.rect.height)
        ratio = painter.device().devicePixelRatioF()
        shown = to_pixels.mapRect(box)
        painter.save()
        if layout.rotation:
            self._paint_turned(painter, to_pixels, ratio)
        else:
            # On whole device pixels, as the page beneath is: between them strokes turn grey.
            pixels = QSize(round(shown.width() * ratio), round(shown.height() * ratio))
            image = self._picture.fitted(pixels.expandedTo(QSize(1, 1)))
            left, top = round(shown.x() * ratio) / ratio, round(shown.y() * ratio) / ratio
            painter.drawImage(
                QRectF(left, top, pixels.width() / ratio, pixels.height() / ratio), image
            )
        painter.restore()
        self._paint_frame(painter, shown)

    def press(self, pixel: QPointF, layout: PageLayout) -> bool:
        """Take hold of the stamp if it lies under ``pixel`` of the stack."""
        if self.index < 0:
            return False
        corner = self.corner_at(pixel, layout)
        point = layout.to_pixels(self.index).inverted()[0].map(pixel)
        inside = self.rect.x0 <= point.x() <= self.rect.x1
        inside = inside and self.rect.y0 <= point.y() <= self.rect.y1
        if corner is None and not inside:
            return False
        self._hold = _Hold(corner, point, self.rect)
        self.select(True)
        return True

    def drag(self, pixel: QPointF, layout: PageLayout) -> bool:
        """Follow the pointer; whether the stamp is held at all."""
        if self._hold is None:
            return False
        size, start = self._sizes[self.index], self._hold.rect
        point = layout.to_pixels(self.index).inverted()[0].map(pixel)
        way = point - self._hold.grab
        if self._hold.corner is None:
            self._place(self.index, placing.moved(start, way.x(), way.y(), size))
        else:
            x, y = placing.corner_point(start, self._hold.corner)
            dragged = placing.resized(start, self._hold.corner, x + way.x(), y + way.y(), size)
            self._place(self.index, dragged)
        return True

    def release(self) -> None:
        self._hold = None

    def corner_at(self, pixel: QPointF, layout: PageLayout) -> Corner | None:
        """The grip under ``pixel``, while the stamp is selected."""
        if not self.selected:
            return None
        to_pixels = layout.to_pixels(self.index)
        for corner in Corner:
            way = to_pixels.map(QPointF(*placing.corner_point(self.rect, corner))) - pixel
            if max(abs(way.x()), abs(way.y())) <= _GRIP:
                return corner
        return None

    def key(self, event: QKeyEvent, layout: PageLayout) -> bool:
        """Arrows move by 1 mm, with Ctrl by 10 mm, with Shift they resize; Esc lets go."""
        if not self.selected:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.select(False)
            return True
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            return False
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = _MILLIMETRE * (10 if far else 1)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._stretch(step * (direction[0] + direction[1]))
        else:
            turned = QTransform().rotate(-layout.rotation).map(QPointF(*direction)) * step
            size = self._sizes[self.index]
            self._place(self.index, placing.moved(self.rect, turned.x(), -turned.y(), size))
        return True

    def _stretch(self, by: float) -> None:
        size, ratio = self._sizes[self.index], self.rect.height / self.rect.width
        x, y = self.rect.x1 + by, self.rect.y0 - by * ratio
        self._place(self.index, placing.resized(self.rect, Corner.BOTTOM_RIGHT, x, y, size))

    def _place(self, index: int, rect: Rect) -> None:
        self.index, self.rect = index, rect
        self.changed.emit()
        self.placement_changed.emit(index + 1, rect)

    def _paint_turned(self, painter: QPainter, to_pixels: QTransform, ratio: float) -> None:
        size, turned = self._sizes[self.index], to_pixels.mapRect(QRectF(0, 0, 1, 1))
        scale = turned.width() * ratio
        pixels = QSize(round(self.rect.width * scale), round(self.rect.height * scale))
        # Upright again: images have their origin at the top.
        upright = QTransform().translate(0, size.height).scale(1, -1)
        painter.setTransform(upright * to_pixels, True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect.x0, size.height - self.rect.y1, self.rect.width, self.rect.height)
        painter.drawImage(box, self._picture.fitted(pixels.expandedTo(QSize(1, 1))))

    def _paint_frame(self, painter: QPainter, box: QRectF) -> None:
        colour = QColor(PALETTE.focus if self.selected else PALETTE.edge)
        style = Qt.PenStyle.SolidLine if self.selected else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, 1.5, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        if not self.selected:
            return
        painter.setBrush(QColor(PALETTE.card))
        for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
            painter.drawRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8))
