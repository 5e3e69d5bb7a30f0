"""How far a batch is; while the officer is waited for on the phone, that instead."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signing.device import Token
from signing.remote.patience import Waiting
from ui.device_words import doing_words
from ui.sign.phone_wait import PhoneWait
from ui.widgets.busy_row import BusyRow


class SigningProgress(QWidget):
    """Takes no room while nothing is signed."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row, self.phone = BusyRow(), PhoneWait()
        self._service, self.on_phone = "", False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.row, self.phone):
            column.addWidget(part)
            part.cancelled.connect(self.cancelled)
        self.hide()

    def check(self) -> None:
        """The signer's certificate is asked about before anything is typed."""
        self.row.start(self.tr("Đang kiểm tra chứng thư số"))
        self.show()

    def start(self, token: Token, papers: int) -> None:
        """``papers`` are about to be signed with ``token``."""
        self._service, self.on_phone = token.label, False
        self.row.start(doing_words(token, papers))
        self.show()

    def wait(self, waiting: Waiting) -> None:
        """The officer has not decided yet."""
        self.on_phone = True
        self.row.hide()
        self.phone.show_waiting(waiting, self._service)

    def advance(self, done: int, total: int, failed: int = 0, to_raise: int = 0) -> None:
        """``done`` of ``total`` papers are behind, ``failed`` of them without a signature; when
        all are, ``to_raise`` are still on their way to the level that is wanted.
        """
        self.phone.finish()
        self.row.show()
        text = self.tr("Đã ký {}/{} giấy tờ").format(done - failed, total)
        if failed:
            text += self.tr(", {} giấy tờ lỗi").format(failed)
        if to_raise and done == total:
            text += self.tr(", đang nâng mức, còn {}").format(to_raise)
        self.row.advance(done, total, text)

    def finish(self) -> None:
        self.phone.finish()
        self.row.finish()
        self.hide()
