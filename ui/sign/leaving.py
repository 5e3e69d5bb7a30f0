"""The program is to end while documents are signed: ask, and stop between two of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.sign.batch import Batch
from ui.sign.loose_files import LooseFiles
from ui.sign.progress import SigningProgress
from ui.widgets.buttons import Kind
from ui.widgets.confirm import confirm


class Leaving(QObject):
    def __init__(
        self, batch: Batch, busy: SigningProgress, loose: LooseFiles, screen: QWidget
    ) -> None:
        super().__init__(screen)
        self._batch, self._busy, self._loose, self._screen = batch, busy, loose, screen
        self._close: Callable[[], object] | None = None
        """What is done when the batch has ended."""
        batch.ended.connect(self._ended)

    def may_close(self) -> bool:
        """Whether nothing is being signed; if the officer wants it, the window closes later."""
        if not self._batch.running:
            return True
        window, now = self._screen.window(), self._batch.progress
        signing = now.done < now.total
        leave = self._close is not None or confirm(
            window,
            self.tr("Đang ký {} giấy tờ").format(now.total)
            if signing
            else self.tr("Đang nâng mức {} giấy tờ").format(now.to_raise),
            self._of_signing(now.done, now.total) if signing else self._of_raising(),
            self.tr("Ký xong tệp này rồi thoát") if signing else self.tr("Thoát, nâng mức sau"),
            Kind.SECONDARY,
            refusal=self.tr("Tiếp tục ký") if signing else self.tr("Chờ nâng xong"),
        )
        if not self._batch.running:  # it ended while the question was open
            return leave
        if leave:
            self._close = window.close
            self._batch.stop()
        return False

    def _of_signing(self, done: int, total: int) -> str:
        said = self.tr(
            "Đã xong {} trên {} giấy tờ. Nếu thoát, giấy tờ chưa ký của hồ sơ vẫn chờ ở đây."
        ).format(done, total)
        if any(not row.document.signed for row in self._loose.rows):
            said += self.tr(" Tệp rời chưa ký thì lần sau phải thêm lại.")
        if self._busy.on_phone:
            said += self.tr(" Nếu yêu cầu còn hiện trên điện thoại, hãy bấm Từ chối ở đó.")
        return said

    def _of_raising(self) -> str:
        said = self.tr("Đã ký xong. Nếu thoát, giấy tờ của hồ sơ được tự nâng mức sau.")
        if any(row.raising for row in self._loose.rows):
            said += self.tr(" Tệp rời giữ mức hiện có.")
        return said

    def _ended(self, _: object) -> None:
        if self._close is not None:
            close, self._close = self._close, None
            close()
