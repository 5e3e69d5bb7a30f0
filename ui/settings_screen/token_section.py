"""Which tokens are plugged in, whose certificates they hold, and which drivers were given."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.working_time import VIETNAM
from app.settings import DeviceKind
from signing.device import Certificate
from ui.background import run
from ui.certificate_words import issuer_name
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.diagnosis import DiagnosisDialog
from ui.status_text import SOON_DAYS, token_text
from ui.theme import Tone
from ui.token_watch import TokenInside, TokenStatus
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider
from ui.widgets.text import Paragraph, Pill, Role, label


class TokenSection(QWidget):
    """Follows the token watch."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.banner = Banner()
        self.diagnose = button(self.tr("Chẩn đoán"), Kind.SECONDARY, Icon.HELP)
        self.diagnose.clicked.connect(self._diagnose)
        card = Card(self.tr("USB token"))
        card.head.addWidget(self.diagnose)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        card.body.addLayout(self._list)
        self._drivers = Paragraph()
        self.clear = button(self.tr("Bỏ các tệp đã thêm"), Kind.QUIET, Icon.DELETE)
        self.clear.clicked.connect(lambda: self._save(modules=()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(card)
        column.addWidget(self._driver_card())
        services.token_watch.changed.connect(self.show_status)
        self.show_status(services.token_watch.status)
        self._show_drivers()

    def _driver_card(self) -> Card:
        card = Card(self.tr("Trình điều khiển thêm"))
        card.body.addWidget(
            Paragraph(
                self.tr(
                    "Chương trình tự tìm các trình điều khiển quen thuộc. Chỉ thêm khi Chẩn đoán "
                    "không thấy token đang cắm."
                ),
                Role.MUTED,
            )
        )
        card.body.addWidget(self._drivers)
        add = button(self.tr("Thêm tệp trình điều khiển…"), Kind.QUIET, Icon.ADD)
        add.clicked.connect(self._add_driver)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(self.clear)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def show_status(self, status: TokenStatus) -> None:
        clear(self._list)
        tokens = [inside for inside in status.tokens if inside.token.plugged_in]
        if self._services.counter.settings.device.known_kind is not DeviceKind.TOKEN:
            self._list.addWidget(
                Paragraph(self.tr("Đang ký bằng thiết bị khác nên không tìm token."))
            )
        elif not tokens:
            # What another device showed last says nothing about tokens.
            seen = TokenStatus() if status.tokens else status
            self._list.addWidget(Paragraph(token_text(seen, self._services.counter.now()).tip))
        several = len(tokens) > 1
        for number, inside in enumerate(tokens):
            if number:
                self._list.addWidget(divider())
            self._list.addWidget(self._token(inside, several))

    def _token(self, inside: TokenInside, several: bool) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(label(inside.token.label, Role.SUBHEADING))
        head.addStretch(1)
        if several:
            head.addWidget(self._choice(inside.token.label))
        column.addLayout(head)
        where = f"{inside.token.maker} · {inside.token.module}"
        column.addWidget(Paragraph(where, Role.HINT))
        if not inside.certificates:
            column.addWidget(Paragraph(self.tr("Token không có chứng thư số ký được.")))
        for certificate in inside.certificates:
            column.addLayout(self._certificate(certificate))
        return made

    def _choice(self, name: str) -> QWidget:
        """Which of several tokens signs: a mark at the chosen one, a button at the others."""
        if name == self._services.counter.settings.token.label:
            return Pill(self.tr("Dùng để ký"), Tone.INFO)
        made = button(self.tr("Dùng token này để ký"), Kind.QUIET)
        made.clicked.connect(lambda: self._save(label=name))
        return made

    def _certificate(self, certificate: Certificate) -> QHBoxLayout:
        until = certificate.not_after.astimezone(VIETNAM)
        days = (certificate.not_after - self._services.counter.now()).days
        words = Paragraph(
            self.tr("{0} · nơi cấp: {1} · hiệu lực đến {2}").format(
                certificate.common_name, issuer_name(certificate.issuer), f"{until:%d/%m/%Y}"
            )
        )
        if days < 0:
            pill = Pill(self.tr("Đã hết hạn"), Tone.BAD)
        else:
            tone = Tone.WARN if days < SOON_DAYS else Tone.OK
            pill = Pill(self.tr("Còn {0} ngày").format(days), tone)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(words, 1)
        row.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_drivers(self) -> None:
        modules = self._services.counter.settings.token.modules
        self._drivers.setText("\n".join(modules))
        self._drivers.setVisible(bool(modules))
        self.clear.setVisible(bool(modules))

    def _diagnose(self) -> None:
        dialog = DiagnosisDialog(self._services, self)
        dialog.exec()
        dialog.deleteLater()

    def _add_driver(self) -> None:
        kinds = self.tr("Trình điều khiển (*.so *.dll);;Mọi tệp (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Tệp trình điều khiển"), "", kinds)
        if path:
            self._save(modules=(*self._services.counter.settings.token.modules, path))

    def _save(self, **chosen: object) -> None:
        """Replace the named fields of ``TokenSettings``."""
        counter = self._services.counter
        settings = counter.settings
        # On the token lane, since drivers are let go of there.
        run(
            counter.token_lane,
            counter.change_settings,
            replace(settings, token=replace(settings.token, **chosen)),
            owner=self,
            done=lambda _: self._saved(),
            failed=self.banner.show_error,
        )

    def _saved(self) -> None:
        self._show_drivers()
        self.show_status(self._services.token_watch.status)
        self.saved.emit()
