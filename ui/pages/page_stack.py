"""The scrolled stack of pages: what is visible, what is asked for, how it is painted."""

from collections.abc import Hashable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.pages.demand import Purpose, Wanted
from ui.pages.page_layout import GAP, PageLayout, Zoom
from ui.pages.place_mark import PlaceMark
from ui.pages.renderer import PageRenderer
from ui.pages.stamp_layer import StampLayer
from ui.theme import PALETTE

THUMB_WIDTH = 112
"""Logical pixels: the strip's images, and what a page shows until it is sharp."""


class PageStack(QAbstractScrollArea):
    """Pages below one another, in zoom and rotation, with a stamp or a mark on one of them."""

    page_changed = Signal(int)
    """The page in the middle of the view, 1 for the first."""
    arranged = Signal()
    """Zoom, rotation or size of the view changed."""

    def __init__(self, renderer: PageRenderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageView")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setSingleStep(48)
        self.renderer = renderer
        self.layout_ = PageLayout()
        self.zoom, self.rotation, self.page = Zoom(), 0, 0
        self._seen: Hashable = None
        self._blank = True
        self.stamp = StampLayer(self)
        self.mark = PlaceMark(self)
        for layer in (self.stamp, self.mark):
            layer.changed.connect(self.viewport().update)
        renderer.opened.connect(self._start)
        renderer.drawn.connect(self._drawn)

    def go_to(self, page: int) -> None:
        """Scroll to the top of ``page`` (1 for the first)."""
        if self.renderer.sizes:
            index = min(max(page, 1), len(self.renderer.sizes)) - 1
            self.verticalScrollBar().setValue(self.layout_.rect(index).top() - GAP // 2)

    def arrange(self, zoom: Zoom, rotation: int) -> None:
        """Lay the pages out anew; what is in the middle of the view stays there."""
        anchor, part = self._middle()
        self.zoom, self.rotation = zoom, rotation % 360
        view = self.viewport()
        self.layout_ = PageLayout(
            self.renderer.sizes, zoom, self.rotation, view.width(), view.height()
        )
        self._set_ranges()
        if self.renderer.sizes:
            box = self.layout_.rect(anchor)
            middle = box.top() + round(box.height() * part)
            self.verticalScrollBar().setValue(middle - view.height() // 2)
        self._look()
        self.arranged.emit()

    def origin(self) -> QPoint:
        """Stack pixel at the top left of the view."""
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def visible(self) -> range:
        """Indexes of the pages in view."""
        return self.layout_.visible(self.origin().y(), self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.arrange(self.zoom, self.rotation)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802, ARG002
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(PALETTE.desk))
        painter.translate(-self.origin())
        for index in self.visible():
            self._paint_page(painter, index)
        if self.stamp.index in self.visible():
            self.stamp.paint(painter, self.layout_)
        if self.mark.index in self.visible():
            self.mark.paint(painter, self.layout_)
        painter.end()

    def _start(self) -> None:
        """Show a new source from its start, or from the page that was in view if it is there."""
        self._blank = True
        self.stamp.hide()
        self.mark.hide()
        source, count = self.renderer.source, len(self.renderer.sizes)
        # Never as needed: fitting the width would make it come and go.
        bar = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn if count else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setVerticalScrollBarPolicy(bar)
        known = [source.identity(index) for index in range(count)] if source else []
        page = known.index(self._seen) + 1 if self._seen in known else 1
        self.page, self.layout_ = 0, PageLayout()
        self.arrange(self.zoom, self.rotation)
        self.go_to(page)

    def _drawn(self, _: int) -> None:
        self._blank = False
        self.viewport().update()

    def _middle(self) -> tuple[int, float]:
        """Index of the page in the middle of the view, and how far down it that is (0 to 1)."""
        if not self.renderer.sizes or self.layout_.height == 0:
            return 0, 0.0
        y = self.origin().y() + self.viewport().height() // 2
        index = min(self.layout_.at(y), len(self.renderer.sizes) - 1)
        box = self.layout_.rect(index)
        return index, (y - box.top()) / box.height()

    def _set_ranges(self) -> None:
        view = self.viewport()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.layout_.height - view.height()))
        down.setPageStep(view.height())
        across.setRange(0, max(0, self.layout_.width - view.width()))
        across.setPageStep(view.width())

    def _look(self) -> None:
        """Ask for what is in view: something at once, then sharp, then the neighbours.

        Of a new source the sharp page comes first: its thumbnail would only delay it.
        """
        self.viewport().update()
        if not self.renderer.sizes:
            return
        ratio = self.devicePixelRatioF()
        visible = self.visible()
        thumb = round(THUMB_WIDTH * ratio)
        bare = [index for index in visible if self.renderer.image(index, thumb) is None]
        near = [*visible, visible.stop, visible.start - 1]
        near = [index for index in near if 0 <= index < len(self.renderer.sizes)]
        wanted = [Wanted(index, thumb) for index in bare]
        sharp = [Wanted(index, self.layout_.image_width(index, ratio)) for index in near]
        wanted = [sharp[0], *wanted, *sharp[1:]] if self._blank else [*wanted, *sharp]
        self.renderer.want(Purpose.PAGE, wanted)
        page = self._middle()[0] + 1
        self._seen = self.renderer.source.identity(page - 1) if self.renderer.source else None
        if page != self.page:
            self.page = page
            self.page_changed.emit(page)

    def _paint_page(self, painter: QPainter, index: int) -> None:
        box = self.layout_.rect(index)
        painter.fillRect(box.adjusted(-1, -1, 1, 2), QColor(0, 0, 0, 38))
        painter.fillRect(box, Qt.GlobalColor.white)
        width = self.layout_.image_width(index, self.devicePixelRatioF())
        image = self.renderer.image(index, width)
        if image is None:
            self._paint_placeholder(painter, index, box)
            return
        exact = image.width() == width
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        if self.rotation == 0:
            painter.drawImage(box, image)
            return
        painter.save()
        size = self.renderer.sizes[index]
        upright = QTransform().translate(0, size.height).scale(1, -1)
        painter.setTransform(upright * self.layout_.to_pixels(index), True)
        painter.drawImage(QRectF(0, 0, size.width, size.height), image)
        painter.restore()

    def _paint_placeholder(self, painter: QPainter, index: int, box: QRect) -> None:
        broken = self.renderer.is_broken(index)
        text = self.tr("Không hiển thị được trang này") if broken else str(index + 1)
        painter.setPen(QColor(PALETTE.bad if broken else PALETTE.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
