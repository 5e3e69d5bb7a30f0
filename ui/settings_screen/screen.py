"""The screen Cấu hình."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QWidget

from ui.messages import Message
from ui.screen import Screen
from ui.services import Services
from ui.settings_screen.anchors_section import AnchorsSection
from ui.settings_screen.lock_section import LockSection
from ui.settings_screen.network_section import NetworkSection
from ui.settings_screen.province_section import ProvinceSection
from ui.settings_screen.scanner_section import ScannerSection
from ui.settings_screen.signer_section import SignerSection
from ui.settings_screen.trust_section import TrustSection
from ui.theme import Tone
from ui.widgets.banner import Toast
from ui.widgets.card import scrolled

_COLUMN_WIDTH, _TWO_COLUMNS = 760, 1120


class SettingsScreen(Screen):
    """``enter`` takes ``scanner``, ``token``, ``trust``, ``anchors``, ``province``, ``network`` or
    ``lock``.
    """

    def __init__(self, services: Services) -> None:
        super().__init__("Cấu hình")
        self.toast = Toast(self)
        scanner, token = ScannerSection(services), SignerSection(services)
        trust, province = TrustSection(services), ProvinceSection(services)
        lock, anchors = LockSection(services), AnchorsSection(services)
        network = NetworkSection(services)
        province.sign_in_wanted.connect(lambda: self.wanted.emit("sign_in", None))
        self.sections: dict[str, QWidget] = {
            "scanner": scanner,
            "token": token,
            "trust": trust,
            "anchors": anchors,
            "province": province,
            "network": network,
            "lock": lock,
        }
        names = (
            self.tr("Máy quét"),
            self.tr("Thiết bị ký"),
            self.tr("Dịch vụ chứng thực"),
            self.tr("Neo tin cậy"),
            self.tr("Tỉnh"),
            self.tr("Mạng"),
            self.tr("Khóa chương trình"),
        )
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget()
        for name, section in zip(names, self.sections.values(), strict=True):
            self.tabs.addTab(name)
            section.setMaximumWidth(_TWO_COLUMNS if section is scanner else _COLUMN_WIDTH)
            self._stack.addWidget(_area(section))
        for section in (scanner, token, trust, anchors, province, network, lock):
            section.saved.connect(self._saved)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)

    def enter(self, subject: object = None) -> None:
        keys = list(self.sections)
        if subject in keys:
            self.tabs.setCurrentIndex(keys.index(subject))
        self.tabs.setFocus()

    def _saved(self) -> None:
        self.toast.say(Message(self.tr("Đã lưu cấu hình"), "", ""), Tone.OK)


def _area(section: QWidget) -> QScrollArea:
    area = scrolled(section)
    # Its fields take the focus and scroll it: a stop of its own would not be seen.
    area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return area
