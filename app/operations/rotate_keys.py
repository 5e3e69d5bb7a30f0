"""Exchanging the keys of a profile: begun by somebody, finished at the next start."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import AppError, Code
from app.paths import Profile
from app.profile_lock import taking_turns
from app.sealing.keys import Keys
from app.sealing.profile_keys import SEALING_LOCK, ProfileKeys
from app.sealing.sealed_content import HEADER_BYTES, is_sealed, key_number, seal, unseal
from app.store.database import database_errors
from app.store.migration import copies_in
from app.store.resealing import bring_under_newest_key
from app.whole_files import whole_file

_log = logging.getLogger(__name__)
_NOT_SEALED = frozenset({"backups", "logs", "trust"})


def finish_rotation(
    profile: Profile, keys: Keys, *, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Seal every file of ``profile`` with the newest of ``keys``, and the copies of its database
    that migrations made; let the older keys go when no file was found under them.

    So they go one round later than the last file: a command that began before, and seals with the
    key that it knew, is waited for. The database went over when it was opened
    (``app.store.resealing``). Files may be read meanwhile. Returns whether the older keys are gone:
    a file that is in use (Windows) or unreadable keeps its key until another time. Errors:
    DISK_FULL.
    """
    for copy in copies_in(profile.backups):
        if stop():
            return False
        _reseal_database(copy, keys)
    if len(keys.masters) == 1:
        return True
    left = 0
    for file in _sealed_files(profile):
        if stop():
            return False
        if _is_under_older_key(file, keys):
            left += 1
            with taking_turns(profile.root / SEALING_LOCK):
                _reseal(file, keys)
    if left:
        _log.info("%d files were sealed with an older key", left)
        return False
    ProfileKeys(profile.keys_file).end_rotation(keys)
    _log.info("all files are sealed with key %d", keys.current)
    return True


def _sealed_files(profile: Profile) -> Iterator[Path]:
    for place in sorted(profile.root.iterdir()):
        if place.name in _NOT_SEALED:
            continue
        for file in place.rglob("*") if place.is_dir() else (place,):
            if file.is_file() and not file.name.startswith(".part-"):
                yield file


def _is_under_older_key(file: Path, keys: Keys) -> bool:
    try:
        with file.open("rb") as content:
            if not is_sealed(content.read(HEADER_BYTES)):
                return False
            content.seek(0)
            return key_number(content) != keys.current
    except FileNotFoundError:  # tidied away meanwhile
        return False


def _reseal_database(copy: Path, keys: Keys) -> None:
    """A damaged copy keeps its key, which nobody waits for: the data are not in it alone."""
    try:
        with database_errors(copy):
            bring_under_newest_key(copy, keys)
    except AppError as error:
        if error.code is Code.DISK_FULL:
            raise
        _log.warning("%s keeps its key: %s", copy.name, error)


def _reseal(file: Path, keys: Keys) -> None:
    try:
        before = file.stat()
        plain = unseal(keys, file.read_bytes())
        with whole_file(file) as part:
            part.write_bytes(seal(keys, plain))
            part.chmod(before.st_mode | 0o200)
            with part.open("rb+") as written:
                os.fsync(written.fileno())  # takes long, and what follows must not
            if not os.path.samestat(before, file.stat()):
                raise FileNotFoundError
        file.chmod(before.st_mode)
    except FileNotFoundError:  # tidied away meanwhile, or another is there
        return
    except PermissionError as error:  # another program holds it (Windows)
        _log.info("%s is in use: %s", file.name, error)
    except AppError as error:
        if error.code is Code.DISK_FULL:
            raise
        _log.warning("%s keeps its key: %s", file.name, error)
