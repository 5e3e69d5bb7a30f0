"""One dossier's deliveries, with receipts, reasons and what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icon
from ui.sync_screen.rows import QueueRow, Step
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Paragraph, Pill, Role, label


class QueueDetail(QWidget):
    """Shows one row; without any it makes way."""

    retry_wanted = Signal(object)
    """QueueRow"""
    confirm_wanted = Signal(object)
    """QueueRow"""
    take_back_wanted = Signal(object)
    """QueueRow"""
    resend_wanted = Signal(object)
    """QueueRow"""
    compare_wanted = Signal(object)
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
        self._open = button(self.tr("Mở hồ sơ (Enter)"), Kind.QUIET, Icon.FILE)
        self._open.clicked.connect(self.want_dossier)
        self.confirm = button(self.tr("Xác nhận gửi"), Kind.PRIMARY, Icon.CHECK)
        self.confirm.clicked.connect(lambda: self.confirm_wanted.emit(self._row))
        self.resend = button(self.tr("Gửi lại theo tình trạng mới"), Kind.PRIMARY, Icon.SEND)
        self.resend.clicked.connect(lambda: self.resend_wanted.emit(self._row))
        self.compare = button(self.tr("So sánh hai bên…"), Kind.SECONDARY, Icon.COPY)
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(self._row))
        self.take_back = button(self.tr("Rút lại"), Kind.DANGER, Icon.UNDO)
        self.take_back.clicked.connect(lambda: self.take_back_wanted.emit(self._row))
        inner = QWidget()
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 8, 0)
        listed.addLayout(self._steps)
        listed.addStretch(1)
        card = Card()
        card.body.addWidget(self._title)
        card.body.addWidget(self._applicant)
        acts = FlowLayout()
        for each in (
            self.confirm, self.resend, self.compare, self.take_back, self._retry, self._open
        ):  # fmt: skip
            acts.addWidget(each)
        card.body.addLayout(acts)
        card.body.addWidget(divider())
        card.body.addWidget(scrolled(inner), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.hide()

    def show_row(self, row: QueueRow | None) -> None:
        if row == self._row:
            return
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self._title.setText(row.code)
        receipt = self.tr("Biên nhận {}").format(row.receipt_number) if row.receipt_number else ""
        self._applicant.setText("\n".join(filter(None, (row.applicant, receipt))))
        self._retry.setVisible(bool(row.retryable))
        self.resend.setVisible(bool(row.collided))
        self.compare.setVisible(bool(row.collisions))
        self.confirm.setVisible(bool(row.unconfirmed) and not row.collided)
        self.take_back.setVisible(bool(row.unconfirmed or row.refused_acts))
        clear(self._steps)
        # What the buttons above ask about comes first.
        for step in sorted(row.steps, key=_is_told):
            self._steps.addWidget(_StepView(step))

    def want_dossier(self) -> None:
        """Ask for the dossier in view."""
        if self._row is not None:
            self.dossier_wanted.emit(self._row.dossier_id)


def _is_told(step: Step) -> bool:
    """For what the officer need not answer."""
    return not (step.unconfirmed or step.collided or step.refused_act is not None)


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
