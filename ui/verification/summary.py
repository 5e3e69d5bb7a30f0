"""The verdict on a file in one glance."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.icons import Icon, picture
from ui.theme import Tone, set_property, tone_colour
from ui.verification.signature_card import remark_list
from ui.verification.view import Grade, ReportView
from ui.widgets.card import clear
from ui.widgets.text import Paragraph, Role

_ICONS = {
    Grade.GOOD: Icon.OK,
    Grade.NOTE: Icon.INFO,
    Grade.CARE: Icon.WARNING,
    Grade.BAD: Icon.ERROR,
}


class Summary(QFrame):
    """Verdict, what it means, what to do, and what concerns the file as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.heading = Paragraph("", Role.TITLE)
        self.sentence, self.step = Paragraph(), Paragraph("", Role.LABEL)
        self.signers = Paragraph("", Role.MUTED)
        """The file, and who signed it."""
        self._remarks = QVBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (self.heading, self.sentence, self.step, self.signers):
            words.addWidget(widget)
        words.addLayout(self._remarks)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(16)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    def say(self, view: ReportView) -> None:
        tone = Tone(view.grade)
        set_property(self, "banner", tone.value)
        drawn = picture(_ICONS[view.grade], 40, tone_colour(tone), self.devicePixelRatioF())
        self._icon.setPixmap(drawn)
        self.setAccessibleName(f"{view.heading} {view.sentence}")
        self.heading.setText(view.heading)
        self.sentence.setText(view.sentence)
        self.step.setText(view.step)
        self.step.setVisible(bool(view.step))
        self.signers.setText(" · ".join(filter(None, (view.file, view.signers))))
        clear(self._remarks)
        if view.remarks:
            self._remarks.addWidget(remark_list(view.remarks))
        self.show()
