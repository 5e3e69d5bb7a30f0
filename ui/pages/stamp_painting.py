"""How the stamp on a page is painted: its picture, its frame, the lines that hold it."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from app.domain.paper import Rect
from ui.pages.page_layout import PageLayout
from ui.pages.snapping import Guide, Way
from ui.pages.source import PageSize
from ui.pages.stamp_picture import StampPicture
from ui.theme import PALETTE


def paint_picture(
    painter: QPainter, picture: StampPicture, layout: PageLayout, index: int, rect: Rect
) -> None:
    """Paint in stack pixels, just as the signed file will show it in ``rect`` of page ``index``."""
    to_pixels, ratio = layout.to_pixels(index), painter.device().devicePixelRatioF()
    painter.save()
    if layout.rotation:
        _paint_turned(painter, picture, to_pixels, rect, ratio)
    else:
        # On whole device pixels, as the page beneath is: between them strokes turn grey.
        shown = shown_box(layout, index, rect)
        pixels = QSize(round(shown.width() * ratio), round(shown.height() * ratio))
        image = picture.fitted(pixels.expandedTo(QSize(1, 1)))
        left, top = round(shown.x() * ratio) / ratio, round(shown.y() * ratio) / ratio
        painter.drawImage(QRectF(left, top, pixels.width() / ratio, pixels.height() / ratio), image)
    painter.restore()


def paint_frame(painter: QPainter, box: QRectF, *, selected: bool) -> None:
    """Round ``box`` in stack pixels; with grips while ``selected``."""
    colour = QColor(PALETTE.focus if selected else PALETTE.edge)
    style = Qt.PenStyle.SolidLine if selected else Qt.PenStyle.DashLine
    painter.setPen(QPen(colour, 1.5, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    if not selected:
        return
    painter.setBrush(QColor(PALETTE.card))
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        painter.drawRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8))


def paint_lines(
    painter: QPainter, lines: Sequence[Guide], layout: PageLayout, index: int, size: PageSize
) -> None:
    """From edge to edge of page ``index``, one pixel wide at any zoom."""
    pen = QPen(QColor(PALETTE.bad), 1, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    to_pixels = layout.to_pixels(index)
    for guide in lines:
        if guide.way is Way.UPRIGHT:
            line = QLineF(guide.at, 0, guide.at, size.height)
        else:
            line = QLineF(0, guide.at, size.width, guide.at)
        painter.drawLine(to_pixels.map(line))


def shown_box(layout: PageLayout, index: int, rect: Rect) -> QRectF:
    """``rect`` of page ``index`` in stack pixels."""
    return layout.to_pixels(index).mapRect(
        QRectF(QPointF(rect.x0, rect.y0), QPointF(rect.x1, rect.y1))
    )


def _paint_turned(
    painter: QPainter, picture: StampPicture, to_pixels: QTransform, rect: Rect, ratio: float
) -> None:
    scale = to_pixels.mapRect(QRectF(0, 0, 1, 1)).width() * ratio
    pixels = QSize(round(rect.width * scale), round(rect.height * scale))
    # Upright again: images have their origin at the top.
    upright = QTransform().translate(rect.x0, rect.y1).scale(1, -1)
    painter.setTransform(upright * to_pixels, True)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    image = picture.fitted(pixels.expandedTo(QSize(1, 1)))
    painter.drawImage(QRectF(0, 0, rect.width, rect.height), image)
