"""Mạng: the HTTP proxy between the office and the services outside."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.proxy import ProxyMode, proxy_address
from app.settings import ProxySettings
from ui.background import run
from ui.services import Services
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField


class NetworkSection(QWidget):
    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        kept = services.counter.settings.proxy
        self.banner = Banner()
        self.mode = QComboBox()
        for mode, name in (
            (ProxyMode.SYSTEM, self.tr("Theo hệ thống")),
            (ProxyMode.NONE, self.tr("Không dùng, đi thẳng")),
            (ProxyMode.OWN, self.tr("Địa chỉ riêng")),
        ):
            self.mode.addItem(name, mode.value)
        self.mode.setCurrentIndex(self.mode.findData(kept.mode))
        self.address, self.user = QLineEdit(kept.address), QLineEdit(kept.user)
        self.address.setPlaceholderText("http://10.0.0.1:3128")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.bypass = QLineEdit(", ".join(kept.bypass))
        self.save = button(self.tr("Lưu"), Kind.PRIMARY)
        self.save.clicked.connect(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(self._card())
        column.addStretch(1)
        self.mode.currentIndexChanged.connect(lambda _: self._refresh())
        for each in (self.address, self.user, self.password, self.bypass):
            each.textChanged.connect(lambda _: self._refresh())
            each.returnPressed.connect(self.save.click)
        self._refresh()

    def _card(self) -> Card:
        self._address_field = FormField(
            self.tr("Địa chỉ proxy"), self.address, self.tr("Gồm cả cổng, hỏi quản trị mạng.")
        )
        self._password_field = FormField(
            self.tr("Mật khẩu"),
            self.password,
            self.tr("Được mã hóa, không nằm trong tệp cấu hình."),
        )
        self._own = QWidget()
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(12)
        for field in (
            self._address_field,
            FormField(
                self.tr("Tên người dùng"), self.user, self.tr("Bỏ trống nếu proxy không hỏi.")
            ),
            self._password_field,
            FormField(
                self.tr("Đi thẳng, không qua proxy"),
                self.bypass,
                self.tr("Cách nhau bằng dấu phẩy, ví dụ .tinh.gov.vn, 10.0.0.0/8."),
            ),
        ):  # fmt: skip
            own.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        card = Card(self.tr("Máy chủ proxy"))
        card.body.addWidget(
            FormField(
                self.tr("Đường ra mạng ngoài"),
                self.mode,
                self.tr("Dùng cho dấu thời gian, thông tin thu hồi, dịch vụ ký số và tỉnh."),
            )
        )
        card.body.addWidget(self._own)
        card.body.addLayout(row)
        return card

    def _chosen(self) -> ProxySettings | None:
        """None while the address is none."""
        mode = self.mode.currentData()
        if mode != ProxyMode.OWN:
            return ProxySettings(mode)
        address = proxy_address(self.address.text())
        if address is None:
            return None
        hosts = (each.strip() for each in self.bypass.text().split(","))
        return ProxySettings(mode, address, self.user.text().strip(), tuple(filter(None, hosts)))

    def _refresh(self) -> None:
        counter = self._services.counter
        self._address_field.set_error("")
        self._password_field.set_error("")
        self._own.setVisible(self.mode.currentData() == ProxyMode.OWN)
        named = bool(self.user.text().strip())
        self._password_field.setVisible(named)
        kept = named and counter.proxy_password.kept
        self.password.setPlaceholderText(self.tr("Đã lưu; gõ để thay") if kept else "")
        changed = self._chosen() != counter.settings.proxy
        self.save.setEnabled(changed or (named and bool(self.password.text())))

    def _save(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self._address_field.set_error(
                self.tr("Địa chỉ phải gồm máy và cổng, ví dụ http://10.0.0.1:3128.")
            )
            self.address.setFocus()
            return
        password, counter = self.password.text(), self._services.counter
        if chosen.user and not password and not counter.proxy_password.kept:
            self._password_field.set_error(self.tr("Nhập mật khẩu của tên này ở proxy."))
            self.password.setFocus()
            return
        run(
            counter.files_lane,
            self._keep,
            chosen,
            password,
            owner=self,
            done=lambda _: self._kept(),
            failed=self.banner.show_error,
            ended=self._refresh,
        )

    def _keep(self, chosen: ProxySettings, password: str) -> None:
        """On the files lane. A password that was not typed again stays as it was."""
        counter = self._services.counter
        if password or not chosen.user:
            counter.proxy_password.save(password if chosen.user else "")
        counter.change_settings(replace(counter.settings, proxy=chosen))

    def _kept(self) -> None:
        self.password.clear()
        self.address.setText(self._services.counter.settings.proxy.address)
        self._services.sync_watch.start()
        self.saved.emit()
