"""Putting a backup in the place of the data, after everything in it was found whole."""

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import AppError, Code
from app.paths import Profile
from app.sealing.keys import Keys
from app.sealing.sealed_content import SealedReader, is_sealed
from app.store.backups import KEY_FILE, REPLACED, Backup
from app.store.database import database_errors, open_connection
from app.store.resealing import opening_key
from app.whole_files import disk_errors, make_folder, remove_file, sync_folder, write_whole

_log = logging.getLogger(__name__)
_BESIDE = ("-wal", "-shm")
_CHUNK = 1 << 20
Progress = Callable[[int, int], None]
"""Files done, and of how many."""


def check_database(path: Path, keys: Keys, *, at_rest: bool = False) -> None:
    """Read all of the database: each page as it was sealed, and what SQLite makes of them.

    One ``at_rest`` is nobody's: that of a backup. Errors: DATABASE_DAMAGED. Takes about 0.2 s for
    each 20 MB.
    """
    if not path.exists() or path.stat().st_size == 0:  # SQLite would make one, and find it whole
        raise AppError(Code.DATABASE_DAMAGED, path=str(path))
    with database_errors(path):
        key = opening_key(path, keys, at_rest=at_rest)
        with closing(open_connection(path, key, at_rest=at_rest)) as opened:
            found = opened.execute("PRAGMA cipher_integrity_check").fetchall()
            found += opened.execute("PRAGMA quick_check").fetchall()
    if found != [("ok",)]:
        _log.warning("the database is damaged: %d findings", len(found))
        raise AppError(Code.DATABASE_DAMAGED, path=str(path))


def require_whole(backup: Backup, keys: Keys) -> None:
    """Read all of ``backup``. Errors: BACKUP_DAMAGED with ``day``."""
    try:
        check_database(backup.database, keys, at_rest=True)
        for name, file in backup.files.items():
            _require_readable(backup.content(name), file.bytes, keys)
    except (AppError, OSError) as error:
        _log.warning("%s is not whole: %s", backup.folder.name, error)
        raise AppError(Code.BACKUP_DAMAGED, day=shown_day(backup)) from error


def shown_day(backup: Backup) -> str:
    """When it was made, by this machine's clock."""
    return f"{backup.made_at.astimezone():%d/%m/%Y %H:%M}"


def restore(
    profile: Profile, backup: Backup, keys: Keys, *, now: datetime, on_progress: Progress
) -> Path:
    """Make ``backup``, found whole, the data of ``profile``, which nobody has open.

    Returns where what was there before lies, with the key file that opens it: nothing is thrown
    away. Repeating it after a crash ends the same. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    aside = profile.backups / f"{REPLACED}{now:%Y%m%dT%H%M%S}"
    make_folder(aside)
    for done, name in enumerate(backup.files):
        on_progress(done, len(backup.files))
        _bring_back(backup.content(name), profile.root / name)
    own = profile.keys_before if profile.keys_before.exists() else profile.keys_file
    write_whole(aside / KEY_FILE, own.read_bytes())
    with disk_errors(profile.database):
        _move_aside(profile.database, aside, keys)
        write_whole(profile.database, backup.database.read_bytes())
    remove_file(profile.keys_before)
    return aside


def _require_readable(file: Path, size: int, keys: Keys) -> None:
    if file.stat().st_size != size:
        raise AppError(Code.SEALED_FILE_DAMAGED)
    with file.open("rb") as content:
        sealed = is_sealed(content.read(4))
        content.seek(0)
        if sealed:
            with SealedReader(keys, content) as reader:
                while reader.read(_CHUNK):
                    pass


def _bring_back(copy: Path, target: Path) -> None:
    content = copy.read_bytes()
    if not target.exists() or target.read_bytes() != content:
        write_whole(target, content)


def _move_aside(database: Path, aside: Path, keys: Keys) -> None:
    """The database with all that is in its write-ahead log: a log that stayed behind would be
    taken for the new file's.
    """
    if database.exists():
        try:
            with closing(open_connection(database, opening_key(database, keys))) as opened:
                opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlcipher.DatabaseError as error:
            _log.info("moved aside as it is: %s", error)
    for suffix in (*_BESIDE, ""):
        file = database.with_name(database.name + suffix)
        if file.exists():
            file.replace(aside / file.name)
    sync_folder(aside)
    sync_folder(database.parent)
