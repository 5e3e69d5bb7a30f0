"""Named worker threads: one lane a device, so that no device is ever used by two threads."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """A queue of work done by ``threads`` threads of its own.

    The token lane has one thread as a rule of correctness: python-pkcs11 initialises modules as
    single-threaded and releases the GIL around driver calls (two threads crash the process).
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self.name = name
        self._mine = threading.local()
        self._pool = ThreadPoolExecutor(
            max_workers=threads, thread_name_prefix=name, initializer=self._mark
        )

    def _mark(self) -> None:
        self._mine.here = True

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue ``work``; the future brings its result or its exception."""
        return self._pool.submit(work, *args, **kwargs)

    def require_here(self) -> None:
        """Raise RuntimeError unless the caller runs on this lane."""
        if not getattr(self._mine, "here", False):
            raise RuntimeError(f"must run on the {self.name} lane")

    def close(self) -> None:
        """Drop what has not begun and wait for what has."""
        self._pool.shutdown(wait=True, cancel_futures=True)
