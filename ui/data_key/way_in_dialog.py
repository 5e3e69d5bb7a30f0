"""What is asked for when the data do not open by themselves."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, Code
from app.operations.way_in import WayIn, newest_backup
from app.paths import Profile
from app.store.backups import Backup
from app.store.restoring import shown_day
from ui.messages import message
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.form_field import FormField
from ui.widgets.secret_field import SecretField
from ui.widgets.start_failed import show_start_failed
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 520
_NEW = frozenset({Code.PASSPHRASE_NOT_SET, Code.PASSPHRASE_SHORT})
_KNOWN = frozenset({Code.PASSPHRASE_REQUIRED, Code.PASSPHRASE_WRONG})
_BY_CODE = frozenset(
    {
        Code.KEY_LOST,
        Code.KEYRING_FAILED,
        Code.RECOVERY_CODE_MALFORMED,
        Code.RECOVERY_CODE_WRONG,
    }
)
_ASKED = _NEW | _KNOWN | _BY_CODE | {Code.RESTORE_UNFINISHED}
_BY_BACKUP = frozenset({Code.KEYS_DAMAGED, Code.DATABASE_DAMAGED})


class WayInDialog(QDialog):
    """One question for one situation; ``way`` is what the officer gave, None when she gave up."""

    def __init__(
        self, error: AppError, before: WayIn, backup: Backup | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Quầy Một Cửa")
        self.way: WayIn | None = None
        self._before = before
        self._act: Callable[[], None] = self.reject
        self.first = SecretField(self.tr("Mật khẩu mở dữ liệu"))
        self.second = SecretField(self.tr("Nhập lại mật khẩu"))
        self.code = QLineEdit()
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self._code = FormField(
            self.tr("Mã khôi phục"), self.code, self.tr("Viết hoa hay thường, có gạch hay không.")
        )
        self.action = button("", Kind.PRIMARY)
        self.action.setDefault(True)
        self.action.clicked.connect(self._go)
        self.other, self.leave = button("", Kind.QUIET), button(self.tr("Thoát"))
        self.leave.clicked.connect(self.reject)
        self._lay_out(error)
        self._ask(error.code, backup)
        for line in (self.first.line, self.second.line, self.code):
            line.textChanged.connect(lambda _: self._refresh())
        fit_height(self, _WIDTH)

    def _lay_out(self, error: AppError) -> None:
        said = message(error)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(said.heading, Role.HEADING))
        column.addWidget(Paragraph(f"{said.sentence} {said.next_step}"))
        for each in (self.first, self.second, self._code):
            column.addWidget(each)
            each.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.other)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.action)
        for quiet in (self.other, self.leave):
            quiet.setAutoDefault(False)
        self.other.hide()
        column.addSpacing(8)
        column.addLayout(row)

    def _ask(self, code: Code, backup: Backup | None) -> None:
        if code in _NEW:
            self._show(self.tr("Đặt mật khẩu"), self._take_new, self.first, self.second)
        elif code in _KNOWN:
            self._show(self.tr("Mở dữ liệu"), self._take_known, self.first)
            self._offer(self.tr("Quên mật khẩu, dùng mã khôi phục"), self._forgot)
        elif code in _BY_CODE:
            self._ask_code()
            if code is Code.KEYRING_FAILED:
                self._offer(self.tr("Thử lại"), lambda: self._take(self._before))
        elif code is Code.RESTORE_UNFINISHED:
            again = replace(self._before, restore=False, give_up_restoring=False)
            self._show(self.tr("Thử lại"), lambda: self._take(again))
            self._offer(
                self.tr("Bỏ khôi phục, dùng dữ liệu đang có"),
                lambda: self._take(replace(again, give_up_restoring=True)),
            )
        elif backup is not None:
            text = self.tr("Khôi phục bản sao lưu lúc {}").format(shown_day(backup))
            self._show(text, lambda: self._take(replace(self._before, restore=True)))

    def _ask_code(self) -> None:
        self._show(self.tr("Mở dữ liệu"), self._take_code, self._code)

    def _forgot(self) -> None:
        self.first.hide()
        self.other.hide()
        self._ask_code()
        fit_height(self, _WIDTH)

    def _go(self) -> None:
        self._act()

    def _show(self, text: str, act: Callable[[], None], *fields: FormField) -> None:
        self.action.setText(text)
        self._act = act
        for each in fields:
            each.show()
        (fields[0].editor if fields else self.action).setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()

    def _offer(self, text: str, act: Callable[[], None]) -> None:
        self.other.setText(text)
        self.other.clicked.connect(act)
        self.other.show()

    def _refresh(self) -> None:
        asked = (
            (self.first, self.first.line), (self.second, self.second.line), (self._code, self.code)
        )  # fmt: skip
        self.action.setEnabled(all(line.text() for each, line in asked if not each.isHidden()))

    def _take_new(self) -> None:
        if self.first.line.text() != self.second.line.text():
            self.second.set_error(self.tr("Hai lần nhập chưa giống nhau."))
            fit_height(self, _WIDTH)
            return
        self._take(replace(self._before, passphrase=self.first.line.text()))

    def _take_known(self) -> None:
        self._take(replace(self._before, passphrase=self.first.line.text()))

    def _take_code(self) -> None:
        self._take(replace(self._before, recovery_code=self.code.text(), passphrase=""))

    def _take(self, way: WayIn) -> None:
        self.way = way
        self.accept()


def ask_way_in(error: AppError, before: WayIn, profile: Profile, parent: QWidget) -> WayIn | None:
    """What the officer gives so that the data open; None when nothing helps, or she gives up."""
    backup = newest_backup(profile) if error.code in _BY_BACKUP else None
    if error.code not in _ASKED and backup is None:
        show_start_failed(error, parent)
        return None
    dialog = WayInDialog(error, before, backup, parent)
    dialog.exec()
    dialog.deleteLater()
    return dialog.way
