"""The key of the data: where it lies, a new recovery code, another key, another passphrase."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout

from app.sealing.slots import SlotKind
from ui.data_key.passphrase_dialog import PassphraseDialog
from ui.data_key.recovery_dialog import offer_recovery_code
from ui.icons import Icon
from ui.services import Services
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.text import Paragraph


class DataKeyCard(Card):
    reopen_wanted = Signal()
    saved = Signal()

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
        self.passphrase = button(self.tr("Đổi mật khẩu mở dữ liệu"), Kind.QUIET)
        self.passphrase.clicked.connect(self._new_passphrase)
        row = QHBoxLayout()
        row.setSpacing(8)
        for each in (self.code, self.rotate, self.passphrase):
            row.addWidget(each)
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
        self.passphrase.setVisible(file.way is SlotKind.PASSPHRASE)
        spare = (
            self.tr("Đã có mã khôi phục.")
            if file.has_recovery_code
            else self.tr("Chưa có mã khôi phục: đổi máy hoặc cài lại máy là mất dữ liệu chưa gửi.")
        )
        self._state.setText(f"{where} {spare}")

    def _new_code(self) -> None:
        offer_recovery_code(self._counter, self)
        self._show()

    def _new_passphrase(self) -> None:
        dialog = PassphraseDialog(self._counter, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.saved.emit()
        dialog.deleteLater()

    def _rotate(self) -> None:
        if offer_recovery_code(self._counter, self, rotates=True):
            self.reopen_wanted.emit()
