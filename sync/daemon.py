"""The thread that keeps the counter and the province in step while the program runs."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import SystemRandom

from app.domain.dangerous_acts import LONG_AFTER
from app.domain.submission import QueueHalt
from app.errors import AppError, Code
from app.store.store import Store
from app.store.vault import Vault
from sync.backoff import Uniform, backoff
from sync.courier import Courier
from sync.line_watch import CAP_SECONDS
from sync.province import Province
from sync.state import SyncState

_log = logging.getLogger(__name__)
_RANDOM = SystemRandom()
_AFTER_FAILED_CHORES = 60.0
_LANDING_SECONDS = 10.0
"""What is under way may take at the end of a drain."""
_FOR_EVER = float(threading.TIMEOUT_MAX) / 2

Chores = Callable[[Callable[[], bool]], float | None]
"""Other work for this thread. Gets what says that it must stop, gives the seconds after which it
should be called again, None for never."""


class SyncDaemon:
    """One daemon thread that survives every exception; or, by :meth:`drain`, the caller's own."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        province: Province,
        lines: Sequence[Province],
        free_bytes: Callable[[], int],
        on_state: Callable[[SyncState], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        uniform: Uniform = _RANDOM.uniform,
        chores: Chores = lambda _: None,
        ask_again_after: timedelta = LONG_AFTER,
    ) -> None:
        """``on_state`` is called on the sync thread. ``province`` and ``lines``, of which each
        carries an item at a time, belong to this daemon from now on and are closed by
        :meth:`stop`. ``chores`` are done before each round, so that what
        they make of a file is what is delivered; they bound their own time.
        """
        self._store, self._chores = store, chores
        self._uniform, self._now = uniform, now
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._courier = Courier(
            store=store,
            vault=vault,
            province=province,
            lines=lines,
            now=now,
            uniform=uniform,
            free_bytes=free_bytes,
            on_state=on_state,
            stop=self._stopping.is_set,
            ask_again_after=ask_again_after,
        )
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._failures = 0

    @property
    def state(self) -> SyncState:
        return self._courier.board.state

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There is something to send, or the officer does not want to wait. From any thread."""
        self._courier.hurry()
        self._wake.set()

    def stop(self, seconds: float) -> bool:
        """Ask the thread to end and wait for it; False when it is still busy after ``seconds``.

        Whatever is under way then may be cut off by the end of the program without harm.
        """
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            return False
        self._courier.land(seconds)  # of a drain, which had no thread
        self._courier.close()
        return True

    def drain(self, seconds: float) -> bool:
        """Work on the caller's thread until nothing waits any more that this session may send, at
        most for ``seconds``.

        Returns False when something still waits: time is up, the queue is halted (see ``state``),
        or it waits for the officer or another one. Not to be used besides :meth:`start`.
        """
        try:
            return self._drain(time.monotonic() + seconds)
        finally:
            self._courier.land(_LANDING_SECONDS)

    def _drain(self, until: float) -> bool:
        while not self._stopping.is_set():
            pause = self._round()
            with self._store.read() as work:
                counts, can_go = work.outbox.counts(), work.outbox.can_go(self._now())
            if not counts.waiting + counts.sending:
                return True
            left = until - time.monotonic()
            quiet = self.state.quiet_until
            in_vain = not can_go or (quiet and quiet - self._now() > timedelta(seconds=left))
            if left <= 0 or self.state.halt is not QueueHalt.NONE or in_vain:
                return False
            self._sleep(min(pause, left))
        return False

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._sleep(self._round())
        with suppress(AppError):  # of the store: what ended goes again next time
            self._courier.land(_FOR_EVER)

    def _sleep(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _round(self) -> float:
        """One round; seconds until the next one."""
        wanted = self._do_chores()
        try:
            pause = self._courier.round()
        except AppError as error:
            _log.warning("sync round failed: %s", error)
            self._courier.board.note(last_error=error.code, reference="")
            return self._after_failure()
        except Exception:  # noqa: BLE001 the thread must outlive whatever happens in a round
            reference = secrets.token_hex(4)
            _log.exception("sync round failed, reference %s", reference)
            self._courier.board.note(last_error=Code.UNEXPECTED, reference=reference)
            return self._after_failure()
        self._failures = 0
        return pause if wanted is None else min(pause, wanted)

    def _do_chores(self) -> float | None:
        """Whatever goes wrong in there, the mail goes on."""
        try:
            return self._chores(self._stopping.is_set)
        except AppError as error:
            _log.warning("chores failed: %s", error)
        except Exception:  # noqa: BLE001 the thread must outlive whatever happens in a round
            _log.exception("chores failed, reference %s", secrets.token_hex(4))
        return _AFTER_FAILED_CHORES

    def _after_failure(self) -> float:
        self._failures += 1
        return backoff(
            self._failures, uniform=self._uniform, retry_after=1, cap=CAP_SECONDS
        ).total_seconds()
