"""What covers a locked window: who is signed in, why it is locked, how to open it."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.officer import Officer
from app.errors import AppError, Code
from ui.icons import Icon, icon, picture
from ui.messages import message
from ui.theme import PALETTE, set_property
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, divider
from ui.widgets.secret_field import SecretField
from ui.widgets.text import Paragraph, Role, label

_CARD_WIDTH = 440


class LockPage(QWidget):
    """Shows nothing of any citizen."""

    password_given = Signal(str)
    sign_in_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lockPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Màn hình khóa"))
        self._name, self._unit = Paragraph("", Role.HEADING), Paragraph("", Role.MUTED)
        self._why = Paragraph("", Role.MUTED)
        self.password = SecretField(
            self.tr("Mật khẩu mở khóa"), self.tr("Không phải mã PIN của token.")
        )
        self.password.line.returnPressed.connect(self._give)
        self.password.line.textChanged.connect(lambda _: self._refresh())
        self.open = button(self.tr("Mở khóa (Enter)"), Kind.PRIMARY)
        self.open.clicked.connect(self._give)
        self.sign_in = button("", Kind.SECONDARY, Icon.EXTERNAL)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self._advice = Paragraph("", Role.HINT)
        self._until: datetime | None = None
        self._busy = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._wait_over)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 8, 24, 8)
        outer.addStretch(1)
        # Between stretches instead of aligned: an aligned card does not fit its wrapped texts.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card())
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addSpacing(12)
        outer.addWidget(self._foot(), 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)

    def show_lock(self, officer: Officer | None, why: str, *, with_password: bool) -> None:
        """``with_password``: an unlock password was set, so that no network is needed."""
        name = (officer.full_name or officer.account) if officer else self.tr("Chưa đăng nhập")
        self._name.setText(name)
        self._unit.setText(officer.unit_name if officer else "")
        self._unit.setVisible(officer is not None)
        self._why.setText(why)
        self.ask_for(with_password=with_password)

    def ask_for(self, *, with_password: bool) -> None:
        """Ask for the password, or lead to the province only."""
        self.password.take()
        self.password.set_error("")
        for part in (self.password, self.open, self._line):
            part.setVisible(with_password)
        self._dress_sign_in(Kind.SECONDARY if with_password else Kind.PRIMARY)
        if with_password:
            self.sign_in.setText(self.tr("Đăng nhập tại hệ thống của tỉnh"))
            self._advice.setText(
                self.tr("Khi quên mật khẩu, hoặc để cán bộ khác cùng đơn vị vào làm việc.")
            )
        else:
            self.sign_in.setText(self.tr("Đăng nhập để mở khóa"))
            self._advice.setText(
                self.tr(
                    "Chưa đặt mật khẩu mở khóa nên cần đăng nhập lại tại hệ thống của tỉnh. "
                    "Mở xong, có thể đặt mật khẩu để lần sau mở được cả khi mất mạng."
                )
            )
        self._refresh()
        self.take_focus()

    def _dress_sign_in(self, kind: Kind) -> None:
        ink = PALETTE.ink if kind is Kind.SECONDARY else PALETTE.on_accent
        set_property(self.sign_in, "kind", kind.value)
        self.sign_in.setIcon(icon(Icon.EXTERNAL, ink))

    def take_focus(self) -> None:
        (self.sign_in if self.password.isHidden() else self.password.line).setFocus()

    def show_busy(self, busy: bool) -> None:
        """A password is being checked."""
        self._busy = busy
        self._refresh()

    def refuse(self, error: AppError) -> None:
        """Say why the window stays locked, and wait as long as ``error`` tells."""
        words = message(error)
        if error.code is Code.UNLOCK_PASSWORD_ABSENT:
            self.ask_for(with_password=False)
            return
        self.password.set_error(f"{words.heading}. {words.next_step}")
        seconds = error.facts.get("retry_after")
        if isinstance(seconds, int) and seconds > 0:
            self._again.start(seconds * 1000)
        self._refresh()
        self.take_focus()

    def _give(self) -> None:
        if self.open.isEnabled():
            self.password_given.emit(self.password.take())

    def _wait_over(self) -> None:
        self.password.set_error("")
        self._refresh()
        self.take_focus()

    def _refresh(self) -> None:
        waiting = self._again.isActive()
        self.password.line.setReadOnly(waiting or self._busy)
        typed = bool(self.password.line.text())
        self.open.setEnabled(typed and not waiting and not self._busy)
        self.open.setText(self.tr("Đang kiểm tra…") if self._busy else self.tr("Mở khóa (Enter)"))

    def _card(self) -> Card:
        mark = QLabel()
        mark.setPixmap(picture(Icon.LOCK, 32, PALETTE.accent, self.devicePixelRatioF()))
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(mark)
        title.addWidget(label(self.tr("Đã khóa"), Role.TITLE))
        title.addStretch(1)
        card = Card()
        card.setFixedWidth(_CARD_WIDTH)
        card.layout().setContentsMargins(28, 22, 28, 24)
        who = QVBoxLayout()
        who.setSpacing(2)
        for part in (self._name, self._unit, self._why):
            who.addWidget(part)
        self._line = divider()
        card.body.addLayout(title)
        card.body.addLayout(who)
        card.body.addSpacing(4)
        card.body.addWidget(self.password)
        card.body.addWidget(self.open)
        card.body.addWidget(self._line)
        card.body.addWidget(self.sign_in)
        card.body.addWidget(self._advice)
        return card

    def _foot(self) -> QLabel:
        foot = label(self.tr("Việc quét, ký và gửi vẫn chạy. Bản nháp được giữ nguyên."))
        foot.setObjectName("lockFoot")
        return foot
