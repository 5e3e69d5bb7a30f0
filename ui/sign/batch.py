"""One batch: which documents, what became of them, and the wish to stop."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.errors import AppError
from app.operations.sign_files import waits_to_be_raised
from ui.background import Stop
from ui.sign.batch_result import BatchResult
from ui.sign.out_folder import OutFolder
from ui.sign.outcome import DocumentOutcome
from ui.sign.signing import sign_in_background
from ui.sign.stamp_wish import StampWish
from ui.sign.waiting import WaitingRow
from ui.token_watch import TokenInside

if TYPE_CHECKING:
    from signing.validation_evidence import ValidationEvidence


class Progress(NamedTuple):
    done: int
    """Documents that the token has done with."""
    total: int
    failed: int
    """Those of ``done`` without a signature."""
    to_raise: int
    """Those of ``done`` that are still on their way to the level that is wanted."""


class Batch(QObject):
    waiting = Signal(object)
    """Waiting: the officer is to confirm at a signing service."""
    outcome = Signal(object)
    """DocumentOutcome of one document; another one when it was raised."""
    ended = Signal(object)
    """BatchResult; comes last, whatever happened."""

    def __init__(self, counter: Counter, out: OutFolder, parent: QObject) -> None:
        super().__init__(parent)
        self._counter, self._out = counter, out
        self._stop: Stop | None = None
        self._outcomes: dict[str, DocumentOutcome] = {}
        self.keys: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        return self._stop is not None

    @property
    def progress(self) -> Progress:
        known = self._outcomes.values()
        return Progress(
            len(known),
            len(self.keys),
            sum(each.error is not None for each in known),
            sum(waits_to_be_raised(each.shortfall) for each in known),
        )

    @property
    def left(self) -> list[str]:
        """Keys of documents without an outcome, in order."""
        return [each for each in self.keys if each not in self._outcomes]

    def start(
        self,
        inside: TokenInside,
        pin: str,
        rows: Sequence[WaitingRow],
        wish: StampWish,
        *,
        evidence: "ValidationEvidence",
        failed: Callable[[AppError], None],
    ) -> None:
        """Sign ``rows`` with the token; ``failed`` hears of what stops all of them."""
        self._stop, self._outcomes = Stop(), {}
        self.keys = tuple(row.key for row in rows)
        sign_in_background(
            self, self._counter, inside, pin, rows=rows, out=self._out.of,
            wish=wish, evidence=evidence, stop=self._stop,
            outcome=self._take, waiting=self.waiting.emit, failed=failed, ended=self._end,
        )  # fmt: skip

    def stop(self) -> None:
        if self._stop is not None:
            self._stop.ask()

    def _take(self, outcome: DocumentOutcome) -> None:
        key = outcome.document.key
        if self._outcomes.get(key) != outcome:
            self._outcomes[key] = outcome
            self.outcome.emit(outcome)

    def _end(self) -> None:
        stopped = self._stop is not None and self._stop()
        self._stop = None
        self.ended.emit(BatchResult(len(self.keys), tuple(self._outcomes.values()), stopped))
