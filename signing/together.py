"""Many documents under one confirmation: each is prepared, then all are signed."""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

from signing.algorithms import SignatureAlgorithm
from signing.device import Certificate, SigningSession

T = TypeVar("T")
Act = Callable[[SigningSession], T]
"""Signs one document with the session that it is given."""

_MOST_AT_ONCE = 50
"""Prepared documents are open files and threads."""


def batch_size(session: SigningSession) -> int:
    """How many documents go together with ``session``."""
    return max(1, min(session.together, _MOST_AT_ONCE))


def signed_together(session: SigningSession, acts: Sequence[Act[T]]) -> list[T]:
    """What ``acts`` return, their signatures made by as few ``sign_all`` as can be.

    Only one of them runs at any time, each on a thread of its own; the session is used on the
    calling thread. When signing fails, every act meets that error at its own ``sign``. Errors:
    what an act raises, once all have ended.
    """
    if len(acts) == 1:
        return [acts[0](session)]
    places = [_Place(session, act) for act in acts]
    waiting = [place for place in places if place.goes_on()]
    while waiting:
        # All ask for the same digest, the session's own.
        try:
            signatures = session.sign_all([place.data for place in waiting], waiting[0].digest)
        except BaseException as error:  # noqa: BLE001 (handed to every act, and raised by it)
            waiting = [place for place in waiting if place.goes_on(error)]
        else:
            answered = zip(waiting, signatures, strict=True)
            waiting = [place for place, signature in answered if place.goes_on(signature)]
    return [place.result() for place in places]


class _Place(SigningSession, Generic[T]):
    """The session of one act, and the thread on which it waits for its signature."""

    def __init__(self, session: SigningSession, act: Act[T]) -> None:
        self._session, self._act = session, act
        self.data, self.digest = b"", ""
        self._returned: list[T] = []
        self._raised: BaseException | None = None
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._answers: SimpleQueue[bytes | BaseException] = SimpleQueue()
        self._thread = threading.Thread(target=self._run)

    @property
    def certificate(self) -> Certificate:
        return self._session.certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._session.algorithm

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """Wait until the others are as far."""
        self.data, self.digest = data, digest
        self._asked.put(True)
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def goes_on(self, answer: bytes | BaseException | None = None) -> bool:
        """Let the act run, with ``answer`` to what it asked; whether it asks once more."""
        if answer is None:
            self._thread.start()
        else:
            self._answers.put(answer)
        return self._asked.get()

    def result(self) -> T:
        self._thread.join()
        if self._raised is not None:
            raise self._raised
        return self._returned[0]

    def _run(self) -> None:
        try:
            self._returned.append(self._act(self))
        except BaseException as error:  # noqa: BLE001 (raised again by result)
            self._raised = error
        finally:
            self._asked.put(False)
