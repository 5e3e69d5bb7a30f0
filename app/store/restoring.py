"""Putting a backup in the place of the data, after everything in it was found whole."""

import logging
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import AppError, Code
from app.paths import AUDIT_SEAL, Profile
from app.sealing.keys import Keys
from app.sealing.sealed_content import SealedReader, is_sealed
from app.store.backups import DATABASE, KEPT_FOLDERS, KEY_FILE, Backup
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
    profile: Profile, backup: Backup, keys: Keys, *, aside: Path, on_progress: Progress
) -> None:
    """Make ``backup``, found whole, the data of ``profile``, which nobody has open.

    ``aside``, a folder of this restoration alone, gets what was there before, with the key file
    that opens it: nothing is thrown away. Repeating it after a crash ends the same. Errors:
    DISK_FULL, PROFILE_UNWRITABLE.
    """
    make_folder(aside)
    own = profile.keys_before if profile.keys_before.exists() else profile.keys_file
    for file, copy in ((own, aside / KEY_FILE), (profile.root / AUDIT_SEAL, aside / AUDIT_SEAL)):
        if file.exists() and not copy.exists():
            write_whole(copy, file.read_bytes())
    for done, name in enumerate(backup.files):
        on_progress(done, len(backup.files))
        _bring_back(backup.content(name), profile.root / name, aside / name)
    with disk_errors(profile.database):
        if (aside / DATABASE).exists():  # then what is in its place is the backup's
            _remove_log(profile.database)
        else:
            _move_aside(profile.database, aside, keys)
        write_whole(profile.database, backup.database.read_bytes())
    remove_file(profile.keys_before)


def take_back(profile: Profile, aside: Path, added: Iterable[str]) -> None:
    """Undo what :func:`restore` did with ``aside``; the files ``added`` are the backup's alone.

    Repeating it after a crash ends the same. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    with disk_errors(profile.database):
        if (aside / DATABASE).exists():
            _remove_log(profile.database)
        for suffix in ("", "-wal"):
            _move(aside / f"{DATABASE}{suffix}", profile.root / f"{DATABASE}{suffix}")
        for name in added:
            (profile.root / name).unlink(missing_ok=True)
        for folder in KEPT_FOLDERS:
            for file in sorted((aside / folder).rglob("*")):
                if file.is_file():
                    _move(file, profile.root / file.relative_to(aside))
        _move(aside / AUDIT_SEAL, profile.root / AUDIT_SEAL)


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


def _bring_back(copy: Path, target: Path, before: Path) -> None:
    content = copy.read_bytes()
    if target.exists():
        if target.read_bytes() == content:
            return
        if not before.exists():
            _move(target, before)
    write_whole(target, content)


def _move(file: Path, target: Path) -> None:
    """Durably, if it is there."""
    if file.exists():
        make_folder(target.parent)
        file.replace(target)
        sync_folder(target.parent)
        sync_folder(file.parent)


def _remove_log(database: Path) -> None:
    """It would be taken for that of the file which takes the place of ``database``."""
    for suffix in _BESIDE:
        remove_file(database.with_name(database.name + suffix))


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
