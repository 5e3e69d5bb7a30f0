"""The stamp on top of a page: drawn as it will be signed, moved by mouse and keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QTransform

from app.domain.paper import Rect
from ui.pages import placing
from ui.pages.page_layout import PageLayout
from ui.pages.placing import Corner
from ui.pages.snapping import Guide, Snapped, next_guide, snapped, snapped_corner
from ui.pages.source import PageSize
from ui.pages.stamp_painting import paint_frame, paint_lines, paint_picture, shown_box
from ui.pages.stamp_picture import StampPicture

_GRIP = 9
_REACH = 7
"""Logical pixels at which a guide takes hold."""
_MILLIMETRE = 72 / 25.4
_FINE = 0.2
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
    """Page (1 for the first) and Rect, at each step of a drag too; by the officer's hand only."""
    changed = Signal()
    """The pages must be painted again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = StampPicture()
        self._hold: _Hold | None = None
        self._sizes: Sequence[PageSize] = ()
        self.guides: Callable[[int, PageSize], Sequence[Guide]] = lambda _page, _size: ()
        """What holds the stamp on a page (1 for the first) while it is dragged or resized."""
        self.lines: tuple[Guide, ...] = ()
        """The guides that hold it now."""
        self.index = -1
        """Page that carries the stamp, 0 for the first, -1 for none."""
        self.rect = Rect(0, 0, 1, 1)
        self.selected = False
        """Arrow keys move the stamp rather than the pages."""

    def show(self, image: QImage, page: int, rect: Rect, sizes: Sequence[PageSize]) -> None:
        """Show ``image`` in ``rect`` of ``page``, pushed inside the page where it sticks out."""
        self._picture, self._sizes = StampPicture(image), sizes
        self._hold, self.lines = None, ()
        self.selected = True
        self.index, self.rect = page - 1, placing.moved(rect, 0, 0, sizes[page - 1])
        self.changed.emit()

    def hide(self) -> None:
        self.index, self.selected = -1, False
        self.release()

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
        paint_picture(painter, self._picture, layout, self.index, self.rect)
        paint_lines(painter, self.lines, layout, self.index, self._sizes[self.index])
        paint_frame(painter, shown_box(layout, self.index, self.rect), selected=self.selected)

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

    def drag(self, pixel: QPointF, layout: PageLayout, *, free: bool = False) -> bool:
        """Follow the pointer, ``free`` of guides or not; whether the stamp is held at all."""
        if self._hold is None:
            return False
        size, start, corner = self._sizes[self.index], self._hold.rect, self._hold.corner
        point = layout.to_pixels(self.index).inverted()[0].map(pixel)
        way = point - self._hold.grab
        guides = () if free else self.guides(self.index + 1, size)
        reach = _REACH / layout.scale
        if corner is None:
            moved = placing.moved(start, way.x(), way.y(), size)
            self._hold_to(snapped(moved, guides, reach, size))
        else:
            x, y = placing.corner_point(start, corner)
            dragged = placing.resized(start, corner, x + way.x(), y + way.y(), size)
            self._hold_to(snapped_corner(dragged, corner, guides, reach, size))
        return True

    def release(self) -> None:
        self._hold, self.lines = None, ()
        self.changed.emit()

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
        """Arrows move by 1 mm whatever the guides, with Shift by a fifth of that, with Ctrl to the
        next guide; with both they resize. Esc lets go, and takes a stamp that is being dragged back
        to where it was.
        """
        if not self.selected:
            return False
        self.lines = ()
        if event.key() == Qt.Key.Key_Escape:
            self._let_go()
            return True
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            return False
        held = event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if control and shift:
            by = _MILLIMETRE * (direction[0] + direction[1])
            self._place(self.index, _stretched(self.rect, by, self._sizes[self.index]))
        else:
            turned = QTransform().rotate(-layout.rotation).map(QPointF(*direction))
            self._step(turned.x(), -turned.y(), to_guide=control, fine=shift)
        return True

    def _step(self, dx: float, dy: float, *, to_guide: bool, fine: bool) -> None:
        size = self._sizes[self.index]
        if to_guide:
            guides = self.guides(self.index + 1, size)
            self._hold_to(next_guide(self.rect, (dx, dy), guides, size))
            return
        step = _MILLIMETRE * (_FINE if fine else 1)
        self._place(self.index, placing.moved(self.rect, dx * step, dy * step, size))

    def _hold_to(self, held: Snapped) -> None:
        self.lines = held.lines
        self._place(self.index, held.rect)

    def _let_go(self) -> None:
        if self._hold is None:
            self.select(False)
            return
        self._place(self.index, self._hold.rect)
        self.release()

    def _place(self, index: int, rect: Rect) -> None:
        self.changed.emit()
        if (index, rect) == (self.index, self.rect):
            return
        self.index, self.rect = index, rect
        self.placement_changed.emit(index + 1, rect)


def _stretched(rect: Rect, by: float, page: PageSize) -> Rect:
    """``rect`` wider by ``by`` points, its upper left corner fixed."""
    x, y = rect.x1 + by, rect.y0 - by * rect.height / rect.width
    return placing.resized(rect, Corner.BOTTOM_RIGHT, x, y, page)
