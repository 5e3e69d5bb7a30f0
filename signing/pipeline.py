"""A batch on a token: the key signs one document while others are prepared and read back.

Drawing, hashing, time stamps and reading back take longer than many a token, and a slow token
leaves the machine idle. So each document has a thread of its own, a few at a time, and only the
signature itself is made on the thread that owns the token.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Generic, TypeVar

from app.errors import Cancelled
from signing.device import SigningSession
from signing.together import batch_size, signed_together
from signing.waiting_act import Act, Line, WaitingAct

T = TypeVar("T")

AHEAD = 4
"""Documents under way at once: two being prepared or read back on each core."""


def signed_in_turn(
    session: SigningSession, acts: Sequence[Act[T]], *, stop: Callable[[], bool] = lambda: False
) -> Iterator[tuple[int, T]]:
    """What ``acts`` return, each with its index, as they end; the key is used on this thread.

    Signatures are made in the order of ``acts``. Once the key has refused one, or ``stop()`` is
    true, it is asked for no other: acts that still wait for theirs meet ``Cancelled``, and none is
    begun any more. What is under way is waited for, whatever happens to the caller. Errors: what
    an act raises.
    """
    # To start a thread is to wait until it runs: done once, not while the token has nothing to do.
    with ThreadPoolExecutor(AHEAD, "signing") as threads:
        batch = _Batch(session, acts, stop, threads)
        try:
            while batch.begin():
                ended = batch.next_ended()
                yield ended.number, ended.result()
        finally:
            batch.refused = True
            while batch.running:
                batch.next_ended()


class _Batch(Generic[T]):
    """Acts under way, and whose turn it is to have a signature."""

    def __init__(
        self,
        session: SigningSession,
        acts: Sequence[Act[T]],
        stop: Callable[[], bool],
        threads: ThreadPoolExecutor,
    ) -> None:
        self._session, self._stop, self._threads = session, stop, threads
        self._line: Line[T] = SimpleQueue()
        self._to_begin = deque(
            WaitingAct(number, act, session, self._line) for number, act in enumerate(acts)
        )
        self._unsigned: list[WaitingAct[T]] = []
        """Begun, in order, neither signed nor ended."""
        self.running, self.refused = 0, False

    def begin(self) -> bool:
        """Begin as many as may be under way; whether any is."""
        while self._to_begin and self.running < AHEAD and not self.refused and not self._stop():
            act = self._to_begin.popleft()
            self._unsigned.append(act)
            self.running += 1
            self._threads.submit(act.run)
        return self.running > 0

    def next_ended(self) -> WaitingAct[T]:
        """Make signatures until an act ends, and tell which."""
        while True:
            # What has ended is told between two signatures, not after all that wait.
            if self._line.empty() and self._unsigned and self._unsigned[0].asked:
                self._serve(self._unsigned.pop(0))
                continue
            act, ended = self._line.get()
            if ended:
                if act in self._unsigned:
                    self._unsigned.remove(act)
                self.running -= 1
                return act
            if act.asked and act not in self._unsigned:
                self._serve(act)  # a second signature of the same act

    def _serve(self, act: WaitingAct[T]) -> None:
        """Sign what ``act`` asks for, unless no signature is to be made any more."""
        assert act.asked is not None  # noqa: S101 (it is served because it asks)
        self.refused = self.refused or self._stop()
        if self.refused:
            act.answer(Cancelled())
            return
        try:
            signature = self._session.sign(*act.asked)
        except BaseException as error:  # noqa: BLE001 (raised where it was asked for)
            self.refused = True
            act.answer(error)
        else:
            act.answer(signature)


def signed_in_batches(
    session: SigningSession, acts: Sequence[Act[T]], *, stop: Callable[[], bool] = lambda: False
) -> Iterator[tuple[int, T]]:
    """In turn on a token; together, as many as a confirmation covers, at a signing service."""
    size = batch_size(session)
    if size == 1:
        yield from signed_in_turn(session, acts, stop=stop)
        return
    for start in range(0, len(acts), size):
        if stop():
            return
        done = signed_together(session, acts[start : start + size])
        yield from enumerate(done, start)
