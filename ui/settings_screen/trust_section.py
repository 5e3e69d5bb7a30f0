"""Dịch vụ chứng thực: the time-stamp service and the check of revocation (domain §7.7)."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.level_goal import LEVELS
from app.settings import TrustSettings
from ui.background import run
from ui.services import Services
from ui.settings_screen.addresses import is_web_address
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField


class TrustSection(QWidget):
    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        kept = services.counter.settings.trust
        self.banner = Banner()
        self.tsa = QLineEdit(kept.tsa_url)
        self._tsa_field = FormField(
            self.tr("Địa chỉ dịch vụ cấp dấu thời gian (TSA)"),
            self.tsa,
            self.tr("Để trống thì chữ ký không được gắn dấu thời gian."),
        )
        self.level = QComboBox()
        self.level.addItems(LEVELS)
        self.level.setCurrentText(kept.level)
        self._level_field = FormField(
            self.tr("Mức chữ ký"),
            self.level,
            self.tr("B-T: có dấu thời gian. B-LT: kèm dữ liệu xác thực. B-LTA: lưu trữ lâu dài."),
        )
        self.revocation = QCheckBox(self.tr("Kiểm tra tình trạng thu hồi của chứng thư số khi ký"))
        self.revocation.setChecked(kept.check_revocation)
        self.save = button(self.tr("Lưu"), Kind.PRIMARY)
        self.save.clicked.connect(self._save)
        card = Card(self.tr("Dịch vụ chứng thực"))
        card.body.addWidget(self._tsa_field)
        card.body.addWidget(self._level_field)
        card.body.addWidget(self.revocation)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        column.addWidget(card)
        column.addStretch(1)
        self.tsa.textChanged.connect(lambda _: self._refresh())
        self.revocation.toggled.connect(lambda _: self._refresh())
        self.level.currentTextChanged.connect(lambda _: self._refresh())
        self._refresh()

    def _chosen(self) -> TrustSettings:
        return replace(
            self._services.counter.settings.trust,
            tsa_url=self.tsa.text().strip(),
            check_revocation=self.revocation.isChecked(),
            level=self.level.currentText(),
        )

    def _refresh(self) -> None:
        self._tsa_field.set_error("")
        self.save.setEnabled(self._chosen() != self._services.counter.settings.trust)

    def _save(self) -> None:
        chosen, counter = self._chosen(), self._services.counter
        if chosen.tsa_url and not is_web_address(chosen.tsa_url):
            self._tsa_field.set_error(self.tr("Địa chỉ phải bắt đầu bằng http:// hoặc https://."))
            return
        run(
            counter.files_lane,
            counter.change_settings,
            replace(counter.settings, trust=chosen),
            owner=self,
            done=lambda _: self.saved.emit(),
            failed=self.banner.show_error,
            ended=self._refresh,
        )
