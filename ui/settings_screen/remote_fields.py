"""What a signing service has to be told, each service only what it needs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.operations.remote_account import RemoteEntry
from app.operations.signing_settings import RemoteSecrets
from app.settings import RemoteSettings
from signing.remote.account import RemoteKind
from ui.device_words import SERVICES
from ui.widgets.form_field import FormField
from ui.widgets.secret_field import SecretField

_ADDRESSES = {
    RemoteKind.VNPT_SMARTCA: "https://gwsca.vnpt.vn",
    RemoteKind.VNPT_SMARTCA_OTP: "https://gwsca.vnpt.vn",
    RemoteKind.VIETTEL_MYSIGN: "https://remotesigning.viettel.vn",
}
"""Of the services in use (domain §8)."""
_USER_HINTS = {
    RemoteKind.VIETTEL_MYSIGN: "Số căn cước; tổ chức ghi MST_ và mã số thuế.",
    RemoteKind.CSC: "Tên người dùng ở dịch vụ, thường là số căn cước.",
    RemoteKind.CSC_PIN: "Tên người dùng ở dịch vụ, thường là số căn cước.",
}
_URL_HINTS = {
    RemoteKind.CSC: "Bắt đầu bằng https, thường kết thúc bằng /csc/v2.",
    RemoteKind.CSC_PIN: "Bắt đầu bằng https, thường kết thúc bằng /csc/v2.",
}
_URL = "Chỉ nhận kết nối mã hóa (https)."
_CITIZEN = "Số căn cước của người ký."
_KEPT = "Đã lưu, để trống nếu không đổi"


class RemoteFields(QWidget):
    """Secrets that are kept are never shown: their fields are empty and say so."""

    changed = Signal()

    def __init__(self, kept: RemoteSettings) -> None:
        super().__init__()
        self._before = kept
        self._hints: dict[str, str] = {}
        self.service = QComboBox()
        for kind, name in SERVICES.items():
            self.service.addItem(name, kind.value)
        self.url = QLineEdit(kept.url)
        self.url.setPlaceholderText("https://")
        self.client_id = QLineEdit(kept.client_id)
        self.secret = SecretField(self.tr("Mã bí mật (client secret)"))
        self.user = QLineEdit()
        self.factor = QComboBox()
        self.factor.addItem(self.tr("Mã OTP trên điện thoại"), "password")
        self.factor.addItem(self.tr("Mật khẩu, mã OTP do máy tự tính"), "totp_key")
        self.kept_factor = SecretField("")
        self._fields = self._named()
        self._lay_out()
        if kept.service in set(RemoteKind):
            self.service.setCurrentIndex(self.service.findData(kept.service))
        self.service.currentIndexChanged.connect(lambda _: self._other_service())
        self.factor.currentIndexChanged.connect(lambda _: self._show_needed())
        for line in (self.url, self.client_id, self.secret.line, self.user, self.kept_factor.line):
            line.textChanged.connect(lambda _: self._typed())
        if not kept.url:
            self._other_service()
        self._show_needed()

    def _named(self) -> dict[str, FormField]:
        """By the names that errors use."""
        return {
            "service": FormField(self.tr("Dịch vụ"), self.service),
            "url": FormField(self.tr("Địa chỉ dịch vụ"), self.url, _URL),
            "client_id": FormField(
                self.tr("Mã ứng dụng (client id)"),
                self.client_id,
                self.tr("Ghi trong hợp đồng của cơ quan; VNPT gọi là sp_id."),
            ),
            "client_secret": self.secret,
            "user_id": FormField(self.tr("Tài khoản người ký"), self.user, _CITIZEN),
            "factor": FormField(self.tr("Mỗi lần ký sẽ nhập"), self.factor),
            "password": self.kept_factor,
        }

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        rows = (
            ("service", "url"), ("client_id", "client_secret"), ("user_id",), ("factor", "password")
        )  # fmt: skip
        for row, names in enumerate(rows):
            for column, name in enumerate(names):
                grid.addWidget(self._fields[name], row, column, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)

    @property
    def kind(self) -> RemoteKind:
        return RemoteKind(self.service.currentData())

    @property
    def entry(self) -> RemoteEntry:
        """What stands in the fields."""
        factor = self.factor.currentData() if self.kind is RemoteKind.VNPT_SMARTCA_OTP else ""
        factors = {factor: self.kept_factor.line.text()} if factor else {}
        return RemoteEntry(
            RemoteSettings(
                self.kind.value,
                self.url.text().strip().rstrip("/"),
                self.client_id.text().strip(),
                self._before.profile_id,
            ),
            RemoteSecrets(
                client_secret=self.secret.line.text(), user_id=self.user.text().strip(), **factors
            ),
            factor,
        )

    def show_kept(self, before: RemoteSettings, hints: dict[str, str]) -> None:
        """Which secrets are kept for the address of ``before``; typed ones are forgotten."""
        self._before, self._hints = before, hints
        for line in (self.secret.line, self.user, self.kept_factor.line):
            line.clear()
        if "totp_key" in hints:
            self.factor.setCurrentIndex(self.factor.findData("totp_key"))
        self._show_needed()

    def show_missing(self, names: str) -> None:
        """Mark the fields that the error REMOTE_NOT_SET ``names``."""
        for name in names.split():
            field = self._fields.get("password" if name == "totp_key" else name)
            if field is not None:
                field.set_error(self.tr("Cần nhập mục này cho đúng."))

    def _other_service(self) -> None:
        """Another address comes with it, unless the officer has one of their own."""
        if self.url.text().strip() in {"", *_ADDRESSES.values()}:
            self.url.setText(_ADDRESSES.get(self.kind, ""))
        self._show_needed()

    def _typed(self) -> None:
        for field in self._fields.values():
            field.set_error("")
        self._show_needed()

    def _show_needed(self) -> None:
        two_factors = self.kind is RemoteKind.VNPT_SMARTCA_OTP
        for name in ("factor", "password"):
            self._fields[name].setVisible(two_factors)
        factor = self.factor.currentData()
        named = self.tr("Mật khẩu") if factor == "password" else self.tr("Khóa OTP (base32)")
        self.kept_factor.set_name(self.tr("{} được giữ trên máy").format(named))
        self._fields["user_id"].set_hint(_USER_HINTS.get(self.kind, _CITIZEN))
        self._fields["url"].set_hint(_URL_HINTS.get(self.kind, _URL))
        same = self.entry.remote.url == self._before.url
        kept = self._hints if same else {}
        self.secret.line.setPlaceholderText(_KEPT if "client_secret" in kept else "")
        self.kept_factor.line.setPlaceholderText(_KEPT if factor in kept else "")
        ending = kept.get("user_id", "")
        self.user.setPlaceholderText(f"Đã lưu, tận cùng là {ending}" if ending else "")
        self.changed.emit()
