"""One dossier's deliveries, with receipts, reasons and what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.sync_screen.rows import Group, QueueRow, Step
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider, scrolled
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Paragraph, Pill, Role, label


class QueueDetail(QStackedWidget):
    """Shows one row, or how to choose one."""

    retry_wanted = Signal(object)
    """QueueRow"""
    dossier_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row: QueueRow | None = None
        self._title = Paragraph("", Role.HEADING)
        self._applicant = Paragraph("", Role.MUTED)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(12)
        self._retry = button(self.tr("Gửi lại ngay"), Kind.SECONDARY, Icon.SEND)
        self._retry.clicked.connect(lambda: self.retry_wanted.emit(self._row))
        self._open = button(self.tr("Mở hồ sơ"), Kind.QUIET, Icon.FILE)
        self._open.clicked.connect(self._want_dossier)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self._retry)
        actions.addWidget(self._open)
        actions.addStretch(1)
        inner = QWidget()
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 8, 0)
        listed.addLayout(self._steps)
        listed.addStretch(1)
        card = Card()
        card.body.addWidget(self._title)
        card.body.addWidget(self._applicant)
        card.body.addLayout(actions)
        card.body.addWidget(divider())
        card.body.addWidget(scrolled(inner), 1)
        hint = Card()
        hint.body.addWidget(
            EmptyState(
                Icon.QUEUE,
                self.tr("Chưa chọn hồ sơ"),
                self.tr("Chọn một dòng để xem từng tệp đã gửi, biên nhận của tỉnh và lý do lỗi."),
            )
        )
        self.addWidget(hint)
        self.addWidget(card)

    def show_row(self, row: QueueRow | None) -> None:
        if row == self._row:
            return
        self._row = row
        self.setCurrentIndex(0 if row is None else 1)
        if row is None:
            return
        self._title.setText(row.code)
        self._applicant.setText(row.applicant)
        self._retry.setVisible(bool(row.retryable))
        self._open.setVisible(row.group is not Group.DELIVERED)
        clear(self._steps)
        for step in row.steps:
            self._steps.addWidget(_StepView(step))

    def _want_dossier(self) -> None:
        if self._row is not None:
            self.dossier_wanted.emit(self._row.dossier_id)


class _StepView(QWidget):
    def __init__(self, step: Step) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Paragraph(step.name, Role.LABEL))
        column.addWidget(Pill(step.state, step.tone), 0, Qt.AlignmentFlag.AlignLeft)
        if step.detail:
            column.addWidget(Paragraph(step.detail, Role.HINT))
        if step.trouble is not None:
            column.addWidget(label(step.trouble.heading, Role.SUBHEADING))
            column.addWidget(Paragraph(f"{step.trouble.sentence} {step.trouble.next_step}"))
