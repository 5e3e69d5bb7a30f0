"""Thiết bị ký: a USB token, a certificate file or a signing service, and which of them is used."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.counter import change_device
from app.settings import DeviceKind, DeviceSettings
from ui.background import run
from ui.device_words import KINDS
from ui.services import Services
from ui.settings_screen.file_signer import FileSigner
from ui.settings_screen.remote_signer import RemoteSigner
from ui.settings_screen.token_section import TokenSection
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.text import Paragraph, Pill, Role

_WHAT = {
    DeviceKind.TOKEN: "Cắm vào máy, ký bằng mã PIN, ký được cả khi mất mạng.",
    DeviceKind.FILE: "Tệp .p12 hoặc .pfx trên máy, ký bằng mật khẩu của tệp.",
    DeviceKind.REMOTE: "VNPT SmartCA, Viettel MySign hoặc dịch vụ theo chuẩn CSC, cần có mạng.",
}
_LAW = {
    DeviceKind.TOKEN: (
        "Token do Ban Cơ yếu Chính phủ cấp mang chứng thư chuyên dùng công vụ (Luật Giao dịch "
        "điện tử 2023, Điều 22): dùng cho mọi việc ở quầy, kể cả phê duyệt, phát hành, sao y."
    ),
    DeviceKind.FILE: (
        "Chứng thư cá nhân do tổ chức công cộng cấp không phải chứng thư chuyên dùng công vụ "
        "(Luật Giao dịch điện tử 2023, Điều 22). Chỉ dùng cho chữ ký cá nhân khi số hóa giấy tờ "
        "(Thông tư 01/2023/TT-VPCP) nếu tỉnh chấp nhận; phê duyệt, phát hành, sao y và đóng dấu "
        "cơ quan vẫn ký bằng token công vụ."
    ),
}
_LAW[DeviceKind.REMOTE] = _LAW[DeviceKind.FILE]


class SignerSection(QWidget):
    """Looking at another kind changes nothing until it is said to be used."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._counter = services, services.counter
        self.banner = Banner()
        self.parts: dict[DeviceKind, QWidget] = {}
        self.kinds: dict[DeviceKind, QRadioButton] = {}
        self._marks: dict[DeviceKind, Pill] = {}
        self._group = QButtonGroup(self)
        self._law = Paragraph("", Role.HINT)
        self.use = button(self.tr("Dùng USB token để ký"), Kind.PRIMARY)
        self.use.clicked.connect(self._use_token)
        self._token = TokenSection(services)
        parts = self._token, FileSigner(services), RemoteSigner(services)
        for kind, part in zip(DeviceKind, parts, strict=True):
            part.saved.connect(self._saved)
            self.parts[kind] = part
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(self._choice())
        for part in self.parts.values():
            column.addWidget(part)
        column.addStretch(1)
        self.kinds[self._used].setChecked(True)
        self._group.buttonToggled.connect(lambda *_: self._show_part())
        self._show_part()

    @property
    def shown(self) -> DeviceKind:
        return next(kind for kind, each in self.kinds.items() if each.isChecked())

    @property
    def _used(self) -> DeviceKind:
        return self._counter.settings.device.known_kind

    def _choice(self) -> Card:
        card = Card(self.tr("Ký bằng"))
        for kind in DeviceKind:
            self.kinds[kind] = QRadioButton(KINDS[kind])
            self._marks[kind] = Pill(self.tr("Đang dùng để ký"), Tone.OK)
            self._group.addButton(self.kinds[kind])
            row = QHBoxLayout()
            row.setSpacing(12)
            self.kinds[kind].setMinimumWidth(150)
            row.addWidget(self.kinds[kind])
            row.addWidget(Paragraph(_WHAT[kind], Role.MUTED), 1)
            row.addWidget(self._marks[kind])
            card.body.addLayout(row)
        card.body.addWidget(self._law)
        row = QHBoxLayout()
        row.addWidget(self.use)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _show_part(self) -> None:
        shown = self.shown
        for kind, part in self.parts.items():
            part.setVisible(kind is shown)
            self._marks[kind].setVisible(kind is self._used)
        self._law.setText(_LAW[shown])
        token = DeviceKind.TOKEN
        self.use.setVisible(shown is token and self._used is not token)

    def _use_token(self) -> None:
        counter = self._counter
        device = DeviceSettings(DeviceKind.TOKEN.value, counter.settings.device.file)
        run(
            counter.token_lane,
            change_device,
            counter,
            replace(counter.settings, device=device),
            owner=self,
            done=lambda _: self._saved(),
            failed=self.banner.show_error,
        )

    def _saved(self) -> None:
        self._show_part()
        watch = self._services.token_watch
        self._token.show_status(watch.status)
        watch.ask()
        self.saved.emit()
