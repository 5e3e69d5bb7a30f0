"""Somebody beside a SANE driver, which may sit in one call for ever."""

import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from app.errors import AppError, Cancelled, Code

_LOOK_SECONDS = 0.1
_QUIET_SECONDS = 0.5
"""Without a line of the page, after which it is asked from beside whether to stop."""
PAGE_SECONDS = 180.0
"""Without a line, warming up included, after which the device is taken to be gone; as eSCL's."""


class Watch:
    """Ends the page under way once ``stop()`` is true or the device is silent too long.

    ``stop`` is asked with each line, on the thread that scans, and where no line comes on a thread
    of its own: SANE lets ``cancel`` be called while another call is under way (SANE 1.06, 4.3.11).
    """

    def __init__(
        self,
        cancel: Callable[[], object],
        stop: Callable[[], bool],
        *,
        device: str,
        seconds: float = PAGE_SECONDS,
    ) -> None:
        self._cancel, self._stop = cancel, stop
        self._device, self._seconds = device, seconds
        self._ended: BaseException | None = None
        self._heard = monotonic()
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="scanner-watch", daemon=True)

    def line(self) -> None:
        """A line came. Raises nothing: python-sane 2.9 would crash the process."""
        self._heard = monotonic()
        self._ask()

    def end(self, error: BaseException) -> None:
        """End the page; :meth:`__exit__` raises the first error."""
        with self._turn:
            if self._ended is None and not self._over.is_set():
                self._ended = error
                self._cancel()

    def _ask(self) -> None:
        if self._ended is not None:
            return
        try:
            if self._stop():
                raise Cancelled
        except BaseException as error:  # noqa: BLE001 (raised again at the end)
            self.end(error)

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            quiet = monotonic() - self._heard
            if quiet > self._seconds:
                self.end(AppError(Code.SCANNER_GONE, device=self._device, said="timeout"))
            elif quiet > _QUIET_SECONDS:
                self._ask()

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._turn:
            self._over.set()
        self._thread.join()
        # Some drivers return the part of the page that was read as if it were whole.
        if self._ended is not None:
            raise self._ended
