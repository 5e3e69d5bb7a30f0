"""The right side of the screen Ký số: certificate, profile, level, and what can be done."""

from datetime import datetime

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.counter import Counter
from app.settings import Settings
from ui.icons import Icon
from ui.sign.certificate_card import CertificateCard
from ui.sign.profile_card import ProfileCard
from ui.sign.token_choice import fitting_tokens
from ui.sign.waiting import WaitingRow
from ui.token_watch import TokenStatus
from ui.widgets.buttons import Kind
from ui.widgets.card import scrolled
from ui.widgets.keyed import keyed_button, name_button
from ui.widgets.text import Paragraph, Role

_WIDTH = 304
_LEVELS = {
    "B-B": "Mức chữ ký: B-B, không có dấu thời gian.",
    "B-T": "Mức chữ ký: B-T, có dấu thời gian.",
    "B-LT": "Mức chữ ký: B-LT, có dấu thời gian và dữ liệu xác thực.",
    "B-LTA": "Mức chữ ký: B-LTA, lưu trữ lâu dài.",
}
_NO_SERVICE = "Mức chữ ký: B-B, chưa có dấu thời gian vì Cấu hình chưa có địa chỉ dịch vụ cấp dấu."


class SignPanel(QWidget):
    def __init__(self, counter: Counter, memory: QSettings) -> None:
        super().__init__()
        self.certificate = CertificateCard()
        self.sign = keyed_button(self.tr("Ký số"), "F8", Icon.SIGN, Kind.PRIMARY)
        self.verify = keyed_button(self.tr("Xác thực"), "F9", Icon.CHECK)
        self._level = Paragraph("", Role.MUTED)
        self.profile = ProfileCard(counter, memory)
        self.profile.body.addWidget(self._level)
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(12)
        for card in (self.certificate, self.profile):
            stack.addWidget(card)
        stack.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(upper), 1)
        column.addWidget(self.verify)
        column.addWidget(self.sign)
        self.setFixedWidth(_WIDTH)

    def show_token(self, status: TokenStatus, settings: Settings, now: datetime) -> None:
        """Say whose key will sign, and at which level."""
        holder = self.profile.profile.holder
        fitting, label = fitting_tokens(holder, status, settings.token_label)
        self.certificate.show_status(fitting, label=label, now=now, holder=holder)
        chosen = settings.trust
        self.show_level(chosen.wanted_level, time_stamps=bool(chosen.tsa_url))

    def show_level(self, wanted: str, *, time_stamps: bool) -> None:
        """Say which level is wanted, and why not a higher one where no service is set."""
        self._level.setText(_LEVELS[wanted] if time_stamps else _NO_SERVICE)

    def show_work(self, row: WaitingRow | None, number: int, *, running: bool) -> None:
        """``row`` is in view, and F8 would sign ``number`` papers."""
        text = self.tr("Ký {} giấy tờ").format(number) if number else self.tr("Ký số")
        name_button(self.sign, text, "F8")
        inside = self.certificate.inside
        ready = bool(number) and inside is not None and inside.usable
        self.sign.setEnabled(ready and not running)
        self.profile.setEnabled(not running)
        self.profile.say_trouble(row.refused if row else None)
        self.verify.setEnabled(row is not None and row.document.may_be_verified and not running)
