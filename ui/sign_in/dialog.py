"""The sign-in dialog: opens the browser, waits, can be cancelled, says what went wrong."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.officer import Officer
from app.errors import AppError
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.sign_in.browser_sign_in import BrowserSignIn
from ui.sign_in.incomplete_account import IncompleteAccount
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 480


class _Step(IntEnum):
    INVITE = 0
    WAIT = 1
    INCOMPLETE = 2


def open_in_browser(url: str) -> bool:
    """Whether the system has a browser that took ``url``."""
    return QDesktopServices.openUrl(QUrl(url))


class SignInDialog(QDialog):
    """Accepted once the province has said who the officer is.

    What the account lacks is said before; ``officer`` is set by then.
    """

    def __init__(
        self,
        services: Services,
        parent: QWidget | None = None,
        open_url: Callable[[str], bool] = open_in_browser,
        *,
        unlocks: Officer | None = None,
    ) -> None:
        """``unlocks`` is who works at a window that the sign-in opens again."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Đăng nhập"))
        self._lane = services.province_lane
        self._counter, self._open_url, self._unlocks = services.counter, open_url, unlocks
        self._sign_in: BrowserSignIn | None = None
        self._url = ""
        self.officer: Officer | None = None
        self.banner = Banner()
        self.begin = button(self.tr("Mở trình duyệt để đăng nhập"), Kind.PRIMARY, Icon.EXTERNAL)
        self.begin.setDefault(True)
        self.begin.clicked.connect(self._begin)
        self.busy = BusyRow()
        self.busy.cancelled.connect(self._cancel)
        self.copy = button(self.tr("Sao chép địa chỉ đăng nhập"), Kind.QUIET, Icon.COPY)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._url))
        self._steps = QStackedWidget()
        self._steps.addWidget(self._invitation())
        self._steps.addWidget(self._waiting())
        self.incomplete = IncompleteAccount()
        self.incomplete.understood.connect(self.accept)
        self._steps.addWidget(self.incomplete)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Đăng nhập hệ thống của tỉnh"), Role.HEADING))
        column.addWidget(self.banner)
        column.addWidget(self._steps, 1)
        self.begin.setFocus()
        fit_height(self, _WIDTH)

    def reject(self) -> None:
        if self.officer is not None:
            self.accept()
            return
        self._cancel()
        super().reject()

    def _invitation(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        password = self.tr("Mật khẩu chỉ nhập trên trang của tỉnh, chương trình này không thấy.")
        without = self.tr("Khi chưa đăng nhập, vẫn quét, ký và tiếp nhận được; hồ sơ chờ gửi sau.")
        unlocked = self.tr("Đăng nhập xong, cửa sổ sẽ mở khóa.")
        second = without if self._unlocks is None else unlocked
        column.addWidget(Paragraph(f"{password} {second}"))
        column.addStretch(1)
        later = button(self.tr("Để sau"))
        later.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(later)
        row.addWidget(self.begin)
        column.addLayout(row)
        return made

    def _waiting(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            Paragraph(
                self.tr(
                    "Đăng nhập trong cửa sổ trình duyệt vừa mở rồi quay lại đây. "
                    "Nếu trình duyệt không hiện ra, hãy sao chép địa chỉ và dán vào trình duyệt."
                )
            )
        )
        column.addWidget(self.busy)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        column.addLayout(row)
        return made

    def _begin(self) -> None:
        self.banner.hide()
        self._sign_in = sign_in = BrowserSignIn(self._counter, unlocks=self._unlocks)
        self._steps.setCurrentIndex(_Step.WAIT)
        self.copy.setEnabled(False)
        self.busy.start(self.tr("Đang kết nối tỉnh…"))
        run(
            self._lane,
            sign_in.run,
            owner=self,
            progress=self._opened,
            done=self._signed_in,
            failed=self._failed,
            ended=lambda: self._ended(sign_in),
        )

    def _opened(self, url: str) -> None:
        self._url = url
        self.copy.setEnabled(True)
        self.busy.start(self.tr("Đang chờ đăng nhập…"))
        self._open_url(url)

    def _cancel(self) -> None:
        if self._sign_in is not None:
            self._sign_in.cancel()

    def _signed_in(self, officer: Officer) -> None:
        self.officer = officer
        if officer.missing:
            self.incomplete.say(officer)
        else:
            self.accept()

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(error)
        fit_height(self, _WIDTH)

    def _ended(self, sign_in: BrowserSignIn) -> None:
        if self._sign_in is sign_in:
            self._sign_in = None
            self.busy.finish()
            known = self.officer is not None
            self._steps.setCurrentIndex(_Step.INCOMPLETE if known else _Step.INVITE)
            if known:
                self.incomplete.button.setFocus()
                fit_height(self, _WIDTH)
