"""The screen Trang cá nhân; it opens from the officer's name in the rail."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.officer import Officer
from app.store.changes import Changes, Topic
from ui.icons import Icon
from ui.profile.certificate_card import CertificateCard
from ui.profile.lines import Lines
from ui.profile.log_card import LogCard
from ui.profile.words import personal_lines
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.sign_in.incomplete_account import incomplete_account
from ui.theme import Tone
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, scrolled
from ui.widgets.confirm import confirm

_HEAD = 36
"""Height of a card's heading with or without a button beside it."""


class ProfileScreen(Screen):
    """Reads what the province told at the last sign-in; nothing can be changed here."""

    keys = (KeyLine("Ctrl+L", "Khóa chương trình"),)

    def __init__(self, services: Services) -> None:
        super().__init__("Trang cá nhân")
        self._services = services
        self._whole_number = False
        self.lock = button(self.tr("Khóa (Ctrl+L)"), Kind.SECONDARY, Icon.LOCK)
        self.lock.clicked.connect(lambda: self.wanted.emit("lock", None))
        self.again = button(self.tr("Đăng nhập lại"), Kind.SECONDARY, Icon.KEY)
        self.again.clicked.connect(lambda: self.wanted.emit("sign_in", None))
        self.out = button(self.tr("Đăng xuất"))
        self.out.clicked.connect(self._sign_out)
        for each in (self.lock, self.again, self.out):
            self.head.addWidget(each)
        self.lines = Lines()
        self.number = button(self.tr("Hiện số CCCD"), Kind.QUIET)
        self.number.clicked.connect(self._toggle_number)
        self.certificate, self.log = CertificateCard(), LogCard()
        self._read_through = scrolled(self._cards())
        self.body.addWidget(self._read_through, 1)
        services.store_signals.changed.connect(self._store_changed)
        services.token_watch.changed.connect(lambda _: self._read_if_seen())

    def enter(self, subject: object = None) -> None:  # noqa: ARG002
        self._whole_number = False
        self.read()
        # Not a button: a stray Space would press it.
        self._read_through.setFocus()

    def read(self) -> None:
        """Say everything anew."""
        counter = self._services.counter
        with counter.store.read() as work:
            officer, entries = work.facts.officer(), work.facts.attendance()
        self.log.say(entries)
        if officer is None:
            self.wanted.emit("desk", None)
            return
        self._show(officer)
        self.certificate.say(
            officer,
            self._services.token_watch.status,
            counter.settings.token_label,
            counter.now(),
        )

    def _show(self, officer: Officer) -> None:
        self.lines.say(personal_lines(officer, whole_number=self._whole_number))
        self.number.setVisible(bool(officer.identity_number))
        hide, show = self.tr("Ẩn số CCCD"), self.tr("Hiện số CCCD")
        self.number.setText(hide if self._whole_number else show)
        if officer.missing:
            self.banner.say(incomplete_account(officer), Tone.WARN)
        else:
            self.banner.hide()

    def _cards(self) -> QWidget:
        who = Card(self.tr("Thông tin tài khoản"))
        for card in (who, self.certificate, self.log):
            card.head.addStrut(_HEAD)
        who.head.addWidget(self.number)
        who.body.addWidget(self.lines)
        who.body.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.certificate)
        right.addWidget(self.log)
        right.addStretch(1)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(who)
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return made

    def _sign_out(self) -> None:
        if confirm(
            self,
            self.tr("Đăng xuất khỏi hệ thống của tỉnh"),
            self.tr(
                "Hồ sơ đang chờ sẽ được gửi sau lần đăng nhập tới. Mật khẩu mở khóa, nếu có, bị bỏ."
            ),
            self.tr("Đăng xuất"),
        ):
            self.wanted.emit("sign_out", None)

    def _toggle_number(self) -> None:
        self._whole_number = not self._whole_number
        self.read()

    def _store_changed(self, changes: Changes) -> None:
        if Topic.QUEUE in changes.topics:
            self._read_if_seen()

    def _read_if_seen(self) -> None:
        if self.isVisible():
            self.read()
