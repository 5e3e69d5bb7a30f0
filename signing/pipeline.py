"""A batch on a token: the key signs one document while others are prepared and read back.

Drawing, hashing, time stamps and reading back take longer than many a token, and a slow token
leaves the machine idle. So each document has a thread of its own, a few at a time, and only the
signature itself is made on the thread that owns the token.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Generic, TypeAlias, TypeVar

from app.errors import Cancelled
from signing.algorithms import SignatureAlgorithm
from signing.device import Certificate, SigningSession
from signing.together import Act, batch_size, signed_together

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
    batch = _Batch(session, acts, stop)
    try:
        while batch.begin():
            ended = batch.next_ended()
            yield ended.number, ended.result()
    finally:
        batch.refused = True
        while batch.running:
            batch.next_ended()


_Event: TypeAlias = "tuple[_Place[T], bool]"
"""An act that asks for a signature, or, when true, has ended."""


class _Batch(Generic[T]):
    """Acts under way, and whose turn it is to have a signature."""

    def __init__(
        self, session: SigningSession, acts: Sequence[Act[T]], stop: Callable[[], bool]
    ) -> None:
        self._session, self._stop = session, stop
        self._line: SimpleQueue[_Event[T]] = SimpleQueue()
        self._to_begin = deque(_Place(n, act, session, self._line) for n, act in enumerate(acts))
        self._unsigned: list[_Place[T]] = []
        """Begun, in order, neither signed nor ended."""
        self.running, self.refused = 0, False

    def begin(self) -> bool:
        """Begin as many as may be under way; whether any is."""
        while self._to_begin and self.running < AHEAD and not self.refused and not self._stop():
            place = self._to_begin.popleft()
            self._unsigned.append(place)
            self.running += 1
            place.start()
        return self.running > 0

    def next_ended(self) -> "_Place[T]":
        """Make signatures until an act ends, and tell which."""
        while True:
            # What has ended is told between two signatures, not after all that wait.
            if self._line.empty() and self._unsigned and self._unsigned[0].asks:
                self._serve(self._unsigned.pop(0))
                continue
            place, ended = self._line.get()
            if ended:
                if place in self._unsigned:
                    self._unsigned.remove(place)
                self.running -= 1
                return place
            if place.asks and place not in self._unsigned:
                self._serve(place)  # a second signature of the same act

    def _serve(self, place: "_Place[T]") -> None:
        self.refused = self.refused or self._stop()
        self.refused = not place.serve(self._session, refused=self.refused) or self.refused


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


class _Place(SigningSession, Generic[T]):
    """The session of one act, and the thread that waits for its signature."""

    def __init__(
        self, number: int, act: Act[T], session: SigningSession, line: "SimpleQueue[_Event[T]]"
    ) -> None:
        self.number, self.asks = number, False
        self._act, self._session, self._line = act, session, line
        self._asked = b"", ""
        self._answers: SimpleQueue[bytes | BaseException] = SimpleQueue()
        self._results: list[T] = []
        self._raised: BaseException | None = None

    @property
    def certificate(self) -> Certificate:
        return self._session.certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._session.algorithm

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """Wait for the thread of the token."""
        self._asked, self.asks = (data, digest), True
        self._line.put((self, False))
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def start(self) -> None:
        threading.Thread(target=self._run, name=f"signing-{self.number}").start()

    def serve(self, session: SigningSession, *, refused: bool) -> bool:
        """Answer with a signature; False when there is none, for whatever reason."""
        self.asks = False
        if refused:
            self._answers.put(Cancelled())
            return False
        try:
            self._answers.put(session.sign(*self._asked))
        except BaseException as error:  # noqa: BLE001 (raised where it was asked for)
            self._answers.put(error)
            return False
        return True

    def result(self) -> T:
        if self._raised is not None:
            raise self._raised
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._act(self))
        except BaseException as error:  # noqa: BLE001 (raised again by result)
            self._raised = error
        finally:
            self._line.put((self, True))
