"""Both sides by a feeder that sees one: fronts, the stack turned over, backs, put together."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.domain.scan import BatchId, ScanBatch
from app.errors import AppError
from app.operations.manual_duplex import put_backs_between
from app.scanning.source import ScanRequest
from ui.background import run
from ui.messages import message
from ui.scan.turn_dialog import TurnDialog


class Scanning(Protocol):
    """Begins to scan; tells an error, and when it has ended whether the officer stopped it."""

    def __call__(
        self,
        address: str,
        request: ScanRequest,
        *,
        failed: Callable[[AppError], None],
        then: Callable[[bool], None],
    ) -> None: ...


class BothSides(QObject):
    """Pages are in the batch as they come, whatever happens; only their order comes last."""

    failed = Signal(object)
    """An AppError: nothing was scanned, or the backs do not fit the fronts."""

    def __init__(
        self,
        screen: QWidget,
        counter: Counter,
        scan: Scanning,
        batch: Callable[[], ScanBatch | None],
    ) -> None:
        """``batch`` tells what is in view, ``scan`` appends to it."""
        super().__init__(screen)
        self._screen, self._counter = screen, counter
        self._scan, self._batch = scan, batch
        self._address, self._request = "", ScanRequest()
        self._error: AppError | None = None
        self._into: BatchId | None = None
        self._before: set[str] = set()
        self._fronts: list[str] = []
        self._backs: list[str] = []
        self.dialog: TurnDialog | None = None

    def begin(self, address: str, request: ScanRequest) -> None:
        self._address, self._request = address, request
        self._fronts, self._backs = [], []
        self._take(self._fronts)

    def _take(self, side: list[str]) -> None:
        """Scan until the feeder is empty, more of ``side``."""
        batch = self._batch()
        self._before = {page.id for page in batch.pages} if batch else set()
        self._into = batch.id if batch else None
        self._error = None
        self._scan(
            self._address, self._request, failed=self._keep_error,
            then=lambda stopped: self._taken(side, stopped=stopped),
        )  # fmt: skip

    def _keep_error(self, error: AppError) -> None:
        self._error = error

    def _taken(self, side: list[str], *, stopped: bool) -> None:
        batch = self._batch()
        if batch is None or self._into not in (None, batch.id):  # another one came into view
            batch = None
        else:
            side += [page.id for page in batch.pages if page.id not in self._before]
        if self._error is not None and not (batch and self._fronts):
            self.failed.emit(self._error)
        elif batch is not None and not stopped:
            self._go_on(batch.id, side)

    def _go_on(self, batch_id: BatchId, side: list[str]) -> None:
        if self._error is not None:
            self._ask_after(self._error, side)
        elif side is self._fronts:
            self._ask_to_turn()
        else:
            run(
                self._counter.files_lane, put_backs_between, owner=self, done=lambda _: None,
                failed=self.failed.emit, store=self._counter.store, batch_id=batch_id,
                fronts=tuple(self._fronts), backs=tuple(self._backs),
            )  # fmt: skip

    def _ask_to_turn(self) -> None:
        self._ask(
            self.tr("Lật chồng giấy rồi đặt lại vào khay"),
            self.tr(
                "Đã quét {} mặt trước. Giữ nguyên thứ tự các tờ, lật cả chồng cho mặt sau quay về "
                "phía vừa quét rồi đặt lại vào khay."
            ).format(len(self._fronts)),
            self.tr("Quét mặt sau"),
            self.tr("Chỉ lấy mặt trước"),
            self._backs,
        )

    def _ask_after(self, error: AppError, side: list[str]) -> None:
        said = message(error)
        counted = self.tr("Đã có {} mặt trước").format(len(self._fronts))
        go_on = self.tr("Quét tiếp mặt trước")
        if side is self._backs:
            counted += self.tr(", {} mặt sau").format(len(self._backs))
            go_on = self.tr("Quét tiếp mặt sau")
        text = f"{said.sentence} {said.next_step}\n\n{counted}."
        self._ask(said.heading, text, go_on, self.tr("Dừng ở đây"), side)

    def _ask(self, heading: str, text: str, go_on: str, stay: str, side: list[str]) -> None:
        self.dialog = dialog = TurnDialog(heading, text, go_on, stay, self._screen)
        dialog.accepted.connect(lambda: self._take(side))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
