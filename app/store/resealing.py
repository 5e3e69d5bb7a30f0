"""Bringing a database under the newest key: from plain, or from a key before a rotation."""

import logging
import os
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.sealing.keys import Keys, Purpose
from app.sealing.plain_database import is_plain_database
from app.store.database import key_literal, open_connection
from app.whole_files import sync_folder, whole_file
from app.wiping import wipe

_log = logging.getLogger(__name__)
PLAIN = b""
_BESIDE = ("-wal", "-shm")


def bring_under_newest_key(path: Path, keys: Keys) -> None:
    """Write the database at ``path`` anew under the newest of ``keys``, unless it is already.

    Before anything else opens it, under the lock of its profile. The new file takes the old one's
    place whole, so that dying anywhere leaves one of them. A file that none of ``keys`` opens is
    left as it is: opening it says so. Errors: DISK_FULL, PROFILE_UNWRITABLE, SQLCipher's own.
    """
    newest, old = keys.key(Purpose.DATABASE, keys.current), opening_key(path, keys)
    readable = path.with_name(path.name + ".plain")
    if old != PLAIN:
        wipe(readable)
    if old == newest:
        return
    _log.info("the database is written anew under key %d", keys.current)
    with whole_file(path) as part:
        _export(path, old, part, newest)
        # Its write-ahead log must not come back and be taken for that of the new file.
        sync_folder(path.parent)
        if old == PLAIN:
            readable.unlink(missing_ok=True)
            os.link(path, readable)
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    wipe(readable)


def opening_key(path: Path, keys: Keys, *, at_rest: bool = False) -> bytes:
    """What opens the database at ``path``: PLAIN, or that of one of ``keys``; the newest where
    there is no file yet, and where none opens it.
    """
    if is_plain_database(path):
        return PLAIN
    newest = keys.key(Purpose.DATABASE, keys.current)
    if len(keys.masters) == 1 or not path.exists():
        return newest
    all_of_them = (keys.key(Purpose.DATABASE, each) for each in sorted(keys.masters, reverse=True))
    return next((key for key in all_of_them if _opens(path, key, at_rest)), newest)


def _opens(path: Path, key: bytes, at_rest: bool) -> bool:
    try:
        with closing(open_connection(path, key, at_rest=at_rest)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlcipher.DatabaseError as error:
        if error.sqlite_errorname == "SQLITE_NOTADB":
            return False
        raise
    return True


def _export(path: Path, old: bytes, target: Path, newest: bytes) -> None:
    with closing(open_connection(path, old)) as connection:
        # All that lies in the write-ahead log belongs to the file before it is left behind.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(target), key_literal(newest)))
        connection.execute("SELECT sqlcipher_export('sealed')")
        connection.execute("DETACH DATABASE sealed")
