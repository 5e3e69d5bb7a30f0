"""Two officers on one dossier: what was queued here beside what the province has."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.collision import Collision
from ui.icons import Icon
from ui.sync_screen.collision_words import Line, our_lines, their_lines
from ui.sync_screen.rows import QueueRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, scrolled
from ui.widgets.text import Paragraph, Role, label

_SIZE = 820, 430
_NAMES_WIDTH = 92


class Answer(IntEnum):
    """How the dialog ends."""

    LATER = 0
    RESEND = 1
    TAKE_BACK = 2


class CollisionDialog(QDialog):
    """``exec`` returns an :class:`Answer` about all collisions of ``row``."""

    def __init__(self, row: QueueRow, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("So sánh hai bên"))
        self.later = button(self.tr("Để sau"))
        self.later.clicked.connect(self.reject)
        self.take_back = button(self.tr("Rút lại"), Kind.DANGER, Icon.UNDO)
        self.take_back.clicked.connect(lambda: self.done(Answer.TAKE_BACK))
        self.resend = button(self.tr("Gửi lại theo tình trạng mới"), Kind.PRIMARY, Icon.SEND)
        self.resend.clicked.connect(lambda: self.done(Answer.RESEND))
        # A stray Enter must not send what somebody else has overtaken.
        self.later.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Hai bên cùng xử lý một hồ sơ"), Role.HEADING))
        column.addWidget(Paragraph(" · ".join(filter(None, (row.code, row.applicant)))))
        column.addWidget(scrolled(self._sides(row.collisions, now)), 1)
        column.addWidget(
            Paragraph(
                self.tr(
                    "Gửi lại: việc của anh/chị được gửi lên theo bản mới nhất của tỉnh. Rút lại: "
                    "giữ nguyên như tỉnh đang có, việc của anh/chị không gửi nữa."
                ),
                Role.HINT,
            )
        )
        column.addLayout(self._buttons())
        self.resize(*_SIZE)
        self.later.setFocus()

    def _sides(self, collisions: Sequence[Collision], now: datetime) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setSpacing(16)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for number, each in enumerate(collisions):
            ours = _side(self.tr("Việc của anh/chị, chưa gửi"), our_lines(each, now))
            theirs = _side(self.tr("Trên hệ thống của tỉnh"), their_lines(each, now))
            grid.addWidget(ours, number, 0)
            grid.addWidget(theirs, number, 1)
        grid.setRowStretch(len(collisions), 1)
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for each in (self.later, self.take_back, self.resend):
            row.addWidget(each)
        return row


def _side(heading: str, lines: Sequence[Line]) -> Card:
    card = Card(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, _NAMES_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(lines):
        said = Paragraph(value)
        said.setAccessibleName(f"{name}: {value}")
        grid.addWidget(label(name, Role.HINT), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, row, 1)
    card.body.addLayout(grid)
    card.body.addStretch(1)
    return card
