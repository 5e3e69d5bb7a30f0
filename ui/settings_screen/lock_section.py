"""Khóa chương trình: after how many minutes, with the token, and the unlock password."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.operations.unlock import forget_unlock_password
from app.settings import LockSettings
from ui.background import run
from ui.icons import Icon
from ui.lock.password_dialog import Choice, ask_unlock_password
from ui.services import Services
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.confirm import confirm
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph

_LONGEST = 240
"""Minutes."""


class LockSection(QWidget):
    """Minutes and token are kept at once; the password never leaves its dialog."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._counter = services, services.counter
        kept = self._counter.settings.lock
        self.banner = Banner()
        self.minutes = QSpinBox()
        self.minutes.setRange(0, _LONGEST)
        self.minutes.setSuffix(self.tr(" phút"))
        self.minutes.setSpecialValueText(self.tr("Không tự khóa"))
        self.minutes.setMaximumWidth(180)
        # The padding of the style sheet does not reach the text of a spin box.
        self.minutes.lineEdit().setTextMargins(8, 0, 0, 0)
        self.minutes.setValue(kept.idle_minutes)
        self.token = QCheckBox(self.tr("Khóa khi rút token của người đang đăng nhập"))
        self.token.setChecked(kept.when_token_leaves)
        self._state = Paragraph()
        self.set = button("", Kind.SECONDARY, Icon.KEY)
        self.set.clicked.connect(self._set_password)
        self.remove = button(self.tr("Bỏ mật khẩu"), Kind.QUIET)
        self.remove.clicked.connect(self._remove_password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.banner)
        column.addWidget(self._when())
        column.addWidget(self._password())
        column.addStretch(1)
        self.minutes.editingFinished.connect(self._save)
        self.token.toggled.connect(lambda _: self._save())
        services.store_signals.changed.connect(lambda _: self._show_password())
        self._show_password()

    def _when(self) -> Card:
        card = Card(self.tr("Tự khóa"))
        card.body.addWidget(
            FormField(
                self.tr("Khóa khi không có thao tác trong"),
                self.minutes,
                self.tr("Nhập 0 để không tự khóa. Ctrl+L khóa ngay. Việc đang chạy vẫn tiếp tục."),
            )
        )
        card.body.addWidget(self.token)
        return card

    def _password(self) -> Card:
        card = Card(self.tr("Mật khẩu mở khóa"))
        card.body.addWidget(self._state)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.set)
        row.addWidget(self.remove)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _show_password(self) -> None:
        kept, known = self._counter.unlock_secret.kept, self._counter.officer() is not None
        if kept:
            self._state.setText(
                self.tr(
                    "Đã đặt. Mở khóa được cả khi mất mạng. "
                    "Mỗi lần mở, chương trình sẽ hỏi mật khẩu này."
                )
            )
        elif known:
            self._state.setText(
                self.tr("Chưa đặt. Muốn mở khóa phải đăng nhập lại tại hệ thống của tỉnh.")
            )
        else:
            self._state.setText(self.tr("Đăng nhập trước khi đặt mật khẩu mở khóa."))
        self.set.setText(self.tr("Đổi mật khẩu") if kept else self.tr("Đặt mật khẩu"))
        self.set.setEnabled(known)
        self.remove.setVisible(kept)

    def _save(self) -> None:
        chosen = LockSettings(self.minutes.value(), self.token.isChecked())
        if chosen == self._counter.settings.lock:
            return
        run(
            self._counter.files_lane,
            self._counter.change_settings,
            replace(self._counter.settings, lock=chosen),
            owner=self,
            done=lambda _: self.saved.emit(),
            failed=self.banner.show_error,
        )

    def _set_password(self) -> None:
        choice = ask_unlock_password(
            self._services,
            self,
            action=self.tr("Đặt mật khẩu"),
            ask_current=self._counter.unlock_secret.kept,
        )
        if choice is Choice.SET:
            self._show_password()
            self.saved.emit()

    def _remove_password(self) -> None:
        officer = self._counter.officer()
        if officer is None or not confirm(
            self,
            self.tr("Bỏ mật khẩu mở khóa"),
            self.tr("Sau khi bỏ, muốn mở khóa phải đăng nhập lại tại hệ thống của tỉnh."),
            self.tr("Bỏ mật khẩu"),
        ):
            return
        counter = self._counter
        run(
            counter.files_lane,
            lambda: forget_unlock_password(
                store=counter.store, secret=counter.unlock_secret,
                account=officer.account, now=counter.now(),
            ),
            owner=self,
            done=lambda _: self.saved.emit(),
            failed=self.banner.show_error,
            ended=self._show_password,
        )  # fmt: skip
