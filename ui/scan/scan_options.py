"""What is rarely chosen for a scan, in a panel under its button: size of paper, brightness."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QSlider, QVBoxLayout, QWidget

from app.scanning.choices import PAPERS
from app.scanning.paper_sizes import A4, A5, ID_CARD, PaperSize
from ui.icons import Icon, icon
from ui.theme import PALETTE
from ui.widgets.buttons import ElidedButton, Kind, button
from ui.widgets.form_field import FormField
from ui.widgets.keyed import name_button

_KEYS = "Alt+T"
_WIDTH = 340
_STEP = 10
_GAP = 4


class ScanOptions(QFrame):
    """``open_button`` says what differs from the usual, so that nobody is surprised by it."""

    changed = Signal()
    search_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("scanOptions")
        self.open_button = ElidedButton()
        self.open_button.setProperty("kind", Kind.SECONDARY.value)
        self.open_button.setIcon(icon(Icon.SETTINGS, PALETTE.ink))
        self.papers, self.slider = QComboBox(), QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-100 // _STEP, 100 // _STEP)
        self.slider.setPageStep(2)
        self.search = button(self.tr("Tìm lại máy quét"), Kind.SECONDARY, Icon.REFRESH)
        self._paper = FormField(self.tr("Khổ giấy"), self.papers)
        self._light = FormField(self.tr("Độ sáng"), self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        for widget in (self._paper, self._light, self.search):
            column.addWidget(widget)
        self.setFixedWidth(_WIDTH)
        self.open_button.clicked.connect(self.open)
        self.search.clicked.connect(self._search)
        self.papers.currentIndexChanged.connect(self._say)
        self.slider.valueChanged.connect(self._say)
        self.show_choices(PAPERS[:1], A4.name, brightness=None)

    def show_choices(
        self, papers: Sequence[PaperSize], paper: str, *, brightness: int | None
    ) -> None:
        """Offer ``papers``, none where the source decides; ``brightness`` is None where it cannot
        be set.
        """
        for widget in (self.papers, self.slider):
            widget.blockSignals(True)
        self.papers.clear()
        for each in papers:
            self.papers.addItem(_paper_name(each), each)
        names = [each.name for each in papers]
        self.papers.setCurrentIndex(names.index(paper) if paper in names else 0)
        self.slider.setValue(round((brightness or 0) / _STEP))
        for widget in (self.papers, self.slider):
            widget.blockSignals(False)
        self._paper.setVisible(bool(papers))
        self._light.setVisible(brightness is not None)
        self._say()

    def show_looking(self, *, looking: bool) -> None:
        """Whether scanners are being looked for."""
        self.search.setEnabled(not looking)
        self.search.setText(
            self.tr("Đang tìm máy quét…") if looking else self.tr("Tìm lại máy quét")
        )

    @property
    def paper(self) -> PaperSize:
        found: PaperSize | None = self.papers.currentData()
        return found or A4

    @property
    def brightness(self) -> int:
        """-100 to 100; 0 where it cannot be set."""
        return self.slider.value() * _STEP

    def open(self) -> None:
        """Under the button, which is to be seen all the while."""
        self.adjustSize()
        below = self.open_button.mapToGlobal(QPoint(0, self.open_button.height() + _GAP))
        room = self.open_button.screen().availableGeometry()
        self.move(min(below.x(), room.right() - self.width()), below.y())
        self.show()
        (self.papers if self.papers.count() else self.search).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            self.open_button.setFocus()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        self.close()
        self.search_wanted.emit()

    def _say(self) -> None:
        self._light.set_hint(_light_words(self.brightness))
        unusual = [] if self.paper is A4 else [self.paper.name]
        if self.brightness:
            unusual.append(f"{self.brightness:+} %".replace("-", "\N{MINUS SIGN}"))
        name_button(self.open_button, self.tr("Tùy chọn"), _KEYS)
        if unusual:
            self.open_button.setText(" · ".join(unusual))
            self.open_button.setShortcut(QKeySequence(_KEYS))
        self.open_button.setToolTip(self.tr("Khổ giấy, độ sáng ({})").format(_KEYS))
        self.changed.emit()


def _paper_name(paper: PaperSize) -> str:
    if paper is ID_CARD:
        return "Thẻ căn cước, thẻ cứng (85,6 × 54 mm)"
    turned = ", nửa tờ A4" if paper is A5 else ""
    return f"{paper.name} ({paper.width_mm:g} × {paper.height_mm:g} mm{turned})"


def _light_words(brightness: int) -> str:
    if not brightness:
        return "Bình thường"
    return f"{'Sáng hơn' if brightness > 0 else 'Tối hơn'} {abs(brightness)} %"
