"""Room in memory for the pages that are worked on at once, by however many cores there are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PIXELS = 53_000_000
"""A4 at 600 dpi, and half of another one that is read; 13 of A4 at 200 dpi. With eight cores that
comes to 1.5 GB, the reading process included.
"""


class Room:
    """Whoever works on a page waits until there is room for it."""

    def __init__(self, pixels: int = MOST_PIXELS) -> None:
        self._pixels = pixels
        self._taken = 0
        self._freed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Room for a page of ``pixels``; one that is larger than all of it has it alone.

        Not to be taken twice by one thread.
        """
        with self._freed:
            self._freed.wait_for(lambda: not self._taken or self._taken + pixels <= self._pixels)
            self._taken += pixels
        try:
            yield
        finally:
            with self._freed:
                self._taken -= pixels
                self._freed.notify_all()


ROOM = Room()
"""That of this process."""
