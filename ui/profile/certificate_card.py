"""Chứng thư số gắn với tài khoản: what the token watch sees of it."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout

from app.domain.officer import Officer
from ui.own_certificate import own_certificate
from ui.profile.lines import Lines
from ui.profile.words import certificate_lines, match_words, validity
from ui.token_watch import TokenStatus
from ui.widgets.card import Card
from ui.widgets.text import Paragraph, Pill, Role


class CertificateCard(Card):
    def __init__(self) -> None:
        super().__init__("Chứng thư số gắn với tài khoản")
        self.match, self.validity = Pill(), Pill()
        self.lines = Lines()
        self.nothing = Paragraph("", Role.MUTED)
        pills = QHBoxLayout()
        pills.setSpacing(8)
        pills.addWidget(self.match)
        pills.addWidget(self.validity)
        pills.addStretch(1)
        self.body.addLayout(pills)
        self.body.addWidget(self.lines)
        self.body.addWidget(self.nothing)

    def say(self, officer: Officer, status: TokenStatus, label: str, now: datetime) -> None:
        """``label`` is that of the token chosen for signing."""
        own = own_certificate(officer, status, label)
        for part in (self.match, self.validity, self.lines):
            part.setVisible(own is not None)
        self.nothing.setVisible(own is None)
        if own is None:
            self.nothing.setText(self._why_nothing(officer, asked=status.asked))
            return
        self.match.show_state(*match_words(own, officer))
        self.validity.show_state(*validity(own, now))
        self.lines.say(certificate_lines(own))

    def _why_nothing(self, officer: Officer, *, asked: bool) -> str:
        if not asked:
            return self.tr("Đang hỏi các trình điều khiển token.")
        told = self.tr(
            "Chưa thấy chứng thư của tài khoản này. Cắm token vào máy, hoặc mở Cấu hình, mục "
            "Thiết bị ký."
        )
        if not officer.certificate_serial:
            return told
        bound = self.tr("Tỉnh ghi nhận chứng thư có số sê-ri {}.")
        return f"{told} {bound.format(officer.certificate_serial.upper())}"
