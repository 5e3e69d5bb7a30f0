"""Nhật ký đăng nhập of this machine."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.attendance import KEPT, AttendanceEntry, AttendanceKind
from ui.desk.rows import moment_text
from ui.profile.words import KIND_WORDS
from ui.widgets.card import Card, clear
from ui.widgets.text import Paragraph, Role, label


class LogCard(Card):
    def __init__(self) -> None:
        super().__init__("Nhật ký đăng nhập trên máy này")
        self.head.addWidget(label(self.tr("{} lần gần nhất").format(KEPT), Role.HINT))
        self._empty = Paragraph(self.tr("Chưa có lần nào được ghi lại."), Role.MUTED)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._empty)
        self.body.addWidget(inner)
        self._shown: tuple[AttendanceEntry, ...] = ()

    def say(self, entries: Sequence[AttendanceEntry]) -> None:
        """``entries`` with the latest first."""
        self._empty.setVisible(not entries)
        if tuple(entries) == self._shown:
            return
        self._shown = tuple(entries)
        clear(self._grid)
        for row, entry in enumerate(entries):
            how = Paragraph(KIND_WORDS[entry.kind])
            if entry.kind is AttendanceKind.WRONG_PASSWORD:
                how.setProperty("tone", "warn")
            when, who = (label(text, Role.MUTED) for text in (moment_text(entry.at), entry.account))
            for column, part in enumerate((when, how, who)):
                self._grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
