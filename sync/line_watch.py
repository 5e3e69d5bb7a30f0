"""Whether there is a line to the province, and when to try it again."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from app.domain.clock import SET_BACK, LastAnswer, is_off
from app.domain.submission import Quiet
from app.errors import AppError
from sync.backoff import Uniform, backoff
from sync.province import Province
from sync.state import LineState, StateBoard

_log = logging.getLogger(__name__)

CAP_SECONDS = 60.0
"""Longest pause between two tries of a line that is down."""


class LineWatch:
    """Asks the province's health instead of letting each dossier find out by itself."""

    def __init__(
        self,
        *,
        province: Province,
        board: StateBoard,
        now: Callable[[], datetime],
        uniform: Uniform,
        came_back: Callable[[], None],
        answered: Callable[[LastAnswer], None],
        asked_for_quiet: Callable[[Quiet], None],
        clock_set_back: Callable[[], None],
    ) -> None:
        """``came_back`` is called when the province answers after it did not, ``answered`` with its
        clock and ours whenever it was asked, ``asked_for_quiet`` with what is to outlive this run,
        ``clock_set_back`` when ours was, again until it does not raise.
        """
        self._province, self._board = province, board
        self._now, self._uniform = now, uniform
        self._came_back, self._answered = came_back, answered
        self._asked_for_quiet, self._clock_set_back = asked_for_quiet, clock_set_back
        self._asked = self._looked = now(), time.monotonic()
        self._failures = 0
        self._closed_until = self._quiet_until = 0.0  # by the monotonic clock

    @property
    def seconds_closed(self) -> float:
        """How long nothing is to be sent, 0 when it may."""
        return max(self._closed_until - time.monotonic(), self.seconds_quiet)

    @property
    def seconds_quiet(self) -> float:
        """How much of it the province asked for: nobody at this counter shortens that. From any
        thread.
        """
        return max(self._quiet_until - time.monotonic(), 0.0)

    def is_open(self) -> bool:
        """Whether requests make sense now; asks the province unless it answered before."""
        self._look_at_clock()
        if self.seconds_closed:
            return False
        up = self._board.state.line is LineState.UP and not self._clock_was_set()
        return up or self.ask()

    def ask(self) -> bool:
        """Ask the province's health, note line and clock, and say whether it answered."""
        asked_at = self._now()
        self._asked = asked_at, time.monotonic()
        try:
            health = self._province.health()
        except AppError as error:
            _log.info("line down: %s", error)
            self._board.note(line=LineState.DOWN, last_error=error.code)
            self.close(float(error.facts.get("retry_after") or 0))
            return False
        answered_at = self._now()
        if self._board.state.line is LineState.DOWN:
            self._came_back()
            self._board.note(last_error="")
        middle = asked_at + (answered_at - asked_at) / 2
        self._board.note(
            line=LineState.UP,
            last_spoken_at=answered_at,
            clock_skew=timedelta(seconds=round((health.time - middle).total_seconds())),
        )
        if not self._clock_was_set():  # else it is asked again
            self._answered(LastAnswer(province=health.time, here=middle))
        self.proved()
        return True

    def _look_at_clock(self) -> None:
        """Small steps back, and a clock that stands still, add up. Sleep looks like one that was
        set ahead.
        """
        gained = self._gained(self._looked)
        if gained < -SET_BACK:
            self._clock_set_back()
        if gained > timedelta() or gained < -SET_BACK:
            self._looked = self._now(), time.monotonic()

    def _clock_was_set(self) -> bool:
        """Since the province was asked last; sleep looks the same, and asking does no harm."""
        return is_off(self._gained(self._asked))

    def _gained(self, since: tuple[datetime, float]) -> timedelta:
        """How much more has passed by our clock than by the one that nobody sets."""
        wall, steady = since
        return self._now() - wall - timedelta(seconds=time.monotonic() - steady)

    def proved(self) -> None:
        """Something went through."""
        self._failures = 0

    def close(self, retry_after: float) -> None:
        """Send nothing for at least ``retry_after`` seconds, longer with each failure in a row.

        What the province asked for, ``retry_after`` other than 0, is kept whoever hurries.
        """
        self._failures += 1
        pause = backoff(
            self._failures,
            uniform=self._uniform,
            retry_after=max(retry_after, 1.0),
            cap=CAP_SECONDS,
        )
        if not retry_after:
            self._closed_until = time.monotonic() + pause.total_seconds()
        elif pause.total_seconds() > self.seconds_quiet:
            quiet = Quiet(self._now() + pause, pause)
            self._be_quiet(quiet, pause)
            self._asked_for_quiet(quiet)

    def recall(self, quiet: Quiet | None) -> None:
        """Keep what the province asked an earlier run for."""
        if quiet is not None and (left := quiet.left(self._now())):
            self._be_quiet(quiet, left)

    def hurry(self) -> None:
        """Wait no longer than the province asked for. From any thread."""
        self._closed_until = 0.0

    def _be_quiet(self, quiet: Quiet, left: timedelta) -> None:
        self._quiet_until = time.monotonic() + left.total_seconds()
        self._board.note(quiet_until=quiet.until)
