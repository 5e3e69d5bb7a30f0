"""What an account lacks that the national portal asks for, and what to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.officer import Officer
from ui.messages import Message
from ui.messages.fact_texts import fact_texts
from ui.widgets.buttons import Kind, button
from ui.widgets.text import Paragraph, Role, label


def incomplete_account(officer: Officer) -> Message:
    """The words for what ``officer.missing`` names."""
    fields = fact_texts({"missing": ",".join(officer.missing)}).get("fields", "")
    return Message(
        "Tài khoản còn thiếu thông tin",
        f"Chưa có {fields}. Thiếu các mục này, Cổng Dịch vụ công quốc gia từ chối đăng nhập "
        "một lần (SSO).",
        "Đề nghị quản trị tài khoản của tỉnh bổ sung rồi đăng nhập lại. Trong lúc chờ, vẫn làm "
        "việc bình thường ở đây.",
    )


class IncompleteAccount(QWidget):
    """A step of the sign-in dialog, after the officer is in."""

    understood = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", Role.SUBHEADING)
        self._sentence, self._next = Paragraph(), Paragraph()
        self.button = button(self.tr("Đã hiểu"), Kind.PRIMARY)
        self.button.clicked.connect(self.understood)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._sentence, self._next):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(row)

    def say(self, officer: Officer) -> None:
        words = incomplete_account(officer)
        self._heading.setText(words.heading)
        self._sentence.setText(words.sentence)
        self._next.setText(words.next_step)
