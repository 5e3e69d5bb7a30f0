"""What became of a batch as a whole. No Qt."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import AppError, Code
from ui.messages import Message, message
from ui.sign.document import Document
from ui.sign.outcome import DocumentOutcome
from ui.theme import Tone

_SIGN_AGAIN = (
    "Tệp rời không được tự nâng mức. Khi dịch vụ hoạt động, bỏ tệp khỏi danh sách, thêm lại tệp "
    "gốc rồi ký như cũ: bản đã ký được nâng mức, không phải ký thêm."
)


@dataclass(frozen=True)
class BatchResult:
    wanted: int
    """Documents that were ticked."""
    outcomes: tuple[DocumentOutcome, ...]
    stopped: bool
    """Whether the officer wanted it to stop."""
    on_phone: bool = False
    """Whether a request was sent to the officer's phone; it cannot be called back."""

    @property
    def signed(self) -> int:
        return sum(outcome.error is None for outcome in self.outcomes)

    @property
    def complete(self) -> bool:
        """All are signed at the level that was wanted, the stamp where it was wanted."""
        return self.signed == self.wanted and not self._below and not self._unfit

    def notice(self) -> tuple[Message, Tone] | None:
        """What to say; None when the error of a paper was said already and says it all."""
        left = self.wanted - self.signed
        if self.stopped and left:
            heading = f"Đã hủy, {self.signed}/{self.wanted} giấy tờ đã ký"
            said = f"{left} giấy tờ chưa ký."
            if self.on_phone:
                said += " Nếu yêu cầu còn hiện trên điện thoại, hãy bấm Từ chối ở đó."
            return Message(heading, said, "Nhấn F8 để ký tiếp."), Tone.WARN
        if left:
            return None
        if self._below:
            return self._below_said, Tone.WARN
        heading = f"Đã ký {self.signed} giấy tờ"
        if self._unfit:
            return Message(heading, self._misplaced, ""), Tone.WARN
        return Message(heading, "Chữ ký đã được đọc lại và hợp lệ.", ""), Tone.OK

    @property
    def _misplaced(self) -> str:
        covering = [each for each in self._unfit if each.code is Code.BLANK_PLACE_ABSENT]
        if covering:
            said = f"{len(covering)} giấy tờ cần xem lại dấu ký."
            return f"{said} {message(covering[0]).sentence}"
        said = f"{len(self._unfit)} giấy tờ có dấu ký ở vị trí theo quy định."
        return f"{said} {message(self._unfit[0]).sentence}"

    @property
    def _unfit(self) -> list[AppError]:
        return [each.unfit for each in self.outcomes if each.unfit]

    @property
    def _below(self) -> list[tuple[Document, AppError]]:
        return [(each.document, each.shortfall) for each in self.outcomes if each.shortfall]

    @property
    def _below_said(self) -> Message:
        for document, why in self._below:
            if not document.raised_later:
                return replace(message(why), next_step=_SIGN_AGAIN)
        return message(self._below[0][1])

    @property
    def folder(self) -> Path | None:
        """Where the first signed copy of a loose file is; None when there is none."""
        signed = (each.document for each in self.outcomes if each.error is None)
        return next((each.copy.parent for each in signed if each.copy), None)
