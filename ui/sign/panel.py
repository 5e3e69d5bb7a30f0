"""The right side of the screen Ký số: certificate, profile, level, and what can be done."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icon
from ui.sign.certificate_card import CertificateCard
from ui.widgets.buttons import Kind
from ui.widgets.card import Card, scrolled
from ui.widgets.keyed import keyed_button, name_button
from ui.widgets.text import Paragraph, Role

_WIDTH = 304
_PROFILE = (
    "Thông tư 01/2023/TT-VPCP: chữ ký số cá nhân, góc trên bên trái trang đầu, "
    "tên người sao chụp và thời gian."
)
_LEVELS = {
    "B-B": "Mức chữ ký: B-B, không có dấu thời gian.",
    "B-T": "Mức chữ ký: B-T, có dấu thời gian.",
    "B-LT": "Mức chữ ký: B-LT, có dấu thời gian và dữ liệu xác thực.",
    "B-LTA": "Mức chữ ký: B-LTA, lưu trữ lâu dài.",
}
_NO_SERVICE = "Mức chữ ký: B-B, chưa có dấu thời gian vì Cấu hình chưa có địa chỉ dịch vụ cấp dấu."


class SignPanel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.certificate = CertificateCard()
        self.sign = keyed_button(self.tr("Ký số"), "F8", Icon.SIGN, Kind.PRIMARY)
        self.verify = keyed_button(self.tr("Xác thực"), "F9", Icon.CHECK)
        self._level = Paragraph("", Role.MUTED)
        self._profile = Card(self.tr("Số hóa giấy tờ"))
        for widget in (Paragraph(_PROFILE, Role.MUTED), self._level):
            self._profile.body.addWidget(widget)
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(12)
        for card in (self.certificate, self._profile):
            stack.addWidget(card)
        stack.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(upper), 1)
        column.addWidget(self.verify)
        column.addWidget(self.sign)
        self.setFixedWidth(_WIDTH)

    def show_level(self, wanted: str, *, time_stamps: bool) -> None:
        """Say which level is wanted, and why not a higher one where no service is set."""
        self._level.setText(_LEVELS[wanted] if time_stamps else _NO_SERVICE)

    def show_paper(self, *, signed: bool) -> None:
        """Another paper is in view; a stamp that is in the file cannot be placed any more."""
        self._profile.setVisible(not signed)

    def show_number(self, number: int) -> None:
        """How many papers F8 would sign."""
        text = self.tr("Ký {} giấy tờ").format(number) if number else self.tr("Ký số")
        name_button(self.sign, text, "F8")
