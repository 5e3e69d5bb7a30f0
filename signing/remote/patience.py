"""Waiting for the officer to confirm on the phone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.errors import AppError, Cancelled, Code

T = TypeVar("T")

PASSING = frozenset(
    {
        Code.REMOTE_UNREACHABLE,
        Code.REMOTE_ANSWER_LOST,
        Code.REMOTE_FAILED,
        Code.REMOTE_ANSWER_UNREADABLE,
    }
)
"""What a question that changes nothing may meet on the line, and be asked again."""
_STEP_SECONDS = 0.2


@dataclass(frozen=True)
class Waiting:
    signatures: int
    """How many the one confirmation covers."""
    seconds: int
    """Since the service was asked."""
    left: int
    """Seconds until the request expires."""
    trouble: Code | None
    """Why the last question did not come through; None when the service answered."""


@dataclass(frozen=True)
class Patience:
    """How long and how often, who hears of it and who can end it."""

    on_wait: Callable[[Waiting], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False
    interval: float = 2.0
    """Seconds between two questions."""
    limit: float = 310.0
    """Seconds; services let a request expire after 300."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until(self, ask: Callable[[], T | None], *, since: float, signatures: int) -> T:
        """What ``ask`` finds at last. A line that breaks is waited for as well.

        Errors: Cancelled when stopped; REMOTE_CONFIRMATION_EXPIRED, or what the line last met,
        after ``limit`` seconds from ``since``; whatever else ``ask`` raises, at once.
        """
        while True:
            if self.stop():
                raise Cancelled
            trouble: AppError | None = None
            try:
                found = ask()
            except AppError as error:
                if error.code not in PASSING:
                    raise
                found, trouble = None, error
            if found is not None:
                return found
            passed = self.clock() - since
            if passed >= self.limit:
                raise trouble or AppError(Code.REMOTE_CONFIRMATION_EXPIRED)
            self.on_wait(
                Waiting(
                    signatures=signatures,
                    seconds=int(passed),
                    left=int(self.limit - passed),
                    trouble=trouble.code if trouble else None,
                )
            )
            self.pause(self.interval)

    def pause(self, seconds: float) -> None:
        """Wait, unless stopped. Errors: Cancelled."""
        end = self.clock() + seconds
        while (left := end - self.clock()) > 0:
            if self.stop():
                raise Cancelled
            self.sleep(min(left, _STEP_SECONDS))
