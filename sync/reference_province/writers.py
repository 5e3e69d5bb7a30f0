"""Who is writing to which upload at this moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sync.reference_province.problems import ProblemCode, come_back_in


class Writers:
    """At most one request at a time changes an upload; a second one is told to come back."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def only(self, upload_id: str) -> Iterator[None]:
        """Raises ``upload_busy`` when another request is at it."""
        with self._lock:
            if upload_id in self._busy:
                raise come_back_in(ProblemCode.UPLOAD_BUSY, 1)
            self._busy.add(upload_id)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(upload_id)
