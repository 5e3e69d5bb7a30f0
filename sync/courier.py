"""Rounds between the counter and the province: deliver what is due, then bring the news."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from app.domain.dangerous_acts import LONG_AFTER
from app.domain.submission import QueueHalt, Quiet
from app.errors import AppError, Code
from app.store.store import Store
from app.store.vault import Vault
from sync.backoff import CAP_SECONDS, Uniform
from sync.carriers import Carriers
from sync.carrying import Carrier, Ending
from sync.change_feed import fetch_news
from sync.clock_notes import doubt_waits, keep_answer
from sync.delivery import NEEDS_SIGN_IN, Deliverer, Exchange, Outcome, halt, is_turned_away
from sync.file_fetcher import FileFetcher
from sync.http_errors import MAX_RETRY_AFTER_SECONDS
from sync.line_watch import LineWatch
from sync.pinned_files import PinnedFiles
from sync.province import Province
from sync.published_lists import fetch_lists
from sync.state import StateBoard, SyncState

_log = logging.getLogger(__name__)

NEWS_SECONDS = 60.0
LISTS_SECONDS = 6 * 3600.0
CLOCK_SECONDS = 60.0
"""So often this machine's clock is looked at, also while nothing may be sent."""
SHORTEST_PAUSE = 0.1
ROOM_BYTES = 100_000_000
"""Free space at which a queue that was halted by a full disk goes on."""
_ROUND_SECONDS = 1.0
_LONGEST_WAIT = timedelta(seconds=MAX_RETRY_AFTER_SECONDS + 2 * CAP_SECONDS)

# After one of these the province's health tells whether the line or the item is at fault.
_MAYBE_LINE = frozenset(
    {
        Code.PROXY_UNREACHABLE,
        Code.PROXY_REFUSED,
        Code.PROVINCE_UNREACHABLE,
        Code.PROVINCE_ANSWER_LOST,
        Code.PROVINCE_INSECURE,
        Code.PROVINCE_ANSWER_UNREADABLE,
        Code.PROVINCE_FAILED,
    }
)


