"""Waiting for what may never answer, a device or a process, while somebody may want to stop."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

from app.errors import Cancelled

T = TypeVar("T")
_LOOK_SECONDS = 0.1
"""How often ``stop`` is asked."""


def wait_for(
    work: Callable[[threading.Event], T], *, seconds: float, stop: Callable[[], bool]
) -> T:
    """What ``work`` returns or raises, at the latest after ``seconds``.

    Work that is given up goes on in a thread of its own; it finds its event set and shall end.
    Errors: ``TimeoutError``; ``Cancelled`` once ``stop()`` is true.
    """
    given_up = threading.Event()
    outcome: SimpleQueue[_Outcome[T]] = SimpleQueue()

    def run() -> None:
        try:
            outcome.put(_Outcome(work(given_up), None))
        # Whatever it is, it is raised again where it is waited for.
        except BaseException as error:  # noqa: BLE001
            outcome.put(_Outcome(None, error))

    # A daemon: a socket that is silent must not keep the program from ending.
    threading.Thread(target=run, name="waiting", daemon=True).start()
    deadline = monotonic() + seconds
    try:
        while True:
            if stop():
                raise Cancelled
            try:
                return outcome.get(timeout=_LOOK_SECONDS).result()
            except Empty:
                if monotonic() > deadline:
                    raise TimeoutError from None
    finally:
        given_up.set()


def pause(seconds: float, stop: Callable[[], bool]) -> None:
    """Errors: ``Cancelled`` once ``stop()`` is true."""
    woken, deadline = threading.Event(), monotonic() + seconds
    while (left := deadline - monotonic()) > 0:
        if stop():
            raise Cancelled
        woken.wait(min(left, _LOOK_SECONDS))


class _Outcome(Generic[T]):
    def __init__(self, value: T | None, error: BaseException | None) -> None:
        self._value, self._error = value, error

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]
