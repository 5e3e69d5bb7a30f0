"""One document of a batch: worked on by a thread that waits where it needs a signature."""

from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeAlias, TypeVar

from signing.algorithms import SignatureAlgorithm
from signing.device import Certificate, SigningSession

T = TypeVar("T")
Act = Callable[[SigningSession], T]
"""Signs one document with the session that it is given."""
Line: TypeAlias = "SimpleQueue[tuple[WaitingAct[T], bool]]"
"""Acts as they come: one asks for a signature, or, when true, has ended."""


class WaitingAct(SigningSession, Generic[T]):
    """The session that an act is given: ``sign`` waits for the thread that owns the real one."""

    def __init__(self, number: int, act: Act[T], session: SigningSession, line: "Line[T]") -> None:
        self.number = number
        self.asked: tuple[bytes, str] | None = None
        """The data and digest that wait for a signature."""
        self._act, self._session, self._line = act, session, line
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
        """Wait for :meth:`answer`."""
        self.asked = data, digest
        self._line.put((self, False))
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def answer(self, answer: bytes | BaseException) -> None:
        """Let the act go on with the signature that it asked for, or with an error."""
        self.asked = None
        self._answers.put(answer)

    def result(self) -> T:
        """What the act returned, once it has ended, or raised."""
        if self._raised is not None:
            raise self._raised
        return self._results[0]

    def run(self) -> None:
        """Do the act, on a thread that may be kept waiting."""
        try:
            self._results.append(self._act(self))
        except BaseException as error:  # noqa: BLE001 (raised again by result)
            self._raised = error
        finally:
            self._line.put((self, True))
