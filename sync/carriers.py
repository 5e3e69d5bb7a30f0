"""Threads that carry items to the province side by side, each over a line of its own."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from app.domain.submission import OutboxItem
from sync.carrying import Ending
from sync.province import Province


class Carriers:
    """Told by the courier what to carry, one item a thread; decide nothing.

    All methods but :meth:`nudge` belong to the courier's thread.
    """

    def __init__(
        self, lines: Sequence[Province], carry: Callable[[OutboxItem, Province], Ending]
    ) -> None:
        """``lines`` belong to the carriers from now on; ``carry`` must not raise."""
        self._lines, self._carry = tuple(lines), carry
        self._wanted: SimpleQueue[OutboxItem | None] = SimpleQueue()
        self._ended: SimpleQueue[Ending | None] = SimpleQueue()
        self._came: list[Ending] = []
        self._threads: list[threading.Thread] = []
        self._in_flight: set[int] = set()

    @property
    def in_flight(self) -> frozenset[int]:
        """Ids of items that were begun and whose ending was not collected."""
        return frozenset(self._in_flight)

    @property
    def room(self) -> int:
        """How many more items can be begun now."""
        return len(self._lines) - len(self._in_flight)

    def begin(self, item: OutboxItem) -> None:
        """Carry ``item``, for which there must be room."""
        self._in_flight.add(item.id)
        if len(self._threads) < len(self._in_flight):
            line = self._lines[len(self._threads)]
            name = f"carrier-{len(self._threads) + 1}"
            # A daemon: whatever is under way may be cut off by the end of the program.
            thread = threading.Thread(target=self._run, args=(line,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._wanted.put(item)

    def wait(self, seconds: float) -> None:
        """Until something ended, somebody nudged, or ``seconds`` are over."""
        with suppress(Empty):
            self._take(self._ended.get(timeout=max(seconds, 0)))

    def ended(self) -> list[Ending]:
        """What ended since it was asked last."""
        while True:
            try:
                self._take(self._ended.get_nowait())
            except Empty:
                break
        came, self._came = self._came, []
        self._in_flight -= {ending.item.id for ending in came}
        return came

    def nudge(self) -> None:
        """End :meth:`wait` now. From any thread."""
        self._ended.put(None)

    def close(self) -> None:
        """Let threads and lines go. What is still in flight ends, unheard, with the program."""
        for _ in self._threads:
            self._wanted.put(None)
        if self._in_flight:
            return
        for thread in self._threads:
            thread.join()
        for line in self._lines:
            line.close()

    def _take(self, ending: Ending | None) -> None:
        if ending is not None:
            self._came.append(ending)

    def _run(self, line: Province) -> None:
        while (item := self._wanted.get()) is not None:
            self._ended.put(self._carry(item, line))
