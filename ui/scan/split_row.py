"""The line that offers to cut the stack in view, to attach its parts, or to undo the cutting."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from ui.icons import Icon, picture
from ui.scan.split_words import Offer
from ui.theme import Tone, set_property, tone_colour
from ui.widgets.buttons import Kind, button
from ui.widgets.keyed import keyed_button, name_button
from ui.widgets.text import ElidedLabel


class SplitRow(QFrame):
    """Hidden while there is nothing to offer."""

    split_wanted = Signal()
    attach_wanted = Signal()
    together_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_property(self, "banner", Tone.INFO.value)
        mark = QLabel()
        mark.setPixmap(picture(Icon.SPLIT, 20, tone_colour(Tone.INFO), self.devicePixelRatioF()))
        self.text = ElidedLabel()
        self.split = keyed_button(self.tr("Tách theo mã QR"), "Ctrl+T", Icon.SPLIT)
        self.attach = keyed_button(self.tr("Gắn"), "Ctrl+T", Icon.CHECK)
        self.together = button(self.tr("Gộp lại"), Kind.QUIET, Icon.JOIN)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(self.text, 1)
        for made, wanted in (
            (self.together, self.together_wanted),
            (self.attach, self.attach_wanted),
            (self.split, self.split_wanted),
        ):
            made.setAutoDefault(True)
            made.clicked.connect(lambda *_, wanted=wanted: wanted.emit())
            row.addWidget(made)
        self.hide()

    def show_offer(self, offer: Offer | None, *, busy: bool) -> None:
        """Nothing can be pressed while ``busy``."""
        self.setVisible(offer is not None)
        if offer is None:
            return
        self.text.setText(offer.text)
        name_button(self.attach, self.tr("Gắn {} phần đã biết").format(offer.known), "Ctrl+T")
        for made, wanted in (
            (self.split, offer.split),
            (self.attach, offer.known > 0),
            (self.together, offer.together),
        ):
            made.setVisible(wanted)
            made.setEnabled(wanted and not busy)

    def act(self) -> QPushButton | None:
        """What the officer most likely does next with it."""
        return next((b for b in (self.split, self.attach) if b.isVisible() and b.isEnabled()), None)
