"""Who waits with a remote device: another one for each batch, the device stays the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from signing.remote.patience import Patience, Waiting


class Attendance:
    """Between a device, made once, and whoever signs with it just now."""

    def __init__(self, interval: float = 2.0) -> None:
        """``interval`` is in seconds, as in ``Patience``."""
        self.interval = interval
        self._heard: Callable[[Waiting], None] = _nobody
        self._stop: Callable[[], bool] = _never
        self._closed = False

    @property
    def patience(self) -> Patience:
        """What the device waits with."""
        return Patience(on_wait=self._hear, stop=self._stopped, interval=self.interval)

    @contextmanager
    def of(
        self, on_wait: Callable[[Waiting], None], stop: Callable[[], bool]
    ) -> Iterator[Callable[[], bool]]:
        """For a block, ``on_wait`` hears of the waiting and ``stop`` ends it.

        Yields whether to stop: because of ``stop``, or because the program ends.
        """
        before = self._heard, self._stop
        self._heard, self._stop = on_wait, stop
        try:
            yield self._stopped
        finally:
            self._heard, self._stop = before

    def _hear(self, waiting: Waiting) -> None:
        self._heard(waiting)

    def _stopped(self) -> bool:
        return self._closed or self._stop()

    def close(self) -> None:
        """Let nothing wait any more: the program ends."""
        self._closed = True


def _nobody(_: Waiting) -> None:
    """Nobody waits along."""


def _never() -> bool:
    return False
