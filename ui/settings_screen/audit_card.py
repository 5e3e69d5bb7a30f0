"""The audit log: how long it is, whether it is whole, and its latest entries."""

from PySide6.QtWidgets import QHBoxLayout

from app.domain.audit_chain import ChainReport
from ui.audit_words import report_message
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.audit_dialog import AuditDialog
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.text import Paragraph, Role


class AuditCard(Card):
    def __init__(self, services: Services) -> None:
        super().__init__(self.tr("Nhật ký kiểm toán"))
        self._counter = services.counter
        self.banner = Banner()
        self.check = button(self.tr("Kiểm tra"), Kind.SECONDARY, Icon.CHECK)
        self.check.clicked.connect(self.examine)
        self.open = button(self.tr("Xem nhật ký…"), Kind.QUIET, Icon.FILE)
        self.open.clicked.connect(lambda: AuditDialog(self._counter, self).exec())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.check)
        row.addWidget(self.open)
        row.addStretch(1)
        self.body.addWidget(
            Paragraph(
                self.tr(
                    "Mỗi việc và mỗi chữ ký tại quầy được ghi lại và nối với việc trước. "
                    "Sửa, bớt hay cắt đuôi đều bị phát hiện khi kiểm tra."
                ),
                Role.MUTED,
            )
        )
        self.body.addLayout(row)
        self.body.addWidget(self.banner)

    def examine(self) -> None:
        """Say whether the log is whole."""
        counter = self._counter
        self.banner.hide()
        self.check.setEnabled(False)
        run(
            counter.files_lane, counter.audit_seal.examine, counter.store, owner=self,
            done=self._told, failed=self.banner.show_error,
            ended=lambda: self.check.setEnabled(True),
        )  # fmt: skip

    def _told(self, report: ChainReport) -> None:
        self.banner.say(report_message(report), Tone.OK if report.finding is None else Tone.BAD)
        bring_into_view(self.banner)
