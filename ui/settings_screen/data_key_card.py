"""The key of the data: where it lies, a new recovery code, another key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.sealing.slots import SlotKind
from ui.data_key.recovery_dialog import offer_recovery_code
from ui.icons import Icon
from ui.services import Services
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.text import Paragraph


class DataKeyCard(Card):
    reopen_wanted = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(self.tr("Mã hóa dữ liệu"))
        self._counter = services.counter
        self._state = Paragraph()
        self.code = button(self.tr("Tạo mã khôi phục mới"), Kind.SECONDARY, Icon.PRINT)
        self.code.clicked.connect(self._new_code)
        self.rotate = button(self.tr("Đổi khóa"), Kind.QUIET, Icon.KEY)
        self.rotate.setToolTip(
            self.tr("Mã hóa lại toàn bộ dữ liệu, khi nghi khóa hoặc mã khôi phục bị lộ")
        )
        self.rotate.clicked.connect(self._rotate)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.code)
        row.addWidget(self.rotate)
        row.addStretch(1)
        self.body.addWidget(self._state)
        self.body.addLayout(row)
        self._show()

    def _show(self) -> None:
        file = self._counter.key.file
        by_keyring = file.way is SlotKind.KEYRING
        where = (
            self.tr("Khóa nằm trong kho khóa của máy.")
            if by_keyring
            else self.tr("Mở bằng mật khẩu mở dữ liệu, hỏi một lần mỗi khi mở chương trình.")
        )
        spare = (
            self.tr("Đã có mã khôi phục.")
            if file.has_recovery_code
            else self.tr("Chưa có mã khôi phục: đổi máy hoặc cài lại máy là mất dữ liệu chưa gửi.")
        )
        self._state.setText(f"{where} {spare}")

    def _new_code(self) -> None:
        offer_recovery_code(self._counter, self)
        self._show()

    def _rotate(self) -> None:
        if offer_recovery_code(self._counter, self, rotates=True):
            self.reopen_wanted.emit()
