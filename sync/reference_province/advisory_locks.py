"""Locks among all processes on one PostgreSQL, gone with the process that held them."""

import hashlib
import threading
from contextlib import suppress

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError


class AdvisoryLocks:
    """One connection of this process holds all its locks. A thread's second lock of one name
    would be granted too: the caller keeps its own threads apart."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._turn = threading.Lock()

    def take(self, name: str) -> bool:
        """Whether ``name`` is now this process's. Raises DBAPIError without the database."""
        with self._turn:
            if self._connection is None:
                self._connection = self._engine.connect()
            return self._ask(self._connection, "SELECT pg_try_advisory_lock(:lock)", name)

    def give_back(self, name: str) -> None:
        """A lost connection has given all back already: no other is opened for that."""
        with self._turn:
            if self._connection is not None:
                with suppress(DBAPIError):
                    self._ask(self._connection, "SELECT pg_advisory_unlock(:lock)", name)

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _ask(self, connection: Connection, question: str, name: str) -> bool:
        digest = hashlib.sha256(name.encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        try:
            return bool(connection.scalar(text(question), {"lock": number}))
        except DBAPIError:
            self._drop()
            raise

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
