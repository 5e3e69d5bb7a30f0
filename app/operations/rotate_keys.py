"""Exchanging the keys of a profile: begun by somebody, finished at the next start."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import AppError
from app.paths import Profile
from app.sealing.keys import Keys
from app.sealing.profile_keys import ProfileKeys
from app.sealing.sealed_content import HEADER_BYTES, is_sealed, key_number, seal, unseal
from app.whole_files import whole_file

_log = logging.getLogger(__name__)
_NOT_SEALED = frozenset({"backups", "logs", "trust"})


def finish_rotation(
    profile: Profile, keys: Keys, *, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Seal every file of ``profile`` with the newest of ``keys``, then let the older ones go.

    The database went over when it was opened (``app.store.resealing``). Files may be read
    meanwhile. Returns whether it is finished: a file that is in use (Windows) or unreadable keeps
    its key until another time. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    if len(keys.masters) == 1:
        return True
    whole = True
    for file in _sealed_files(profile):
        if stop():
            return False
        whole &= _reseal(file, keys)
    if whole:
        ProfileKeys(profile.keys_file).end_rotation(keys)
        _log.info("all files are sealed with key %d", keys.current)
    return whole


def _sealed_files(profile: Profile) -> Iterator[Path]:
    for place in sorted(profile.root.iterdir()):
        if place.name in _NOT_SEALED:
            continue
        for file in place.rglob("*") if place.is_dir() else (place,):
            if file.is_file() and not file.name.startswith(".part-"):
                yield file


def _reseal(file: Path, keys: Keys) -> bool:
    """Whether ``file`` lies under the newest key now, or is no sealed file at all."""
    try:
        with file.open("rb") as content:
            if not is_sealed(content.read(HEADER_BYTES)):
                return True
            content.seek(0)
            if key_number(content) == keys.current:
                return True
        plain, mode = unseal(keys, file.read_bytes()), file.stat().st_mode
        with whole_file(file) as part:
            part.write_bytes(seal(keys, plain))
            part.chmod(mode | 0o200)
        file.chmod(mode)
    except FileNotFoundError:  # tidied away meanwhile
        return True
    except PermissionError as error:
        _log.info("%s is in use: %s", file.name, error)
        return False
    except AppError as error:
        _log.warning("%s keeps its key: %s", file.name, error)
        return False
    return True
