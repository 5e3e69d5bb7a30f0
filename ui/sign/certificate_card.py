"""Which device and whose key will sign, until when it is valid, and the state of its PIN."""

from datetime import datetime

from app.domain.working_time import VIETNAM
from signing.device import PinState
from ui.device_words import device_name
from ui.icons import Icon
from ui.messages import message
from ui.theme import Tone
from ui.token_watch import TokenInside, TokenStatus
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.text import Paragraph, Pill, Role, label

_SOON_DAYS = 30
_PIN = {
    PinState.LOW: "Mã PIN đã bị nhập sai trước đó.",
    PinState.FINAL_TRY: "Chỉ còn một lần nhập PIN: sai lần nữa token sẽ bị khóa.",
    PinState.LOCKED: "Token đã bị khóa PIN. Liên hệ nơi cấp để mở khóa.",
}


class CertificateCard(Card):
    """``inside`` is what will be used, None while there is none; ``again`` asks anew."""

    def __init__(self) -> None:
        super().__init__("Chứng thư số")
        self.inside: TokenInside | None = None
        self._owner = label("", Role.SUBHEADING)
        self._owner.setWordWrap(True)
        self._facts = Paragraph("", Role.MUTED)
        self._state = Pill()
        self._warning = Paragraph("", Role.WARN)
        self.again = button("Thử lại", Kind.QUIET, Icon.REFRESH)
        for widget in (self._owner, self._facts, self._state, self._warning, self.again):
            self.body.addWidget(widget)
        self.show_status(TokenStatus(), label="", now=datetime.now(VIETNAM))

    def show_status(self, status: TokenStatus, *, label: str, now: datetime) -> None:
        """Choose the token labelled ``label``, else the only one present."""
        fitting = [each for each in status.tokens if not label or each.token.label == label]
        self.inside = fitting[0] if len(fitting) == 1 else None
        self._warning.hide()
        self._state.hide()
        self.again.setVisible(status.error is not None)
        if self.inside is not None and self.inside.sealed:
            self._owner.setText(device_name(self.inside.token))
            self._facts.setText("Nhập mật khẩu của tệp khi ký để đọc chứng thư số trong tệp.")
            return
        if self.inside is None or self.inside.latest is None:
            self._show_absent(status, len(fitting))
            return
        certificate, token = self.inside.latest, self.inside.token
        days = (certificate.not_after - now).days
        until = certificate.not_after.astimezone(VIETNAM).strftime("%d/%m/%Y")
        issuer = certificate.issuer.rpartition("CN=")[2]
        self._owner.setText(certificate.common_name)
        self._facts.setText(f"{device_name(token)}\nCA phát hành: {issuer}\nHạn: {until}")
        self._state.show_state(
            f"Còn {days} ngày" if days >= 0 else "Đã hết hạn",
            Tone.OK if days > _SOON_DAYS else Tone.WARN if days >= 0 else Tone.BAD,
        )
        self._state.show()
        warning = _PIN.get(token.pin, "")
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))

    def _show_absent(self, status: TokenStatus, fitting: int) -> None:
        if not status.asked:
            self._owner.setText("Đang tìm token…")
            self._facts.setText("")
        elif status.error is not None:
            said = message(status.error)
            self._owner.setText(said.heading)
            self._facts.setText(f"{said.sentence}\n{said.next_step}")
        elif fitting > 1:
            self._owner.setText("Có nhiều token cùng cắm")
            self._facts.setText("Chọn token trong Cấu hình, hoặc rút bớt token.")
        else:
            self._owner.setText("Chưa cắm token")
            self._facts.setText("Cắm USB token của anh/chị, chương trình sẽ tự nhận.")
