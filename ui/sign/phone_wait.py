"""Hãy xác nhận trên điện thoại: what to do there, how long there is for it, and a way out."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from signing.remote.patience import Waiting
from ui.device_words import time_left, waiting_words
from ui.icons import Icon, picture
from ui.theme import Tone, tone_colour
from ui.widgets.buttons import Kind, button
from ui.widgets.text import Paragraph, Role, label

_SECOND_MS, _ICON = 1000, 40


class PhoneWait(QFrame):
    """Hidden while the officer is not waited for. Counts down between what it is told."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", Tone.INFO.value)
        phone = QLabel()
        colour = tone_colour(Tone.INFO)
        phone.setPixmap(picture(Icon.PHONE, _ICON, colour, self.devicePixelRatioF()))
        self._sentence = Paragraph()
        self.left = label("", Role.TITLE)
        self.left.setAccessibleName(self.tr("Thời gian còn lại"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel = button(self.tr("Hủy"), Kind.SECONDARY, Icon.CLOSE, "Esc")
        self.cancel.setText(self.tr("Hủy (Esc)"))
        self.cancel.clicked.connect(self._cancel)
        self._seconds = 0
        self._tick = QTimer(self)
        self._tick.setInterval(_SECOND_MS)
        self._tick.timeout.connect(lambda: self._show_left(self._seconds - 1))
        self._lay_out(phone)
        self.hide()

    def _lay_out(self, phone: QLabel) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(self.tr("Hãy xác nhận trên điện thoại"), Role.HEADING))
        words.addWidget(self._sentence)
        words.addWidget(self._bar)
        time = QVBoxLayout()
        time.setSpacing(0)
        time.addWidget(label(self.tr("Còn lại"), Role.HINT))
        time.addWidget(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(phone, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(time)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_waiting(self, waiting: Waiting, service: str) -> None:
        """The service was asked, and the officer has not decided yet."""
        if not self._tick.isActive():
            self.cancel.setEnabled(True)
            self._tick.start()
        if self.cancel.isEnabled():
            self._sentence.setText(waiting_words(waiting, service))
        self._bar.setRange(0, max(waiting.seconds + waiting.left, 1))
        self._show_left(waiting.left)
        self.show()

    def finish(self) -> None:
        self._tick.stop()
        self.hide()

    def _show_left(self, seconds: int) -> None:
        self._seconds = max(seconds, 0)
        self.left.setText(time_left(self._seconds))
        self._bar.setValue(self._seconds)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self._sentence.setText(
            self.tr("Đang hủy… Nếu yêu cầu còn hiện trên điện thoại, hãy bấm Từ chối ở đó.")
        )
        self.cancelled.emit()
