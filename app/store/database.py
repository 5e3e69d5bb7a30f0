"""The one place that opens the database file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import AppError, Code

_WRITES = "quay_writes"
_ROOM_BYTES = 1_000_000
"""With less than this left, SQLite's files may be unable to grow."""
_BUSY_SECONDS = 15
_CACHE_KB = -16_000
"""Negative counts KB (PRAGMA cache_size): pages that are opened already are not opened again."""


def open_engine(path: Path, key: bytes) -> Engine:
    """An engine on the SQLCipher file at ``path``, durable at every commit. An empty ``key`` is for
    one that is still plain.

    WAL lets screens read while a lane writes; ``synchronous=FULL`` makes a commit survive a power
    cut. Transactions are begun by us, because the driver's own handling begins them too late.
    What SQLite spills goes to memory: SQLCipher is built so (SQLITE_TEMP_STORE=2).
    """
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlcipher,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    def configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        if key:
            unlock(connection, key)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"cache_size={_CACHE_KB}",
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", _begin)
    return engine


def open_connection(path: Path, key: bytes, *, at_rest: bool = False) -> Any:
    """A bare connection, for what concerns the whole file. An empty ``key`` opens a plain file.

    Of one ``at_rest`` nothing is written beside it either, for its disk may take no writing.
    """
    place = f"{path.absolute().as_uri()}?immutable=1" if at_rest else str(path)
    connection = sqlcipher.connect(place, timeout=_BUSY_SECONDS, isolation_level=None, uri=at_rest)
    if key:
        unlock(connection, key)
    return connection


def unlock(connection: Any, key: bytes) -> None:
    """Give ``connection`` its key: raw, because a passphrase costs 140 ms a connection."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level = NONE")  # else a wrong key is told on standard error
    cursor.execute(f'PRAGMA key = "{key_literal(key)}"')
    cursor.close()


def key_literal(key: bytes) -> str:
    """``key`` as SQLCipher reads a raw one."""
    return f"x'{key.hex()}'"


def writing(engine: Engine) -> Engine:
    """``engine``, taking the write lock at the start of each transaction.

    A transaction that first reads and then writes could otherwise fail half-way when another
    writer was faster.
    """
    return engine.execution_options(**{_WRITES: True})


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Translate what SQLite says about ``path``."""
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        # SQLAlchemy wraps the driver's error; the driver raises bare ones while connecting.
        cause = error.orig if isinstance(error, DatabaseError) else error
        name = getattr(cause, "sqlite_errorname", "") or ""
        if name.startswith("SQLITE_FULL") or (
            # Where the write-ahead log's index finds no room, SQLite speaks of input and output.
            name.startswith("SQLITE_IOERR") and _is_full(path.parent)
        ):
            raise AppError(Code.DISK_FULL, folder=str(path.parent)) from error
        if name.startswith("SQLITE_IOERR"):
            raise AppError(Code.DISK_FAILED, folder=str(path.parent)) from error
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
