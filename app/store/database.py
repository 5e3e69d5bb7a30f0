"""The one place that opens the database file."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import AppError, Code

_WRITES = "quay_writes"
_ROOM_BYTES = 1_000_000
"""With less than this left, SQLite's files may be unable to grow."""


def open_engine(path: Path) -> Engine:
    """An engine on the SQLite file at ``path``, durable at every commit.

    WAL lets screens read while a lane writes; ``synchronous=FULL`` makes a commit survive a power
    cut. Transactions are begun by us, because the driver's own handling begins them too late.
    """
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 15, "check_same_thread": False}
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """``engine``, taking the write lock at the start of each transaction.

    A transaction that first reads and then writes could otherwise fail half-way when another
    writer was faster.
    """
    return engine.execution_options(**{_WRITES: True})


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Translate what SQLite says about ``path``."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        # SQLAlchemy wraps the driver's error; the driver raises bare ones while connecting.
        cause = error.orig if isinstance(error, DatabaseError) else error
        name = getattr(cause, "sqlite_errorname", "") or ""
        if name.startswith("SQLITE_FULL") or (
            # Where the write-ahead log's index finds no room, SQLite speaks of input and output.
            name.startswith("SQLITE_IOERR") and _is_full(path.parent)
        ):
            raise AppError(Code.DISK_FULL, folder=str(path.parent)) from error
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise AppError(Code.DATABASE_DAMAGED, path=str(path)) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise AppError(Code.PROFILE_UNWRITABLE, folder=str(path.parent)) from error
        raise


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM_BYTES
    except OSError:
        return False
