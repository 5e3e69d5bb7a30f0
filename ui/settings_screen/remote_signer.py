"""A signing service: its account, whether it answers, and the certificate that signs."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter, change_device
from app.errors import AppError
from app.operations.remote_account import (
    RemoteEntry,
    keep_account,
    kept_for,
    kept_hints,
    require_usable,
    try_account,
    whole_secrets,
)
from app.operations.signing_settings import RemoteSecrets
from app.operations.write_audit import AuditLog
from app.settings import DeviceKind, DeviceSettings
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.found_certificates import Found, FoundCertificates, judged
from ui.settings_screen.remote_fields import RemoteFields
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.text import Paragraph, Role


class RemoteSigner(QWidget):
    """Nothing is signed by trying: the service is only asked for certificates."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._counter = services, services.counter
        self.banner, self.busy, self.found = Banner(), BusyRow(), FoundCertificates()
        self.fields = RemoteFields(self._counter.settings.remote)
        self._tried: RemoteEntry | None = None
        self.test = button(self.tr("Thử kết nối"), Kind.SECONDARY, Icon.NETWORK)
        self.test.clicked.connect(self._test)
        self.save = button(self.tr("Lưu và dùng để ký"), Kind.PRIMARY)
        self.save.clicked.connect(self._save)
        self.fields.changed.connect(self._refresh)
        self._lay_out()
        self._show_kept()

    def _lay_out(self) -> None:
        card = Card(self.tr("Dịch vụ ký số từ xa"))
        card.body.addWidget(
            Paragraph(
                self.tr(
                    "Tài khoản và mã bí mật được mã hóa và chỉ cất trên máy này. Giấy tờ không rời "
                    "khỏi máy: dịch vụ chỉ nhận mã băm để ký."
                ),
                Role.MUTED,
            )
        )
        card.body.addWidget(self.fields)
        card.body.addWidget(self.found)
        card.body.addWidget(self.busy)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.test)
        row.addWidget(self.save)
        row.addStretch(1)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(card)

    def _show_kept(self) -> None:
        counter = self._counter
        run(
            counter.files_lane,
            kept_hints,
            counter.remote_secrets,
            owner=self,
            done=lambda hints: self.fields.show_kept(counter.settings.remote, hints),
            failed=self.banner.show_error,
        )

    def _refresh(self) -> None:
        entry, tried = self.fields.entry, self._tried
        if tried is None:
            return
        another = entry.typed.user_id not in ("", tried.typed.user_id)
        if another or entry.remote != tried.remote:
            self._tried = None
            self.found.hide()

    def _test(self) -> None:
        entry = self.fields.entry
        self._begin(self.tr("Đang hỏi dịch vụ ký số…"))
        run(
            self._services.province_lane,
            _tried,
            self._counter,
            entry,
            owner=self,
            done=lambda found: self._show_found(entry, found),
            failed=self._failed,
            ended=self._ended,
        )

    def _save(self) -> None:
        serial = self.found.serial if self._tried is not None else self._kept_serial()
        self._begin(self.tr("Đang lưu…"))
        run(
            self._counter.token_lane,
            _use,
            self._counter,
            self.fields.entry,
            serial,
            owner=self,
            done=lambda _: self._saved(),
            failed=self._failed,
            ended=self._ended,
        )

    def _kept_serial(self) -> str:
        """The choice made before stands while the account stays the same."""
        settings, entry = self._counter.settings, self.fields.entry
        remote = settings.device.known_kind is DeviceKind.REMOTE
        same = remote and settings.remote == entry.remote and not entry.typed.user_id
        return settings.device.certificate if same else ""

    def _begin(self, text: str) -> None:
        self.banner.hide()
        self.busy.start(text, can_stop=False)
        for each in (self.test, self.save):
            each.setEnabled(False)

    def _ended(self) -> None:
        self.busy.finish()
        for each in (self.test, self.save):
            each.setEnabled(True)

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(error)
        bring_into_view(self.banner)
        self.fields.show_missing(str(error.facts.get("missing", "")))

    def _show_found(self, entry: RemoteEntry, found: Found) -> None:
        self._tried = entry
        self.found.show_found(found, self._counter)
        bring_into_view(self.save)

    def _saved(self) -> None:
        self._show_kept()
        self.saved.emit()


def _tried(counter: Counter, entry: RemoteEntry) -> Found:
    secrets = _secrets(counter, entry)
    return judged(counter, try_account(entry.remote, secrets, counter.settings.signature))


def _secrets(counter: Counter, entry: RemoteEntry) -> RemoteSecrets:
    before, sealed = counter.settings.remote, counter.remote_secrets
    return whole_secrets(entry, kept_for(entry, before=before, sealed=sealed))


def _use(counter: Counter, entry: RemoteEntry, serial: str) -> None:
    """Runs on the token lane, where the device is let go of."""
    settings = counter.settings
    secrets = _secrets(counter, entry)
    require_usable(entry.remote, secrets, settings.signature)
    keep_account(
        counter.remote_secrets, secrets, service=entry.remote.service,
        audit=AuditLog(counter.store),
    )  # fmt: skip
    device = DeviceSettings(DeviceKind.REMOTE.value, settings.device.file, serial)
    change_device(counter, replace(settings, remote=entry.remote, device=device))
