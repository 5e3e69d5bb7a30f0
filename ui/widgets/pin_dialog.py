"""Asking for a PIN, a password or a one-time code, once, without keeping it."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError, Code
from signing.device import PinState, Unlock
from ui.device_words import SECRETS
from ui.icons import Icon
from ui.messages import Message, message
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role, label


class PinDialog(QDialog):
    """Warns before the last try; a locked token is said and not asked for."""

    def __init__(
        self,
        purpose: str,
        token: str,
        state: PinState,
        parent: QWidget | None = None,
        unlocked_by: Unlock = Unlock.PIN,
    ) -> None:
        """``purpose`` says what will be signed, ``token`` names device and owner."""
        super().__init__(parent)
        words = SECRETS[unlocked_by]
        self.setWindowTitle(words.heading)
        self._field = SecretField(words.field, words.hint)
        self._line = self._field.line
        self.warning = Banner()
        self.sign = button(self.tr("Ký số"), Kind.PRIMARY, Icon.SIGN)
        self.sign.setDefault(True)
        self.sign.setEnabled(False)
        self.sign.clicked.connect(self.accept)
        self.cancel = button(self.tr("Hủy"))
        self.cancel.clicked.connect(self.reject)
        self._line.textChanged.connect(lambda text: self.sign.setEnabled(bool(text)))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        self._heading = label(words.heading, Role.HEADING)
        column.addWidget(self._heading)
        column.addWidget(Paragraph(purpose))
        column.addWidget(Paragraph(token, Role.MUTED))
        column.addWidget(self.warning)
        column.addWidget(self._field)
        column.addLayout(row)
        self._show_state(state)
        fit_height(self, 460)

    def take_pin(self) -> str:
        """The PIN that was typed; the dialog forgets it."""
        return self._field.take()

    def _show_state(self, state: PinState) -> None:
        self._line.setFocus()
        if state is PinState.LOW:
            words = Message(
                self.tr("Mã PIN đã bị nhập sai trước đó"),
                self.tr("Chỉ còn ít lần thử nữa là token tự khóa."),
                self.tr("Tắt bộ gõ tiếng Việt rồi nhập thật chậm."),
            )
            self.warning.say(words, Tone.WARN)
        elif state is PinState.FINAL_TRY:
            words = Message(
                self.tr("Chỉ còn một lần thử"),
                self.tr("Nhập sai lần này, token sẽ bị khóa và không ký được gì."),
                self.tr("Nếu không nhớ chắc mã PIN, hãy bấm Hủy và hỏi nơi cấp chứng thư số."),
            )
            self.warning.say(words, Tone.BAD)
        elif state is PinState.LOCKED:
            locked = AppError(Code.PIN_LOCKED)
            self.setWindowTitle(message(locked).heading)
            self.warning.show_error(locked)
            for asking in (self._heading, self._field, self.sign):
                asking.hide()
            self.cancel.setText(self.tr("Đóng"))
            self.cancel.setDefault(True)
            self.cancel.setFocus()


def ask_pin(
    purpose: str, token: str, state: PinState, parent: QWidget, unlocked_by: Unlock = Unlock.PIN
) -> str | None:
    """What unlocks the key, None when the officer cancelled. Keep it in a local variable only."""
    dialog = PinDialog(purpose, token, state, parent, unlocked_by)
    try:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        pin = dialog.take_pin()
        return pin if accepted else None
    finally:
        dialog.deleteLater()
