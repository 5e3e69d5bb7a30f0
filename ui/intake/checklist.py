"""What is done and what is not, beside the form; and the button that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from ui.desk.rows import moment_text
from ui.forms.guidance_slip import SlipKind
from ui.forms.reception_slip import dong
from ui.icons import Icon, picture
from ui.intake.progress import Progress, Step
from ui.theme import PALETTE
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider, scrolled
from ui.widgets.text import Paragraph, Role, label

_NAMES = {
    Step.PROCEDURE: "Thủ tục",
    Step.APPLICANT: "Người nộp",
    Step.PAPERS: "Giấy tờ",
    Step.SIGNATURES: "Ký số",
}


@dataclass(frozen=True)
class Outlook:
    """What the applicant will be told."""

    due_at: datetime | None
    """If received now; None before there is a procedure."""
    total: int
    """Fees, in dong."""


class Checklist(Card):
    receive_wanted = Signal()
    discard_wanted = Signal()
    slip_wanted = Signal(object)
    """SlipKind"""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Tiến độ hồ sơ"))
        self._code = Paragraph("", Role.HEADING)
        self._kept = label("", Role.HINT)
        self._steps = {step: _StepLine(_NAMES[step]) for step in Step}
        self._missing = QVBoxLayout()
        self._missing.setSpacing(6)
        self._due = label("", Role.SUBHEADING)
        self._total = label("", Role.SUBHEADING)
        self.receive = button(self.tr("Tiếp nhận (Ctrl+Enter)"), Kind.PRIMARY, Icon.CHECK)
        self.receive.clicked.connect(self.receive_wanted)
        # As numbers, because texts are read in the language of the window, where both are Enter.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            keys = QKeySequence(Qt.KeyboardModifier.ControlModifier | key)
            QShortcut(keys, self, self.receive.click)
        self.discard = button(self.tr("Hủy hồ sơ"), Kind.QUIET)
        self.discard.clicked.connect(self.discard_wanted)
        self.slips = button(self.tr("Lập phiếu"), Kind.QUIET, Icon.DOWN)
        self._offer_slips()
        self._lay_out()

    def _offer_slips(self) -> None:
        """In a menu, since most dossiers need neither."""
        menu = QMenu(self.slips)
        for name, kind, keys in (
            (self.tr("Yêu cầu bổ sung (Mẫu số 02)"), SlipKind.SUPPLEMENT, "Ctrl+B"),
            (self.tr("Từ chối tiếp nhận (Mẫu số 03)"), SlipKind.REFUSAL, "Ctrl+Shift+B"),
        ):
            act = menu.addAction(name, QKeySequence(keys))
            act.triggered.connect(lambda *_, kind=kind: self.slip_wanted.emit(kind))
            # A menu's own shortcuts work only while it belongs to a menu bar.
            self.addAction(act)
        self.slips.setMenu(menu)

    def _lay_out(self) -> None:
        """All but the code and the buttons scrolls where the window is low."""
        inner = QWidget()
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 4, 0)
        listed.setSpacing(8)
        for line in self._steps.values():
            listed.addWidget(line)
        listed.addWidget(divider())
        for name, value in ((self.tr("Hẹn trả"), self._due), (self.tr("Lệ phí"), self._total)):
            row = QHBoxLayout()
            row.addWidget(label(name, Role.MUTED))
            row.addStretch(1)
            row.addWidget(value)
            listed.addLayout(row)
        listed.addWidget(divider())
        listed.addLayout(self._missing)
        listed.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.slips)
        foot.addWidget(self.discard)
        self.body.addWidget(self._code)
        self.body.addWidget(self._kept)
        self.body.addWidget(scrolled(inner), 1)
        self.body.addWidget(self.receive)
        self.body.addLayout(foot)

    def show_steps(self, steps: Sequence[Progress]) -> None:
        current = next((each for each in steps if not each.done), None)
        for each in steps:
            self._steps[each.step].show_progress(each, current=each is current)

    def show_missing(self, things: Sequence[str]) -> None:
        """What is still needed to receive; nothing when all is there."""
        clear(self._missing)
        if not things:
            self._missing.addWidget(Paragraph(self.tr("Đủ điều kiện tiếp nhận."), Role.OK))
            return
        self._missing.addWidget(label(self.tr("Còn thiếu"), Role.LABEL))
        for thing in things:
            self._missing.addWidget(Paragraph(f"• {thing}", Role.HINT))

    def missing(self) -> tuple[str, ...]:
        """What :meth:`show_missing` shows, line by line."""
        widgets = (self._missing.itemAt(at).widget() for at in range(self._missing.count()))
        return tuple(widget.text() for widget in widgets if isinstance(widget, QLabel))

    def said(self) -> tuple[str, ...]:
        """What a screen reader says of the steps."""
        return tuple(line.accessibleName() for line in self._steps.values())

    def show_draft(self, code: str) -> None:
        """``code`` is empty before there is a draft."""
        self._code.setText(code or self.tr("Hồ sơ mới"))
        for made in (self.discard, self.slips):
            made.setVisible(bool(code))
        self.show_kept(self.tr("Đã lưu") if code else self.tr("Chọn thủ tục để bắt đầu."))

    def show_kept(self, text: str) -> None:
        self._kept.setText(text)

    def show_outlook(self, outlook: Outlook) -> None:
        self._due.setText(moment_text(outlook.due_at) or "–")
        self._total.setText(dong(outlook.total) if outlook.total else self.tr("Không"))


class _StepLine(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._mark = QLabel()
        self._count = label("", Role.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addWidget(label(name, Role.LABEL))
        row.addStretch(1)
        row.addWidget(self._count)

    def show_progress(self, progress: Progress, *, current: bool) -> None:
        name = Icon.OK if progress.done else Icon.CIRCLE
        waiting = PALETTE.accent if current else PALETTE.disabled
        colour = PALETTE.ok if progress.done else waiting
        self._mark.setPixmap(picture(name, 20, colour, self.devicePixelRatioF()))
        self._count.setText(progress.count)
        state = self.tr("xong") if progress.done else self.tr("chưa xong")
        self.setAccessibleName(f"{self._name} {progress.count}".strip() + f": {state}")
