"""Two pictures of a page side by side that scroll and grow as one, with what differs outlined."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from signing.verification.versions import Difference, PagePicture
from ui.theme import PALETTE
from ui.verification.outlines import Cause, Outline
from ui.widgets.text import Role, label

_COLOURS = {Cause.CHANGED: PALETTE.bad, Cause.SIGNED_LATER: PALETTE.info}
_LINES = {Cause.CHANGED: Qt.PenStyle.SolidLine, Cause.SIGNED_LATER: Qt.PenStyle.DashLine}
_MARGIN = 4
"""Logical pixels between what differs and its outline."""


class PageSheet(QWidget):
    """One picture as wide as it is told, or the words why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._nothing = ""
        self._outlines: Sequence[Outline] = ()

    def show_picture(
        self, picture: PagePicture | None, outlines: Sequence[Outline], nothing: str
    ) -> None:
        self._image = _image(picture) if picture else None
        self._outlines, self._nothing = outlines, nothing
        self.update()

    def fit(self, width: int) -> None:
        """Be ``width`` logical pixels wide and as high as the page then is."""
        ratio = self._image.height() / self._image.width() if self._image else 1.4
        self.setFixedSize(QSize(width, round(width * ratio)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is None:
            painter.fillRect(self.rect(), QColor(PALETTE.sunken))
            painter.setPen(QColor(PALETTE.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._nothing)
            return
        painter.drawImage(self.rect(), self._image)
        painter.setPen(QPen(QColor(PALETTE.edge), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for outline in self._outlines:
            painter.setPen(QPen(QColor(_COLOURS[outline.cause]), 2, _LINES[outline.cause]))
            each = outline.place
            box = QRectF(
                each.left * self.width(),
                each.top * self.height(),
                (each.right - each.left) * self.width(),
                (each.bottom - each.top) * self.height(),
            )
            inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRect(box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN) & inside)


class LinkedPages(QWidget):
    """The signed version on the left, the file as it is on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.signed, self.current = PageSheet(), PageSheet()
        self.left, self.right = _area(self.signed), _area(self.current)
        self._zoom = 1.0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for title, area in (
            (self.tr("Bản đã ký"), self.left),
            (self.tr("Bản hiện tại"), self.right),
        ):
            area.setAccessibleName(title)
            column = QVBoxLayout()
            column.setSpacing(6)
            column.addWidget(label(title, Role.SUBHEADING))
            column.addWidget(area, 1)
            row.addLayout(column, 1)
        for one, other in ((self.left, self.right), (self.right, self.left)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)

    def zoom(self, factor: float) -> None:
        """Grow or shrink, at least to the width of its half."""
        self._zoom = min(max(self._zoom * factor, 1.0), 4.0)
        self.fit()

    def fit(self) -> None:
        for area, sheet in ((self.left, self.signed), (self.right, self.current)):
            bar = area.verticalScrollBar().sizeHint().width()
            sheet.fit(round((area.width() - bar - 2) * self._zoom))

    def go_to(self, difference: Difference) -> None:
        """Bring ``difference`` into view."""
        middle = (difference.top + difference.bottom) / 2 * self.current.height()
        self.right.ensureVisible(0, round(middle), 0, self.right.height() // 3)


def _area(sheet: PageSheet) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(sheet)
    area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    area.setObjectName("pageView")
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _image(picture: PagePicture) -> QImage:
    shape = QImage.Format.Format_RGB888
    drawn = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, shape)
    return drawn.copy()
