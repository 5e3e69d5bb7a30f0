"""What the officer tells the applicant once the dossier is received, and on to the next one."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.dossier import DossierId
from app.store.changes import Changes
from ui.background import run
from ui.desk.delivery import delivery_of
from ui.desk.rows import moment_text, subject_text
from ui.forms.printing import print_slip, save_slip
from ui.forms.reception_slip import read_slip
from ui.icons import Icon, picture
from ui.services import Services
from ui.theme import PALETTE
from ui.widgets.buttons import Kind
from ui.widgets.card import Card
from ui.widgets.keyed import keyed_button
from ui.widgets.text import Paragraph, Pill, Role, label

_CENTRE = Qt.AlignmentFlag.AlignHCenter


class ReceivedPage(QWidget):
    """Follows its dossier: the province's code appears as soon as it comes."""

    next_wanted = Signal()
    failed = Signal(object)
    """AppError"""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._counter = services, services.counter
        self.dossier_id = DossierId("")
        mark = QLabel()
        mark.setPixmap(picture(Icon.OK, 56, PALETTE.ok, self.devicePixelRatioF()))
        self._code_name = label("", Role.MUTED)
        self.code = label("", Role.NUMBER)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._due = label("", Role.HEADING)
        self._who = Paragraph("", Role.MUTED)
        self._who.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.delivery = Pill()
        self.print = keyed_button(self.tr("In giấy tiếp nhận"), "Ctrl+P", Icon.PRINT, Kind.PRIMARY)
        self.print.clicked.connect(self._print)
        self.keep = keyed_button(self.tr("Lưu PDF"), "Ctrl+S", Icon.FILE, Kind.SECONDARY)
        self.keep.clicked.connect(self._save)
        self.next = keyed_button(self.tr("Người tiếp theo"), "Ctrl+N", Icon.RIGHT, Kind.SECONDARY)
        self.next.clicked.connect(self.next_wanted)
        for each in (self.print, self.keep, self.next):
            each.setAutoDefault(True)
        self._lay_out(mark)
        services.store_signals.changed.connect(self._store_changed)

    def show_dossier(self, dossier_id: DossierId) -> None:
        """Read ``dossier_id`` and say what became of it."""
        self.dossier_id = dossier_id
        with self._counter.store.read() as work:
            dossier = work.dossiers.get(dossier_id)
            items = work.outbox.of_dossier(dossier_id)
        delivery = delivery_of(dossier, items, self._counter.now())
        provisional = self.tr("Mã hồ sơ (tạm)")
        self._code_name.setText(self.tr("Mã hồ sơ") if dossier.code else provisional)
        self.code.setText(dossier.shown_code)
        self._due.setText(self.tr("Hẹn trả: {}").format(moment_text(dossier.due_at)))
        self._who.setText(f"{dossier.applicant.full_name} · {subject_text(dossier.procedure_name)}")
        self.delivery.show_state(delivery.text, delivery.tone)

    def _store_changed(self, changes: Changes) -> None:
        if self.isVisible() and self.dossier_id in changes.dossier_ids:
            self.show_dossier(self.dossier_id)

    def _print(self) -> None:
        if print_slip(read_slip(self._counter.store, self.dossier_id), self):
            self.next.setFocus()

    def _save(self) -> None:
        slip = read_slip(self._counter.store, self.dossier_id)
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Lưu giấy tiếp nhận"), f"{slip.name}.pdf", "PDF (*.pdf)"
        )
        if path:
            run(
                self._counter.files_lane,
                partial(save_slip, slip, Path(path)),
                owner=self,
                done=lambda _: self.next.setFocus(),
                failed=self.failed.emit,
            )

    def _lay_out(self, mark: QLabel) -> None:
        card = Card()
        card.setMinimumWidth(620)
        card.body.setSpacing(8)
        card.body.addSpacing(16)
        card.body.addWidget(mark, 0, _CENTRE)
        card.body.addWidget(label(self.tr("Đã tiếp nhận hồ sơ"), Role.TITLE), 0, _CENTRE)
        card.body.addSpacing(8)
        for part in (self._code_name, self.code, self._due):
            card.body.addWidget(part, 0, _CENTRE)
        card.body.addWidget(self._who)
        card.body.addWidget(self.delivery, 0, _CENTRE)
        card.body.addSpacing(16)
        card.body.addLayout(self._actions())
        card.body.addSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(card, 0, _CENTRE)
        column.addStretch(2)

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.print)
        row.addWidget(self.keep)
        row.addWidget(self.next)
        row.addStretch(1)
        return row
