"""One signature of a verified file: its seven facts, and what there is to say about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from ui.icons import Icon, picture
from ui.theme import Tone, tone_colour
from ui.verification.view import Grade, Remark, SignatureView
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, divider
from ui.widgets.text import Paragraph, Pill, Role, label

_ICONS = {
    Grade.GOOD: Icon.OK,
    Grade.NOTE: Icon.INFO,
    Grade.CARE: Icon.WARNING,
    Grade.BAD: Icon.ERROR,
}
_NAME_WIDTH = 208
"""Logical pixels of the column with the names of the facts."""


class SignatureCard(Card):
    compare_wanted = Signal()
    """The officer wants to see what this signature signed beside the file as it is."""

    def __init__(self, view: SignatureView, *, can_compare: bool) -> None:
        super().__init__(view.title)
        self.setAccessibleDescription(view.state)
        self.head.insertWidget(1, Pill(view.state, Tone(view.grade)))
        pages = ", ".join(map(str, view.changed_pages))
        text = self.tr("So sánh trang {}").format(pages) if pages else self.tr("So sánh")
        self.compare = button(text, Kind.SECONDARY if pages else Kind.QUIET)
        self.compare.setToolTip(self.tr("Xem bản đã ký bên cạnh bản hiện tại"))
        self.compare.setAccessibleName(self.tr("So sánh bản đã ký của {}").format(view.title))
        self.compare.setVisible(can_compare)
        self.compare.clicked.connect(self.compare_wanted)
        self.head.addWidget(self.compare)
        self.body.addWidget(_grid(view.facts))
        if view.remarks:
            self.body.addWidget(remark_list(view.remarks))
        self.body.addWidget(divider())
        self.body.addWidget(_grid(view.more, quiet=True))


def remark_list(remarks: Sequence[Remark]) -> QWidget:
    """Each remark with its icon, and below it what to do."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, remark in enumerate(remarks):
        mark = QLabel()
        colour = tone_colour(Tone(remark.grade))
        mark.setPixmap(picture(_ICONS[remark.grade], 16, colour, made.devicePixelRatioF()))
        words = QWidget()
        line = QHBoxLayout(words)
        line.setContentsMargins(0, 0, 0, 0)
        text = remark.text + (". " + remark.step if remark.step else "")
        role = Role.MUTED if remark.grade is Grade.NOTE else Role.BODY
        line.addWidget(Paragraph(text, role))
        grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, row, 1)
    return made


def _grid(facts: Sequence[tuple[str, str]], *, quiet: bool = False) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, _NAME_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(facts):
        grid.addWidget(label(name, Role.MUTED), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(value, Role.MUTED if quiet else Role.BODY), row, 1)
    return made
