"""Setting the unlock password, or another one."""

from enum import Enum

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError, Code
from app.operations.unlock import SHORTEST, check_unlock_password, set_unlock_password
from ui.background import run
from ui.messages import message
from ui.services import Services
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 480


class Choice(Enum):
    """How the dialog ended."""

    SET = "set"
    WITHOUT = "without"
    """The officer goes on without a password."""
    CANCELLED = "cancelled"


class UnlockPasswordDialog(QDialog):
    """Asks for the password in use before it takes another, unless the officer has just signed in
    at the province.
    """

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        *,
        action: str,
        without: str = "",
        ask_current: bool = False,
    ) -> None:
        """``action`` names the button that sets the password, ``without`` one that goes on with
        none; there is no such button when it is empty.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Mật khẩu mở khóa"))
        self._counter = services.counter
        self.choice = Choice.CANCELLED
        self.banner = Banner()
        self.current = SecretField(self.tr("Mật khẩu đang dùng"))
        self.current.setVisible(ask_current)
        self.first = SecretField(
            self.tr("Mật khẩu mới"), self.tr("Ít nhất {} ký tự.").format(SHORTEST)
        )
        self.second = SecretField(self.tr("Nhập lại mật khẩu mới"))
        self.set = button(action, Kind.PRIMARY)
        self.set.setDefault(True)
        self.set.clicked.connect(self._check)
        self.without = button(without or self.tr("Hủy"))
        self.without.setAutoDefault(False)
        self.without.clicked.connect(self._go_without if without else self.reject)
        for each in (self.current, self.first, self.second):
            each.line.textChanged.connect(lambda _: self._refresh())
        self._lay_out()
        (self.current if ask_current else self.first).line.setFocus()
        self._refresh()
        fit_height(self, _WIDTH)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Đặt mật khẩu mở khóa"), Role.HEADING))
        column.addWidget(
            Paragraph(
                self.tr(
                    "Mật khẩu này chỉ mở khóa chương trình trên máy này, kể cả khi mất mạng. "
                    "Đừng dùng lại mã PIN của token hay mật khẩu tài khoản của tỉnh."
                )
            )
        )
        column.addWidget(self.banner)
        for each in (self.current, self.first, self.second):
            column.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.without)
        row.addWidget(self.set)
        column.addLayout(row)

    def _refresh(self) -> None:
        asked = (self.current, self.first, self.second)
        self.set.setEnabled(all(each.line.text() for each in asked if not each.isHidden()))

    def _go_without(self) -> None:
        self.choice = Choice.WITHOUT
        self.accept()

    def _check(self) -> None:
        first, second = self.first.line.text(), self.second.line.text()
        self.first.set_error("")
        self.second.set_error("")
        if len(first) < SHORTEST:
            short = message(AppError(Code.UNLOCK_PASSWORD_SHORT, count=SHORTEST))
            self.first.set_error(short.next_step)
        elif first != second:
            self.second.set_error(self.tr("Hai lần nhập chưa giống nhau."))
        else:
            self._keep(first)
        fit_height(self, _WIDTH)

    def _keep(self, password: str) -> None:
        current = "" if self.current.isHidden() else self.current.line.text()
        self.banner.hide()
        self.set.setEnabled(False)
        run(
            self._counter.files_lane,
            self._work,
            current,
            password,
            owner=self,
            done=lambda _: self._done(),
            failed=self._failed,
            ended=self._refresh,
        )

    def _work(self, current: str, password: str) -> None:
        counter = self._counter
        officer = counter.officer()
        if officer is None:
            raise AppError(Code.SIGN_IN_REQUIRED)
        store, secret, now = counter.store, counter.unlock_secret, counter.now()
        if current:
            check_unlock_password(
                store=store, secret=secret, account=officer.account, password=current, now=now
            )
        set_unlock_password(
            store=store, secret=secret, account=officer.account, password=password, now=now
        )

    def _done(self) -> None:
        self.choice = Choice.SET
        self.accept()

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(error)
        fit_height(self, _WIDTH)


def ask_unlock_password(
    services: Services,
    parent: QWidget,
    *,
    action: str,
    without: str = "",
    ask_current: bool = False,
) -> Choice:
    """Let the officer set the unlock password."""
    dialog = UnlockPasswordDialog(
        services, parent, action=action, without=without, ask_current=ask_current
    )
    dialog.exec()
    dialog.deleteLater()
    return dialog.choice
