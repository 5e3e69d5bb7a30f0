"""One dossier of the desk, read only: who, what, until when, its papers and its receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.dossier import OPEN_HERE, Dossier
from app.domain.expected_state import Standing
from app.domain.paper import Paper, PaperId
from app.domain.pin import PinOutcome
from app.domain.submission import OutboxItem, OutboxKind
from app.operations.paper_fields import OfferedField
from ui.desk.delivery import Delivery
from ui.desk.paper_facts import PaperFacts
from ui.desk.pin_bar import PinBar
from ui.desk.remaining import Remaining
from ui.desk.rows import moment_text
from ui.dossier_words import RETURN_WAYS, STATE_NAMES, state_tone
from ui.icons import Icon
from ui.paper_texts import file_text, signature_text
from ui.sync_screen.act_words import name_of
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.card import Card, divider, scrolled
from ui.widgets.text import Paragraph, Pill, Role, label


@dataclass(frozen=True)
class DossierView:
    """What the pane shows, read at one moment."""

    dossier: Dossier
    pin: PinOutcome | None
    papers: Sequence[Paper]
    offered: Mapping[PaperId, Sequence[OfferedField]]
    """What each paper says of itself, as far as it is known."""
    items: Sequence[OutboxItem]
    delivery: Delivery
    remaining: Remaining
    standing: Standing
    """Where it stands, and will once the province has what waits."""


class DossierDetail(Card):
    """Esc closes it."""

    closed = Signal()
    paper_wanted = Signal(object, object)
    """Paper, and the OfferedField whose place is to be shown; None for the whole of it."""
    print_wanted = Signal()
    queue_wanted = Signal()
    acts_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Chi tiết hồ sơ"))
        self._code = Paragraph("", Role.HEADING)
        self._state = Pill()
        close = icon_button(Icon.CLOSE, self.tr("Đóng chi tiết (Esc)"))
        close.clicked.connect(self.closed)
        self.print = button(self.tr("In giấy tiếp nhận"), Kind.SECONDARY, Icon.PRINT, "Ctrl+P")
        self.print.clicked.connect(self.print_wanted)
        self.acts = button(self.tr("Xử lý… (F8)"))
        self.acts.clicked.connect(self.acts_wanted)
        self.expected = Paragraph("", Role.HINT)
        self.queue = button(self.tr("Xem việc gửi"), Kind.QUIET, Icon.SYNC)
        self.queue.clicked.connect(self.queue_wanted)
        self.pin = PinBar()
        head = QHBoxLayout()
        head.addWidget(self._code, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        actions = QHBoxLayout()
        actions.addWidget(self.print)
        actions.addWidget(self.queue)
        actions.addStretch(1)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self._facts.setContentsMargins(0, 0, 8, 0)
        inner = QWidget()
        inner.setLayout(self._facts)
        self.body.addLayout(head)
        self.body.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.expected)
        self.body.addWidget(self.acts)
        self.body.addLayout(actions)
        self.body.addWidget(self.pin)
        self.body.addWidget(divider())
        self.body.addWidget(scrolled(inner), 1)
        escape = QShortcut(QKeySequence("Esc"), self, self.closed.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_view(self, view: DossierView) -> None:
        dossier = view.dossier
        self._code.setText(dossier.shown_code)
        self.setAccessibleDescription(f"{dossier.shown_code}, {dossier.applicant.full_name}")
        known, expected = view.standing.known, view.standing.expected
        self._state.show_state(STATE_NAMES[known], state_tone(known))
        self.expected.setText(
            self.tr("(sẽ là “{}” khi tỉnh nhận)").format(STATE_NAMES[expected])
            if expected is not known
            else ""
        )
        self.expected.setVisible(expected is not known)
        self.acts.setVisible(expected not in OPEN_HERE)
        self.print.setVisible(dossier.received_at is not None)
        self.queue.setVisible(bool(view.items))
        self.pin.show_pin(dossier, view.pin)
        self._empty()
        self._facts.addWidget(_grid(self._lines(view)))
        self._facts.addWidget(divider())
        self._facts.addWidget(label(self.tr("Giấy tờ"), Role.SUBHEADING))
        if not view.papers:
            nowhere = self.tr("Máy này không lưu giấy tờ của hồ sơ.")
            self._facts.addWidget(Paragraph(nowhere, Role.MUTED))
        for paper in view.papers:
            self._facts.addWidget(self._paper(paper))
            if offered := view.offered.get(paper.id):
                facts = PaperFacts(offered)
                facts.place_wanted.connect(partial(self.paper_wanted.emit, paper))
                self._facts.addWidget(facts)
        if view.delivery.ours:
            self._facts.addWidget(divider())
            self._facts.addWidget(label(self.tr("Gửi về tỉnh"), Role.SUBHEADING))
            self._facts.addWidget(self._receipt(view))
        self._facts.addStretch(1)

    def _lines(self, view: DossierView) -> list[tuple[str, str]]:
        dossier, applicant = view.dossier, view.dossier.applicant
        provisional = dossier.provisional_code if dossier.code != dossier.provisional_code else ""
        return [
            (self.tr("Mã hồ sơ tạm"), provisional if dossier.code else ""),
            (self.tr("Tỉnh từ chối"), dossier.refusal),
            (self.tr("Thủ tục"), dossier.procedure_name),
            (self.tr("Người nộp"), applicant.full_name),
            (self.tr("Tổ chức"), applicant.organization),
            (self.tr("Số CCCD"), applicant.identity_number),
            (self.tr("Địa chỉ"), applicant.address),
            (self.tr("Điện thoại"), applicant.phone),
            (self.tr("Tiếp nhận"), moment_text(dossier.received_at)),
            (self.tr("Hẹn trả"), moment_text(dossier.due_at)),
            (self.tr("Còn lại"), view.remaining.text),
            (self.tr("Đang xử lý"), dossier.handled_by),
            (self.tr("Nhận kết quả"), RETURN_WAYS[dossier.return_way] if view.items else ""),
        ]

    def _paper(self, paper: Paper) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Paragraph(paper.title, Role.LABEL))
        words.addWidget(Paragraph(file_text(paper), Role.HINT))
        words.addWidget(Paragraph(signature_text(paper), Role.HINT))
        look = button(self.tr("Xem"), Kind.QUIET)
        look.setAccessibleName(self.tr("Xem {}").format(paper.title))
        look.clicked.connect(lambda: self.paper_wanted.emit(paper, None))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(look, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _receipt(self, view: DossierView) -> QWidget:
        """What the province acknowledged, in its own words; nothing is called sent without it."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        text = view.delivery.text or self.tr("Chưa gửi")
        column.addWidget(Pill(text, view.delivery.tone), 0, Qt.AlignmentFlag.AlignLeft)
        for item in view.standing.waiting:
            waits = self.tr("Chờ gửi: {}").format(name_of(item))
            column.addWidget(Paragraph(waits, Role.HINT))
        for item in view.items:
            number = item.receipt.get("receipt_number", "")
            if item.kind is OutboxKind.RECEIVE_DOSSIER and number:
                told = self.tr("Biên nhận {}, lúc {}").format(
                    number, moment_text(item.delivered_at)
                )
                column.addWidget(Paragraph(told, Role.HINT))
        return made

    def _empty(self) -> None:
        while (old := self._facts.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _grid(lines: Sequence[tuple[str, str]]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate((name, value) for name, value in lines if value):
        grid.addWidget(label(name, Role.HINT), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(value), row, 1)
    return made
