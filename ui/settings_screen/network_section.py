"""Mạng: the HTTP proxy between the office and the services outside."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.counter import Counter
from app.errors import AppError
from app.operations.proxy_settings import proxy_of
from app.operations.try_way import try_way
from app.proxy import ProxyMode, proxy_address
from app.settings import ProxySettings
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.way_words import way_words
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.form_field import FormField


class NetworkSection(QWidget):
    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        kept = services.counter.settings.proxy
        self.banner, self.busy, self._trying = Banner(), BusyRow(), False
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
        self.test = button(self.tr("Thử kết nối"), Kind.SECONDARY, Icon.NETWORK)
        self.test.clicked.connect(self._test)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(self._card())
        column.addStretch(1)
        self.mode.currentIndexChanged.connect(lambda _: self._typed())
        for each in (self.address, self.user, self.password, self.bypass):
            each.textChanged.connect(lambda _: self._typed())
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
        card = Card(self.tr("Máy chủ proxy"))
        card.body.addWidget(
            FormField(
                self.tr("Đường ra mạng ngoài"),
                self.mode,
                self.tr("Dùng cho dấu thời gian, thông tin thu hồi, dịch vụ ký số và tỉnh."),
            )
        )
        card.body.addWidget(self._own)
        card.body.addLayout(self._acts())
        card.body.addWidget(self.busy)
        return card

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save)
        row.addWidget(self.test)
        row.addStretch(1)
        return row

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

        self.test.setEnabled(not self._trying)

    def _typed(self) -> None:
        """What was said of another way is past."""
        self.banner.hide()
        self._refresh()

    def _complete(self) -> ProxySettings | None:
        """What is typed; None, and said at its field, while something is missing."""
        chosen = self._chosen()
        if chosen is None:
            self._address_field.set_error(
                self.tr("Địa chỉ phải gồm máy và cổng, ví dụ http://10.0.0.1:3128.")
            )
            self.address.setFocus()
            return None
        kept = self._services.counter.proxy_password.kept
        if chosen.user and not self.password.text() and not kept:
            self._password_field.set_error(self.tr("Nhập mật khẩu của tên này ở proxy."))
            self.password.setFocus()
            return None
        return chosen

    def _test(self) -> None:
        way, password = self._complete(), self.password.text()
        if way is None:
            return
        self.banner.hide()
        self.busy.start(self.tr("Đang thử kết nối tới hệ thống của tỉnh…"), can_stop=False)
        self._trying, url = True, self._services.counter.settings.province.url

        def say(error: AppError | None) -> None:
            if (way, password) == (self._chosen(), self.password.text()):
                self.banner.say(*way_words(way, url, error))
                bring_into_view(self.banner)

        run(
            self._services.province_lane,
            _try,
            self._services.counter,
            url,
            way,
            password,
            owner=self,
            done=lambda _: say(None),
            failed=say,
            ended=self._tried,
        )
        self._refresh()

    def _tried(self) -> None:
        self._trying = False
        self.busy.finish()
        self._refresh()

    def _save(self) -> None:
        chosen, password, counter = self._complete(), self.password.text(), self._services.counter
        if chosen is None:
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


def _try(counter: Counter, url: str, way: ProxySettings, password: str) -> None:
    """On the province lane. A password that was not typed is the one that is kept."""
    proxy = proxy_of(way, counter.proxy_password)
    try_way(url, replace(proxy, password=password) if password else proxy)
