"""The page view: zoom, rotation, keys and mouse over the stack of pages."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.domain.paper import Rect
from ui.pages.page_layout import ACTUAL, GAP, Fit, Zoom
from ui.pages.page_stack import PageStack
from ui.pages.placing import Corner
from ui.pages.renderer import PageRenderer
from ui.pages.stamp_painting import shown_box

STEPS = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400)
"""Percent."""
_STAMP_PIXELS_A_POINT = 4
_NO_GUIDES = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
"""Either, for some desktops move the window when Alt is held."""


class PageView(PageStack):
    """Shows what ``renderer`` shows.

    Keys: PgUp/PgDn page by page, Home/End, arrows, + and −, W fits the width, P the page. With a
    selected stamp the arrows move it (``StampLayer.key``) and Ctrl+PgUp/PgDn take it to another
    page; a double click puts it under the pointer. A dragged stamp is held by ``stamp.guides``
    unless Alt or Ctrl is held.
    """

    zoom_changed = Signal(object)
    """Zoom"""
    placement_changed = Signal(int, object)
    """Page (1 for the first) and ``app.domain.paper.Rect`` of the stamp."""
    stamp_failed = Signal(object)
    """AppError: the stamp's PDF could not be drawn."""

    def __init__(self, renderer: PageRenderer, parent: QWidget | None = None) -> None:
        super().__init__(renderer, parent)
        self.setAccessibleName(self.tr("Trang giấy tờ"))
        self.viewport().setMouseTracking(True)
        self.stamp.placement_changed.connect(self.placement_changed)

    def set_zoom(self, zoom: Zoom) -> None:
        self.arrange(zoom, self.rotation)
        self.zoom_changed.emit(zoom)

    def step_zoom(self, steps: int) -> None:
        """One of ``STEPS`` nearer (positive) or farther (negative)."""
        now = self.percent
        if steps > 0:
            at = min(bisect_right(STEPS, now), len(STEPS) - 1)
        else:
            at = max(bisect_left(STEPS, now) - 1, 0)
        self.set_zoom(Zoom(None, STEPS[at]))

    @property
    def percent(self) -> int:
        """Zoom as it is shown now, fitted or not."""
        return round(self.layout_.scale / ACTUAL * 100)

    def rotate(self, degrees: int) -> None:
        """Turn all pages for looking, clockwise by a multiple of 90; the file stays as it is."""
        self.arrange(self.zoom, self.rotation + degrees)

    def show_stamp(self, image: QImage, page: int, rect: Rect) -> None:
        """Show ``image`` in ``rect`` of ``page`` (1 for the first) and bring it into view; one that
        is there already only when its page is not to be seen.
        """
        before = self.stamp.index, self.stamp.rect
        self.stamp.show(image, page, rect, self.renderer.sizes)
        if page - 1 not in self.visible() or before != (self.stamp.index, self.stamp.rect):
            _bring_into_view(self)

    def show_stamp_pdf(self, pdf: bytes, page: int, rect: Rect) -> None:
        """Show a one-page PDF, the very bytes that will be signed, as the stamp."""
        source = self.renderer.source

        def show(image: QImage) -> None:
            if self.renderer.source is source and self.renderer.sizes:
                self.show_stamp(image, page, rect)

        width = round(rect.width * _STAMP_PIXELS_A_POINT)
        self.renderer.draw_stamp(pdf, width, show, self.stamp_failed.emit)

    def hide_stamp(self) -> None:
        self.stamp.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            held = self.stamp.press(_stack_pixel(self, event), self.layout_)
            if not held and self.stamp.selected:
                self.stamp.select(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pixel = _stack_pixel(self, event)
        free = bool(event.modifiers() & _NO_GUIDES)
        if not self.stamp.drag(pixel, self.layout_, free=free):
            corner = self.stamp.corner_at(pixel, self.layout_)
            self.viewport().setCursor(_cursor(corner, self.rotation))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002
        self.stamp.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pixel = _stack_pixel(self, event)
        if self.renderer.sizes:
            index = self.layout_.at(round(pixel.y()))
            point = self.layout_.to_pixels(index).inverted()[0].map(pixel)
            self.stamp.put_at(index, point)
            self.stamp.select(True)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        before = self.stamp.rect
        if self.stamp.key(event, self.layout_):
            if self.stamp.rect != before:
                _bring_into_view(self)
        elif not self._navigate(event):
            super().keyPressEvent(event)

    def _navigate(self, event: QKeyEvent) -> bool:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(key))
        if step is not None and control and self.stamp.index >= 0:
            self.stamp.put_at(self.stamp.index + step)
            self.go_to(self.stamp.index + 1)
        elif step is not None:
            self.go_to(self.page + step)
        elif key == Qt.Key.Key_Home:
            self.go_to(1)
        elif key == Qt.Key.Key_End:
            self.go_to(len(self.renderer.sizes))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step_zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.step_zoom(-1)
        elif key == Qt.Key.Key_W:
            self.set_zoom(Zoom(Fit.WIDTH))
        elif key == Qt.Key.Key_P:
            self.set_zoom(Zoom(Fit.PAGE))
        else:
            return False
        return True


def _bring_into_view(view: PageStack) -> None:
    """Scroll no farther than the stamp asks for."""
    if view.stamp.index < 0:
        return
    box = shown_box(view.layout_, view.stamp.index, view.stamp.rect)
    room, bar = view.viewport().height(), view.verticalScrollBar()
    # The upper edge counts most where the stamp is higher than the view.
    lowest = round(box.top()) - GAP
    bar.setValue(min(max(bar.value(), round(box.bottom()) + GAP - room), lowest))


def _stack_pixel(view: PageStack, event: QMouseEvent) -> QPointF:
    return event.position() + QPointF(view.origin())


def _cursor(corner: Corner | None, rotation: int) -> Qt.CursorShape:
    if corner is None:
        return Qt.CursorShape.ArrowCursor
    falling = corner in (Corner.TOP_LEFT, Corner.BOTTOM_RIGHT)
    if rotation % 180:
        falling = not falling
    return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