class Courier:
    """Works on whatever thread calls :meth:`round`, one at a time."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        province: Province,
        lines: Sequence[Province],
        now: Callable[[], datetime],
        uniform: Uniform,
        free_bytes: Callable[[], int],
        ask_again_after: timedelta = LONG_AFTER,
        on_state: Callable[[SyncState], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """``province`` is asked on the calling thread; each of ``lines`` carries one item at a
        time, side by side. All of them belong to the courier. ``free_bytes`` tells the space left
        where the store lies; ``on_state`` hears of each change on the calling thread; ``stop`` is
        asked often and ends a round early.
        """
        self.board = StateBoard(on_state)
        self._store, self._province, self._now = store, province, now
        self._deliverer = Deliverer(store, now, uniform, ask_again_after)
        carrier = Carrier(store, vault, lambda: stop() or self._line.seconds_quiet > 0)
        self._carriers = Carriers(lines, carrier.carry)
        self._line = LineWatch(
            province=province,
            board=self.board,
            now=now,
            uniform=uniform,
            came_back=self._let_all_go,
            answered=partial(keep_answer, store, self._carriers),
            asked_for_quiet=partial(_keep_quiet, store),
            clock_set_back=partial(doubt_waits, store, self._carriers),
        )
        self._recalled = False
        pinned = PinnedFiles(store, province, FileFetcher(province, vault))

        def news_and_files() -> None:
            fetch_news(store=store, province=province, now=now, stop=stop)
            pinned.fetch(stop)

        self._news_and_files = news_and_files
        self._free_bytes, self._stop = free_bytes, stop
        self._news_due = self._lists_due = 0.0  # by the monotonic clock

    def hurry(self) -> None:
        """Let the next round try the line and the news at once, or as soon as the province, which
        asked for quiet, wants to hear of us again. From any thread.
        """
        self._news_due = 0.0
        self._line.hurry()
        self._carriers.nudge()

    def round(self) -> float:
        """Do what can be done now; returns the seconds until another round makes sense.

        Takes a second or so while much is sent. What is under way then goes on; the next round
        writes down how it ended. Errors: those of the store.
        """
        self._mend_halt()
        until = time.monotonic() + _ROUND_SECONDS
        while True:
            may_begin = not self._stop() and self._line.is_open()
            if self._exchange(may_begin=may_begin):
                continue
            if may_begin:
                self._fetch()
            if not self._carriers.in_flight:
                return self._seconds_until_next()
            if time.monotonic() >= until:
                return 0.0
            self._carriers.wait(until - time.monotonic())

    def land(self, seconds: float) -> None:
        """Begin nothing more, and write down what of the rest ends within ``seconds``."""
        until = time.monotonic() + seconds
        while self._carriers.in_flight and time.monotonic() < until:
            self._carriers.wait(until - time.monotonic())
            self._exchange(may_begin=False)

    def close(self) -> None:
        """Let lines and threads go."""
        self._carriers.close()
        self._province.close()

    def _exchange(self, *, may_begin: bool) -> bool:
        """Write down what ended and begin what is due; whether there was anything to write."""
        endings = self._carriers.ended()
        # After a failure it is first found out whether it makes sense to begin anything.
        failed = any(ending.error is not None for ending in endings)
        room = 0 if failed or not may_begin else self._carriers.room
        if not endings and not room:
            return False
        full = any(_is_disk_full(ending) for ending in endings)
        try:
            exchange = self._deliverer.exchange(endings, room, self._carriers.in_flight)
        except AppError as error:
            if error.code is not Code.DISK_FULL:
                raise
            full, exchange = True, Exchange((), (), self.board.state.halt)
        for item in exchange.begun:
            self._carriers.begin(item)
        self.board.note(halt=exchange.halt)
        if full:
            self._halt(QueueHalt.DISK)
        self._judge_all(endings, exchange.outcomes)
        if not full and not self._line.seconds_quiet and is_turned_away(endings, self._province.me):
            self._halt(QueueHalt.SIGN_IN)
        return bool(endings)

    def _judge_all(self, endings: Sequence[Ending], outcomes: Sequence[Outcome]) -> None:
        answered = (Outcome.DELIVERED, Outcome.REFUSED)
        if any(outcome in answered for outcome in outcomes):
            self._went_through()
        for ending, outcome in zip(endings, outcomes, strict=False):
            if outcome is Outcome.PUT_BACK and ending.error is not None:
                self._judge(ending.error)

    def _fetch(self) -> None:
        now = time.monotonic()
        # What is due next is set first, so that failures wait as well.
        if now >= self._news_due:
            self._news_due = now + NEWS_SECONDS
            self._ask(self._news_and_files)
            # Beside the news: lists that fail are not asked for with each delivery.
            if now >= self._lists_due and self._ask(
                lambda: fetch_lists(store=self._store, province=self._province, stop=self._stop)
            ):
                self._lists_due = now + LISTS_SECONDS

    def _ask(self, question: Callable[[], object]) -> bool:
        """Whether the province answered ``question``."""
        if self._stop() or self.board.state.halt is QueueHalt.SIGN_IN or not self._line.is_open():
            return False
        try:
            question()
        except AppError as error:
            _log.info("no news: %s", error)
            if error.code in NEEDS_SIGN_IN:
                self._halt(QueueHalt.SIGN_IN)
            self._judge(error)
            return False
        self._went_through()
        return True

    def _went_through(self) -> None:
        self._line.proved()
        self.board.note(last_spoken_at=self._now(), last_error="", reference="")

    def _judge(self, error: AppError) -> None:
        """After a failure: is it the line, does the province ask for quiet, or is it one item?"""
        self.board.note(last_error=error.code)
        if error.code is Code.PROVINCE_BUSY:
            self._line.close(float(error.facts.get("retry_after") or 0))
        elif error.code in _MAYBE_LINE and not self._line.seconds_quiet:
            self._line.ask()

    def _halt(self, reason: QueueHalt) -> None:
        self.board.note(halt=reason)
        try:
            with self._store.write() as work:
                halt(work, reason)
        except AppError as error:
            # A full disk cannot even take down that it is full; the next round finds out again.
            _log.warning("halt not written: %s", error)

    def _mend_halt(self) -> None:
        with self._store.read() as work:
            reason = work.outbox.halt()
            if not self._recalled:
                self._line.recall(work.facts.quiet())
                self._recalled = True
        if reason is QueueHalt.DISK and self._free_bytes() >= ROOM_BYTES:
            reason = QueueHalt.NONE
            with self._store.write() as work:
                work.outbox.set_halt(reason)
        self.board.note(halt=reason)

    def _let_all_go(self) -> None:
        """What waits for a time may go now."""
        with self._store.write() as work:
            work.outbox.retry_all(self._now())

    def _seconds_until_next(self) -> float:
        with self._store.read() as work:
            wake = work.outbox.next_wake()
        pause = self._news_due - time.monotonic()
        if wake is not None and self.board.state.halt is QueueHalt.NONE:
            wait = wake - self._now()
            if wait > _LONGEST_WAIT:
                # No pause is that long: this machine's clock was set back.
                self._let_all_go()
                wait = timedelta()
            pause = min(pause, wait.total_seconds())
        return max(pause, min(self._line.seconds_closed, CLOCK_SECONDS), SHORTEST_PAUSE)


def _keep_quiet(store: Store, quiet: Quiet) -> None:
    """For the next run, which must not ask sooner either."""
    try:
        with store.write() as work:
            work.facts.note_quiet(quiet)
    except AppError as error:
        _log.warning("the quiet that the province asked for is not kept: %s", error)


def _is_disk_full(ending: Ending) -> bool:
    return ending.error is not None and ending.error.code is Code.DISK_FULL
