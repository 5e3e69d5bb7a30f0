"""Who is writing to which upload at this moment, in this process and in the others."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from sync.reference_province.engine import Database
from sync.reference_province.problems import ProblemCode, come_back_in

T = TypeVar("T")


class Writers:
    """At most one request at a time changes an upload; a second one is told to come back."""

    def __init__(self, database: Database) -> None:
        self._busy: set[str] = set()
        self._lock = threading.Lock()
        self._among_processes = database.advisory_locks()

    @contextmanager
    def only(self, upload_id: str) -> Iterator[None]:
        """Raises ``upload_busy`` when another request is at it."""
        self._take(upload_id)
        try:
            yield
        finally:
            self._give_back(upload_id)

    @asynccontextmanager
    async def only_here(self, upload_id: str, look: Callable[[], T]) -> AsyncIterator[T]:
        """:meth:`only` on an event loop. Gives what ``look`` returns, in a thread, once no other
        request is at it.
        """
        found = await run_in_threadpool(self._take_and, look, upload_id)
        try:
            yield found
        finally:
            if self._among_processes is None:
                self._forget(upload_id)
            else:
                # To its end, also when the request is called off meanwhile.
                await asyncio.shield(run_in_threadpool(self._give_back, upload_id))

    def close(self) -> None:
        if self._among_processes:
            self._among_processes.close()

    def _take(self, upload_id: str) -> None:
        with self._lock:
            if upload_id in self._busy:
                raise come_back_in(ProblemCode.UPLOAD_BUSY, 1)
            self._busy.add(upload_id)
        try:
            if self._among_processes and not self._among_processes.take(upload_id):
                raise come_back_in(ProblemCode.UPLOAD_BUSY, 1)
        except BaseException:
            self._forget(upload_id)
            raise

    def _take_and(self, look: Callable[[], T], upload_id: str) -> T:
        self._take(upload_id)
        try:
            return look()
        except BaseException:
            self._give_back(upload_id)
            raise

    def _give_back(self, upload_id: str) -> None:
        try:
            if self._among_processes:
                self._among_processes.give_back(upload_id)
        finally:
            self._forget(upload_id)

    def _forget(self, upload_id: str) -> None:
        with self._lock:
            self._busy.discard(upload_id)
