"""Locks the window and opens it; decides when (docs/decisions/006)."""

import logging

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.audit import Act
from app.errors import AppError
from app.operations.unlock import unlock
from app.operations.write_audit import AuditLog
from app.settings import DeviceKind
from sync.state import LineState
from ui.background import run
from ui.lock.idle import IdleWatch
from ui.lock.page import LockPage
from ui.lock.password_dialog import Choice, ask_unlock_password
from ui.lock.reason import LockReason, reason_text
from ui.lock.strangers import Strangers
from ui.main_window import MainWindow
from ui.messages import Message
from ui.own_certificate import own_tokens
from ui.services import Services
from ui.theme import Tone
from ui.token_watch import TokenStatus

_log = logging.getLogger(__name__)
LOCKED = "locked"
"""In ``Services.memory`` while the window is locked: ending the program does not open it."""


class WindowLock(QObject):
    """One for the window. Lanes, delivery and watches know nothing of it and go on."""

    def __init__(
        self,
        services: Services,
        window: MainWindow,
        application: QApplication,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._counter = services, services.counter
        self._window, self._application = window, application
        self.page = LockPage()
        self._strangers = Strangers(window, self.page, self)
        self.idle = IdleWatch(lambda: self._counter.settings.lock.idle_minutes, self._counter.now)
        self.idle.setParent(self)
        self._seen = TokenStatus()
        self.idle.went_idle.connect(lambda: self.lock(LockReason.IDLE))
        self.idle.lock_key.connect(self.lock_by_hand)
        services.token_watch.changed.connect(self.tokens_changed)
        self.page.password_given.connect(self._try)
        self.page.sign_in_wanted.connect(self._sign_in)
        self.tokens_changed(services.token_watch.status)

    @property
    def locked(self) -> bool:
        return self._window.covered

    def watch(self) -> None:
        """Begin to count idle minutes."""
        self.idle.start(self._application)

    def stop(self) -> None:
        """The window is closed for good; it stays locked for the next run."""
        self._strangers.let_in(self._application)
        self.idle.stop()

    def lock(self, reason: LockReason) -> None:
        """Cover the window, unless nobody could open it again.

        By itself it locks only with a way back: an unlock password, or a province that answers.
        """
        if self.locked or self._counter.officer() is None:
            return
        if reason is not LockReason.BY_HAND and not self._way_back():
            return
        now = self._counter.now()
        minutes = self._counter.settings.lock.idle_minutes
        self._services.memory.setValue(LOCKED, True)
        self._services.memory.sync()
        self._window.cover(self.page)
        self._strangers.shut_out(self._application)
        self.page.show_lock(
            self._counter.officer(),
            reason_text(reason, now, now, minutes),
            with_password=self._counter.unlock_secret.kept,
        )
        run(
            self._counter.files_lane, AuditLog(self._counter.store).note, Act.LOCKED,
            why=reason.value, owner=self, done=lambda _: None, failed=_not_told,
        )  # fmt: skip

    def lock_by_hand(self) -> None:
        """Ctrl+L: at the first time a password is offered."""
        if self.locked:
            return
        if self._counter.officer() is None:
            self._say_nobody_is_signed_in()
            return
        if not self._counter.unlock_secret.kept:
            choice = self._offer(self.tr("Đặt và khóa"), self.tr("Khóa mà không đặt"))
            if choice is Choice.CANCELLED:
                return
        self.lock(LockReason.BY_HAND)

    def offer_password(self) -> None:
        """After a sign-in, once a person: whoever says no finds it in Cấu hình."""
        officer = self._counter.officer()
        if officer is None or self._counter.unlock_secret.kept:
            return
        asked = f"unlock_offered/{officer.account}"
        if not self._services.memory.value(asked, False, bool):
            self._services.memory.setValue(asked, True)
            self._offer(self.tr("Đặt mật khẩu"), self.tr("Để sau"))

    def _offer(self, action: str, without: str) -> Choice:
        return ask_unlock_password(self._services, self._window, action=action, without=without)

    def _way_back(self) -> bool:
        down = self._services.sync_watch.state.line is LineState.DOWN
        at_province = bool(self._counter.settings.province.url) and not down
        return self._counter.unlock_secret.kept or at_province

    def tokens_changed(self, status: TokenStatus) -> None:
        if status.error is not None:
            return  # a driver that does not answer says nothing about the token
        before, self._seen = self._seen, status
        officer, settings = self._counter.officer(), self._counter.settings
        if officer is None or not settings.lock.when_token_leaves:
            return
        if settings.device.known_kind is not DeviceKind.TOKEN:
            return  # tokens are not looked for any more, which is no reason to lock
        present = {inside.token.serial for inside in status.tokens}
        if own_tokens(officer, before, settings.token_label) - present:
            self.lock(LockReason.TOKEN_GONE)

    # Opening it again

    def _try(self, password: str) -> None:
        self.page.show_busy(True)
        run(
            self._counter.files_lane,
            self._unlock,
            password,
            owner=self,
            done=lambda _: self._open(),
            failed=self.page.refuse,
            ended=lambda: self.page.show_busy(False),
        )

    def _unlock(self, password: str) -> None:
        counter = self._counter
        officer = counter.officer()
        account = officer.account if officer else ""
        unlock(
            store=counter.store, secret=counter.unlock_secret, account=account,
            password=password, now=counter.now(),
        )  # fmt: skip

    def _sign_in(self) -> None:
        from ui.sign_in.dialog import SignInDialog

        dialog = SignInDialog(self._services, self.page, unlocks=self._counter.officer())
        dialog.exec()
        dialog.deleteLater()
        if dialog.officer is not None:
            self._services.sync_watch.wake()
            self._open()
            # Once the window is back: the dialog belongs to it.
            QTimer.singleShot(0, self, self.offer_password)

    def _open(self) -> None:
        self._services.memory.remove(LOCKED)
        self._services.memory.sync()
        self._strangers.let_in(self._application)
        self._window.uncover()

    def _say_nobody_is_signed_in(self) -> None:
        if self._window.current is not None:
            words = Message(
                self.tr("Chưa khóa được"),
                self.tr("Chưa có ai đăng nhập nên khóa rồi sẽ không ai mở được."),
                self.tr("Đăng nhập rồi khóa lại."),
            )
            self._window.current.banner.say(words, Tone.INFO)


def _not_told(error: AppError) -> None:
    _log.warning("locking is not in the audit log: %s", error)
