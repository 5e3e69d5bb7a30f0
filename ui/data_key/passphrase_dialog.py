"""Another passphrase for the data of a machine without a keyring."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter
from app.domain.audit import Act
from app.errors import AppError, Code
from app.operations.write_audit import AuditLog
from app.sealing.profile_keys import SHORTEST_PASSPHRASE
from ui.background import run
from ui.messages import message
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 480


class PassphraseDialog(QDialog):
    """Accepted once the new passphrase is the one that opens the data."""

    def __init__(self, counter: Counter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Mật khẩu mở dữ liệu"))
        self._counter = counter
        self.old = SecretField(self.tr("Mật khẩu đang dùng"))
        self.first = SecretField(
            self.tr("Mật khẩu mới"), self.tr("Ít nhất {} ký tự.").format(SHORTEST_PASSPHRASE)
        )
        self.second = SecretField(self.tr("Nhập lại mật khẩu mới"))
        self.change = button(self.tr("Đổi mật khẩu"), Kind.PRIMARY)
        self.change.setDefault(True)
        self.change.clicked.connect(self._check)
        self.cancel = button(self.tr("Hủy"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        for each in self._fields:
            each.line.textChanged.connect(lambda _: self._refresh())
        self.old.line.setFocus()
        self._refresh()
        fit_height(self, _WIDTH)

    @property
    def _fields(self) -> tuple[SecretField, ...]:
        return self.old, self.first, self.second

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Đổi mật khẩu mở dữ liệu"), Role.HEADING))
        text = self.tr(
            "Chương trình hỏi mật khẩu này mỗi khi mở. Bản sao lưu đã có vẫn mở bằng mật khẩu cũ; "
            "nếu mật khẩu cũ bị lộ, hãy bấm Đổi khóa rồi xóa các bản đó."
        )
        column.addWidget(Paragraph(text))
        for each in self._fields:
            column.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.change)
        column.addSpacing(8)
        column.addLayout(row)

    def _refresh(self) -> None:
        self.change.setEnabled(all(each.line.text() for each in self._fields))

    def _check(self) -> None:
        for each in self._fields:
            each.set_error("")
        if self.first.line.text() != self.second.line.text():
            self.second.set_error(self.tr("Hai lần nhập chưa giống nhau."))
            fit_height(self, _WIDTH)
            return
        self.change.setEnabled(False)
        self.cancel.setEnabled(False)
        run(
            self._counter.files_lane, self._work, self.old.line.text(), self.first.line.text(),
            owner=self, done=lambda _: self.accept(), failed=self._failed, ended=self._ended,
        )  # fmt: skip

    def _work(self, old: str, new: str) -> None:
        self._counter.key.file.change_passphrase(old, new)
        AuditLog(self._counter.store).note(Act.PASSPHRASE_CHANGED)

    def _ended(self) -> None:
        self.cancel.setEnabled(True)
        self._refresh()

    def reject(self) -> None:
        """Not while it is being changed: whoever left would not know which one counts."""
        if self.cancel.isEnabled():
            super().reject()

    def _failed(self, error: AppError) -> None:
        said = message(error)
        field = self.first if error.code is Code.PASSPHRASE_SHORT else self.old
        field.set_error(f"{said.sentence} {said.next_step}")
        field.line.setFocus()
        field.line.selectAll()
        fit_height(self, _WIDTH)
