"""The files of one round of verification, each with its verdict."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.icons import Icon, icon
from ui.theme import Tone, tone_colour
from ui.verification.view import Grade, ReportView

_ICONS = {
    Grade.GOOD: Icon.OK,
    Grade.NOTE: Icon.INFO,
    Grade.CARE: Icon.WARNING,
    Grade.BAD: Icon.ERROR,
}
_WIDTH = 260


class FileList(QListWidget):
    """Shown when there is more than one file."""

    file_chosen = Signal(int)
    """Its place in the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Các tệp đã kiểm tra"))
        self.setIconSize(QSize(20, 20))
        self.setFixedWidth(_WIDTH)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self.file_chosen)
        self.hide()

    def add(self, name: str) -> None:
        """A file that is not judged yet."""
        item = QListWidgetItem(icon(Icon.CLOCK, tone_colour(Tone.NEUTRAL)), name)
        item.setToolTip(name)
        self.addItem(item)
        self.setVisible(self.count() > 1)

    def judge(self, place: int, view: ReportView) -> None:
        item = self.item(place)
        item.setIcon(icon(_ICONS[view.grade], tone_colour(Tone(view.grade))))
        item.setToolTip(f"{view.file}: {view.heading}")
