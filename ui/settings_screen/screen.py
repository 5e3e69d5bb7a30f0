"""The screen Cấu hình."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QWidget

from ui.messages import Message
from ui.screen import Screen
from ui.services import Services
from ui.settings_screen.anchors_section import AnchorsSection
from ui.settings_screen.backup_section import BackupSection
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
    """``enter`` takes ``scanner``, ``token``, ``trust``, ``anchors``, ``province``, ``network``,
    ``lock``, ``backup`` or ``audit``.
    """

    def __init__(self, services: Services) -> None:
        super().__init__("Cấu hình")
        self.toast = Toast(self)
        scanner, province = ScannerSection(services), ProvinceSection(services)
        province.sign_in_wanted.connect(lambda: self.wanted.emit("sign_in", None))
        self._backup = backup = BackupSection(services)
        backup.reopen_wanted.connect(lambda: self.wanted.emit("reopen", None))
        self.sections: dict[str, QWidget] = {}
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget()
        for key, name, section in (
            ("scanner", self.tr("Máy quét"), scanner),
            ("token", self.tr("Thiết bị ký"), SignerSection(services)),
            ("trust", self.tr("Dịch vụ chứng thực"), TrustSection(services)),
            ("anchors", self.tr("Neo tin cậy"), AnchorsSection(services)),
            ("province", self.tr("Tỉnh"), province),
            ("network", self.tr("Mạng"), NetworkSection(services)),
            ("lock", self.tr("Khóa chương trình"), LockSection(services)),
            ("backup", self.tr("Sao lưu"), backup),
        ):
            self.sections[key] = section
            self.tabs.addTab(name)
            section.setMaximumWidth(_TWO_COLUMNS if section is scanner else _COLUMN_WIDTH)
            section.saved.connect(self._saved)
            self._stack.addWidget(_area(section))
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)

    def enter(self, subject: object = None) -> None:
        keys = list(self.sections)
        if subject in keys:
            self.tabs.setCurrentIndex(keys.index(subject))
        if subject == "audit":
            self.tabs.setCurrentIndex(keys.index("backup"))
            self._backup.show_audit()
        self.tabs.setFocus()

    def _saved(self) -> None:
        self.toast.say(Message(self.tr("Đã lưu cấu hình"), "", ""), Tone.OK)


def _area(section: QWidget) -> QScrollArea:
    area = scrolled(section)
    # Its fields take the focus and scroll it: a stop of its own would not be seen.
    area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return area
