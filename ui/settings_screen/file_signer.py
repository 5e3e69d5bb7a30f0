"""A PKCS#12 file that signs: which one, and what its password brings to light."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.counter import Counter, change_device
from app.errors import AppError, Code
from app.operations.signing_device import keep_certificates
from app.settings import DeviceKind, DeviceSettings
from signing.device import Certificate, Token
from signing.pkcs12_device import Pkcs12Device
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.found_certificates import Found, FoundCertificates, judged
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.form_field import FormField
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role

Opened = tuple[Token, Found]


class FileSigner(QWidget):
    """The password is used to look into the file and not kept."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._counter = services, services.counter
        self._opened: Opened | None = None
        self._opening = False
        self.banner, self.busy, self.found = Banner(), BusyRow(), FoundCertificates()
        self.path = QLineEdit(self._counter.settings.device.file)
        self.path.setPlaceholderText(self.tr("Tệp .p12 hoặc .pfx"))
        self._path_field = FormField(self.tr("Tệp chứng thư"), self.path)
        self.choose = button(self.tr("Chọn tệp…"), Kind.SECONDARY, Icon.FOLDER)
        self.choose.clicked.connect(self._choose)
        self.password = SecretField(
            self.tr("Mật khẩu của tệp"),
            self.tr("Chỉ dùng để mở thử, không được lưu. Mỗi lần ký sẽ hỏi lại."),
        )
        self.test = button(self.tr("Thử mở tệp"), Kind.SECONDARY, Icon.KEY)
        self.test.clicked.connect(self._test)
        self.save = button(self.tr("Lưu và dùng để ký"), Kind.PRIMARY)
        self.save.clicked.connect(self._save)
        self.path.textChanged.connect(lambda _: self._forget())
        self.password.line.returnPressed.connect(self._test)
        self.password.line.textChanged.connect(lambda _: self._refresh())
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        card = Card(self.tr("Tệp chứng thư (PKCS#12)"))
        card.body.addWidget(
            Paragraph(
                self.tr(
                    "Ai có tệp và mật khẩu đều ký được như anh/chị: để tệp ở thư mục riêng, không "
                    "gửi qua thư hay Zalo."
                ),
                Role.MUTED,
            )
        )
        path = QHBoxLayout()
        path.setSpacing(8)
        path.addWidget(self._path_field, 1)
        path.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)
        card.body.addLayout(path)
        card.body.addWidget(self.password)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.test)
        row.addWidget(self.save)
        row.addStretch(1)
        card.body.addWidget(self.found)
        card.body.addWidget(self.busy)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(card)

    def _choose(self) -> None:
        kinds = self.tr("Tệp chứng thư (*.p12 *.pfx);;Mọi tệp (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Tệp chứng thư"), "", kinds)
        if path:
            self.path.setText(path)
            self.password.line.setFocus()

    def _forget(self) -> None:
        self._opened = None
        self.found.hide()
        self.banner.hide()
        self._refresh()

    def _refresh(self) -> None:
        ready = bool(self._typed() and self.password.line.text())
        self.test.setEnabled(ready and not self._opening)
        self.save.setEnabled(self._opened is not None)

    def _typed(self) -> str:
        return self.path.text().strip()

    def _test(self) -> None:
        if not self.test.isEnabled():
            return
        self.banner.hide()
        self.busy.start(self.tr("Đang mở tệp chứng thư…"), can_stop=False)
        self._opening, asked = True, self._typed()
        run(
            self._counter.files_lane,
            _opened,
            self._counter,
            Path(asked),
            self.password.take(),
            owner=self,
            done=lambda opened: self._show_found(asked, opened),
            failed=lambda error: self._failed(asked, error),
            ended=lambda: self._tested(asked),
        )
        self._refresh()

    def _tested(self, asked: str) -> None:
        self._opening = False
        self.busy.finish()
        self._refresh()
        if asked == self._typed():
            (self.save if self._opened else self.password.line).setFocus()

    def _failed(self, asked: str, error: AppError) -> None:
        if asked != self._typed():
            return
        self.banner.show_error(error)
        bring_into_view(self.banner)

    def _show_found(self, asked: str, opened: Opened) -> None:
        """``opened`` is the file ``asked``, which is no longer meant once another path stands."""
        if asked != self._typed():
            return
        self._opened = opened
        self.found.show_found(opened[1], self._counter)
        bring_into_view(self.save)

    def _save(self) -> None:
        if self._opened is None:
            return
        token, found = self._opened
        chosen = DeviceSettings(DeviceKind.FILE.value, token.module, self.found.serial)
        run(
            self._counter.token_lane,
            _use,
            self._counter,
            chosen,
            token,
            found.certificates,
            owner=self,
            done=lambda _: self.saved.emit(),
            failed=self.banner.show_error,
            ended=self._refresh,
        )


def _opened(counter: Counter, path: Path, password: str) -> Opened:
    """Errors: FILE_*, PIN_*, CERTIFICATE_FILE_UNUSABLE, CERTIFICATE_ABSENT."""
    device = Pkcs12Device([path])
    [token] = device.tokens()
    found = device.unlock(token, password)
    if not found:
        raise AppError(Code.CERTIFICATE_ABSENT, device="file")
    return token, judged(counter, found)


def _use(
    counter: Counter, chosen: DeviceSettings, token: Token, certificates: tuple[Certificate, ...]
) -> None:
    """Runs on the token lane, where the device is let go of."""
    keep_certificates(counter.file_certificates, token, certificates)
    change_device(counter, replace(counter.settings, device=chosen))
