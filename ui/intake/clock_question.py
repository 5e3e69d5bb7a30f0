"""The question before a dossier gets its dates by a clock that is days off."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.domain.clock import CLOCK_TOLERANCE, ClockDoubt, Witness
from app.domain.working_time import VIETNAM
from app.operations.doubt_clock import clock_doubt
from ui.background import run
from ui.messages.fact_texts import waiting_time
from ui.widgets.confirm import confirm

_WITNESSES = {
    Witness.PROVINCE: "giờ của tỉnh ở lần trả lời gần nhất",
    Witness.RECORDS: "hồ sơ mới nhất trên máy này",
}


class ClockQuestion(QObject):
    """Asked until the officer said that the clock is right, and anew when it is off otherwise."""

    right = Signal()
    """By all that is known here, or by what the officer says."""
    wrong = Signal()
    failed = Signal(object)
    """AppError"""

    def __init__(self, counter: Counter, window: QWidget) -> None:
        super().__init__(window)
        self._counter, self._window = counter, window
        self._accepted: ClockDoubt | None = None

    def ask(self) -> None:
        """Look at the clock; the officer is asked only where something speaks against it."""
        counter = self._counter
        now = counter.now()
        run(
            counter.files_lane, clock_doubt, store=counter.store, now=now, owner=self,
            done=lambda doubt: self._judge(doubt, now), failed=self.failed.emit,
        )  # fmt: skip

    def _judge(self, doubt: ClockDoubt | None, now: datetime) -> None:
        if doubt is None or self._was_accepted(doubt):
            self.right.emit()
        elif confirm(
            self._window, "Đồng hồ của máy có thể sai", question_text(doubt, now),
            "Giờ đúng, vẫn tiếp nhận", refusal="Chỉnh giờ trước",
        ):  # fmt: skip
            self._accepted = doubt
            self.right.emit()
        else:
            self.wrong.emit()

    def _was_accepted(self, doubt: ClockDoubt) -> bool:
        before = self._accepted
        if before is None or before.witness is not doubt.witness:
            return False
        # What lies in the future comes nearer by itself.
        closer = timedelta() <= before.slow_by - doubt.slow_by and doubt.slow_by > timedelta()
        return closer or abs(before.slow_by - doubt.slow_by) <= CLOCK_TOLERANCE


def question_text(doubt: ClockDoubt, now: datetime) -> str:
    """What is wrong, what would come of it, and what to do."""
    way = "chậm" if doubt.slow_by > timedelta() else "nhanh"
    how_much = waiting_time(round(abs(doubt.slow_by).total_seconds()))
    return (
        f"Máy đang chỉ {now.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}, {way} {how_much} so với "
        f"{_WITNESSES[doubt.witness]}. Ngày tiếp nhận và ngày hẹn trả sẽ sai theo. Hãy chỉnh lại "
        "ngày giờ của máy rồi tiếp nhận; nếu đã xem và giờ máy đúng thì cứ tiếp nhận."
    )
