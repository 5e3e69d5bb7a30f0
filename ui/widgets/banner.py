"""Notices that do not stand in the way."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import AppError
from ui.icons import Icon, picture
from ui.messages import Message, message
from ui.theme import Tone, set_property, tone_colour
from ui.widgets.buttons import button, icon_button
from ui.widgets.card import clear
from ui.widgets.text import Paragraph, Role, label

_ICONS = {
    Tone.NEUTRAL: Icon.INFO,
    Tone.INFO: Icon.INFO,
    Tone.OK: Icon.OK,
    Tone.WARN: Icon.WARNING,
    Tone.BAD: Icon.ERROR,
}


class Banner(QFrame):
    """One notice at a time with heading, sentence, next step and buttons; hidden until told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error: AppError | None = None
        """What it says, while that is an error."""
        self._icon = QLabel()
        self._heading = label("", Role.SUBHEADING)
        self._heading.setWordWrap(True)
        self._sentence = Paragraph()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        close = icon_button(Icon.CLOSE, self.tr("Đóng thông báo"))
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._heading)
        words.addWidget(self._sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(self._actions)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_error(
        self, error: AppError, action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        """Say what ``error`` means and what to do; ``action`` names a button that does it."""
        self.say(message(error), Tone.BAD, action, act)
        self.error = error

    def say(
        self,
        words: Message,
        tone: Tone = Tone.INFO,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        self.error = None
        set_property(self, "banner", tone.value)
        colour = tone_colour(tone)
        self._icon.setPixmap(picture(_ICONS[tone], 24, colour, self.devicePixelRatioF()))
        self._heading.setText(words.heading)
        text = f"{words.sentence} {words.next_step}".strip()
        self._sentence.setText(text)
        self._sentence.setVisible(bool(text))
        clear(self._actions)
        if action and act is not None:
            made = button(action)
            made.clicked.connect(lambda *_: act())
            self._actions.addWidget(made)
        self.setAccessibleName(f"{words.heading}. {text}")
        self.show()


class Toast(Banner):
    """Good news in the corner of ``host``; goes by itself."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(6000)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)

    def say(
        self,
        words: Message,
        tone: Tone = Tone.OK,
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        super().say(words, tone, action, act)
        self._place()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self.parentWidget()
        width = min(460, host.width() - 32)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry(host.width() - width - 16, host.height() - height - 48, width, height)
