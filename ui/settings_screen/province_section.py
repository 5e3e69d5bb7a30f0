"""The province: which kind of system, its address, whether it answers, and who is signed in."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.operations.diagnose import Finding, Health
from app.province_settings import ProvinceKind
from ui.background import run
from ui.diagnosis_text import diagnosis_line
from ui.icons import Icon
from ui.messages import Message
from ui.services import Services
from ui.settings_screen.addresses import is_web_address
from ui.settings_screen.findings import province
from ui.settings_screen.province_kinds import NAMES, SIGN_IN_ONLY_WITH_QUAY, WHAT_IT_DOES
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph


class ProvinceSection(QWidget):
    """Another kind or address starts delivery anew at once; the queue waits for the new one."""

    saved = Signal()
    sign_in_wanted = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.banner = Banner()
        self.busy = BusyRow()
        self.kind = QComboBox()
        for kind, name in NAMES.items():
            self.kind.addItem(name, kind.value)
        self.kind.setCurrentIndex(self.kind.findData(services.counter.settings.province.kind))
        self._kind_field = FormField(self.tr("Cách gửi hồ sơ về tỉnh"), self.kind)
        self.url = QLineEdit(services.counter.settings.province.url)
        self.url.setPlaceholderText("https://")
        self._url_field = FormField(
            self.tr("Địa chỉ hệ thống của tỉnh"),
            self.url,
            self.tr("Do quản trị của tỉnh cấp, bắt đầu bằng https://."),
        )
        self.save = button(self.tr("Lưu"), Kind.PRIMARY)
        self.save.clicked.connect(self._save)
        self.test = button(self.tr("Kiểm tra kết nối"), Kind.SECONDARY, Icon.NETWORK)
        self.test.clicked.connect(self._test)
        self._officer = Paragraph()
        self.sign_in = button(self.tr("Đăng nhập"), Kind.SECONDARY, Icon.KEY)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(self._system())
        column.addWidget(self._account())
        column.addStretch(1)
        self.kind.currentIndexChanged.connect(lambda _: self._refresh())
        self.url.textChanged.connect(lambda _: self._refresh())
        self.url.returnPressed.connect(self._save)
        services.store_signals.changed.connect(lambda _: self._show_officer())
        self._refresh()

    def _system(self) -> Card:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save)
        row.addWidget(self.test)
        row.addStretch(1)
        card = Card(self.tr("Hệ thống của tỉnh"))
        card.body.addWidget(self._kind_field)
        card.body.addWidget(self._url_field)
        card.body.addLayout(row)
        card.body.addWidget(self.busy)
        return card

    def _account(self) -> Card:
        row = QHBoxLayout()
        row.addWidget(self.sign_in)
        row.addStretch(1)
        card = Card(self.tr("Tài khoản"))
        card.body.addWidget(self._officer)
        card.body.addLayout(row)
        return card

    def _show_officer(self) -> None:
        officer = self._services.counter.officer()
        if officer is None:
            direct = self._services.counter.settings.province.known_kind is ProvinceKind.QUAY
            alone = self.tr("Chưa đăng nhập. Hồ sơ đã tiếp nhận chờ gửi trên máy.")
            self._officer.setText(alone if direct else SIGN_IN_ONLY_WITH_QUAY)
            self.sign_in.setText(self.tr("Đăng nhập"))
            return
        parts = (officer.full_name, officer.account, officer.department, officer.unit_name)
        self._officer.setText(" · ".join(part for part in parts if part))
        self.sign_in.setText(self.tr("Đăng nhập lại"))

    def _refresh(self) -> None:
        kept, kind = self._services.counter.settings.province, self._kind()
        self._kind_field.set_hint(WHAT_IT_DOES[kind])
        self._url_field.set_error("")
        self._url_field.setVisible(kind is not ProvinceKind.PACKAGE)
        changed = self._typed() != kept.url or kind is not kept.known_kind
        self.save.setEnabled(changed)
        self.test.setVisible(kind is ProvinceKind.QUAY)
        self.test.setEnabled(bool(kept.url) and not changed)
        self.sign_in.setVisible(kept.known_kind is ProvinceKind.QUAY)
        self._show_officer()

    def _kind(self) -> ProvinceKind:
        return ProvinceKind(self.kind.currentData())

    def _typed(self) -> str:
        return self.url.text().strip().rstrip("/")

    def _save(self) -> None:
        url, counter = self._typed(), self._services.counter
        if url and not is_web_address(url) and self._kind() is not ProvinceKind.PACKAGE:
            self._url_field.set_error(self.tr("Địa chỉ phải bắt đầu bằng https://."))
            return
        chosen = replace(counter.settings.province, url=url, kind=self._kind().value)
        run(
            counter.files_lane,
            counter.change_settings,
            replace(counter.settings, province=chosen),
            owner=self,
            done=lambda _: self._saved(),
            failed=self.banner.show_error,
            ended=self._refresh,
        )

    def _saved(self) -> None:
        self._services.sync_watch.start()
        self.saved.emit()

    def _test(self) -> None:
        self.banner.hide()
        self.busy.start(self.tr("Đang hỏi hệ thống của tỉnh…"), can_stop=False)
        run(
            self._services.province_lane,
            province,
            self._services.counter,
            owner=self,
            done=self._tested,
            failed=self.banner.show_error,
            ended=self.busy.finish,
        )

    def _tested(self, findings: tuple[Finding, ...]) -> None:
        answer = findings[0]
        fine = answer.health is Health.FINE
        heading = self.tr("Kết nối tốt") if fine else self.tr("Chưa kết nối được")
        words = Message(heading, diagnosis_line(answer), "")
        self.banner.say(words, Tone.OK if fine else Tone.WARN)
