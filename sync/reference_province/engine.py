"""The connection to the database: SQLite that survives a power cut, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from sync.reference_province.advisory_locks import AdvisoryLocks
from sync.reference_province.schema import make_tables

LOCK_WAIT_SECONDS = 10.0
"""For another writer, or for a connection. A counter listens for 30 s: it shall hear that the
province is busy before it gives up and asks once more."""
# One connection for each thread that may serve a request, so that none waits for another's; a
# PostgreSQL as it comes has 100 for all processes together.
POOL, OVERFLOW = 10, 40
ALL_CONNECTIONS, FEWEST = 80, 5


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


class Database:
    def __init__(self, url: str, *, workers: int = 1) -> None:
        most = max(FEWEST, ALL_CONNECTIONS // workers)
        # Parameters hold citizens' numbers: they stay out of exceptions and logs.
        self._engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=min(POOL, most),
            max_overflow=min(OVERFLOW, max(0, most - POOL)),
            pool_timeout=LOCK_WAIT_SECONDS,
        )
        if is_sqlite(url):
            _use_sqlite(self._engine)
        else:
            event.listen(self._engine, "connect", _bound_waits)
        self._writing = self._engine.execution_options(write=True)

    def make_tables(self) -> None:
        make_tables(self._writing)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed whole at the end, undone by an exception."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def hold_still(self, session: Session) -> None:
        """Let everything that ``session`` reads be of one moment, as in SQLite it is anyway."""
        if self._engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})

    def advisory_locks(self) -> AdvisoryLocks | None:
        """None on SQLite, which one process has for itself."""
        return AdvisoryLocks(self._engine) if self._engine.dialect.name == "postgresql" else None

    def close(self) -> None:
        self._engine.dispose()


def _use_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)


def _prepare_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin, not in the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_lock_wait_ms()}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _bound_waits(connection: Any, _record: object) -> None:
    """PostgreSQL itself waits for a lock for ever."""
    connection.autocommit = True  # in a transaction it would be forgotten with it
    connection.execute(f"SET lock_timeout = {_lock_wait_ms()}")
    connection.autocommit = False


def _lock_wait_ms() -> int:
    return int(LOCK_WAIT_SECONDS * 1000)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer in SQLite:
    # it fails. Those that will write take the lock at once.
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
