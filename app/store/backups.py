"""Copies of the counter's data, sealed as the data are, to be restored when those are lost.

| In the folder of backups | Is |
|---|---|
| ``backup-20261127T024500Z/quay.sqlite3`` | the database at that moment |
| ``backup-…/keys.json`` | the key file of that moment: a recovery code printed before opens it |
| ``backup-…/manifest.json`` | which files belong to it; written last, so that it says "whole" |
| ``files/vault/…``, ``files/work/…`` | their contents, each once for all backups |
"""

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.backup_plan import backups_to_keep
from app.errors import Cancelled
from app.paths import Profile
from app.sealing.keys import Keys
from app.sealing.sealed_content import HEADER_BYTES
from app.store.database import database_errors, open_connection
from app.store.resealing import opening_key
from app.whole_files import disk_errors, make_folder, remove_file, whole_file, write_whole

_log = logging.getLogger(__name__)
_NAME = re.compile(r"^backup-(\d{8}T\d{6}Z)$")
_VERSION = re.compile(r"^[0-9a-f]{16}$")
_TIME = "%Y%m%dT%H%M%SZ"
_MANIFEST = "manifest.json"
REPLACED = "replaced-"
"""Folders with what was there before a restoration."""
_KEPT_REPLACED = 3
_FILES = "files"
DATABASE, KEY_FILE = "quay.sqlite3", "keys.json"
KEPT_FOLDERS = ("vault", "work")
"""Of the profile; relative names in the manifest begin with one of them."""


@dataclass(frozen=True)
class Copied:
    bytes: int
    version: str
    """Tells it from the same file sealed at another time: the salt of its key."""


@dataclass(frozen=True)
class Backup:
    folder: Path
    made_at: datetime
    """UTC, to the second."""
    files: dict[str, "Copied"]
    """By name relative to the profile, sealed as they lie there."""

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def key_file(self) -> Path:
        return self.folder / KEY_FILE

    def content(self, name: str) -> Path:
        """Where the copy of the file ``name`` lies."""
        return _content(self.folder.parent, name, self.files[name])


class Backups:
    """Those in ``folder``, newest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> tuple[Backup, ...]:
        """The whole ones; what was being made when the power failed is not among them.

        Errors: DISK_FAILED, PROFILE_UNWRITABLE.
        """
        with disk_errors(self.folder / _MANIFEST):
            found = map(_read, sorted(self.folder.glob("backup-*"), reverse=True))
            return tuple(each for each in found if each is not None)

    def latest(self) -> Backup | None:
        return next(iter(self.all()), None)

    def take(
        self, profile: Profile, keys: Keys, *, now: datetime, stop: Callable[[], bool]
    ) -> Backup:
        """Copy the data of ``profile``, which may be in use. Only what is new is copied.

        Errors: DISK_FULL, DISK_FAILED, PROFILE_UNWRITABLE, PLACE_UNUSABLE; ``Cancelled`` once
        ``stop()``.
        """
        made_at = now.astimezone(UTC).replace(microsecond=0)
        target = self.folder / f"backup-{made_at.strftime(_TIME)}"
        make_folder(target)
        try:
            return self._take(target, made_at, profile, keys, stop)
        except BaseException:
            # Else each try would take more of a disk that is full.
            if not (target / _MANIFEST).exists():
                shutil.rmtree(target, ignore_errors=True)
            raise

    def _take(
        self, target: Path, made_at: datetime, profile: Profile, keys: Keys,
        stop: Callable[[], bool],
    ) -> Backup:  # fmt: skip
        # Of two disks the other one fails, or is full, more often.
        with database_errors(target / DATABASE), disk_errors(target / DATABASE):
            _copy_database(profile.database, target / DATABASE, opening_key(profile.database, keys))
            write_whole(target / KEY_FILE, profile.keys_file.read_bytes())
        # After the database: what it names is never less than what is copied.
        files = dict(self._copied(profile, stop))
        listed = {name: [each.bytes, each.version] for name, each in files.items()}
        said = {"format": 1, "made_at": made_at.isoformat(), "files": listed}
        write_whole(target / _MANIFEST, json.dumps(said, indent=0).encode())
        return Backup(target, made_at, files)

    def drop_old(self, taken: Backup) -> None:
        """Remove what the plan does not keep, and contents that no backup names any more.

        ``taken`` just now stays, also when a clock that was ahead made others look newer.
        """
        whole = self.all()
        wanted = backups_to_keep(each.made_at for each in whole) | {taken.made_at}
        kept = [each for each in whole if each.made_at in wanted]
        names = {each.folder.name for each in kept}
        for folder in self.folder.glob("backup-*"):
            if _NAME.match(folder.name) and folder.name not in names:
                # First what says that it is whole.
                remove_file(folder / _MANIFEST)
                shutil.rmtree(folder)
        needed = {each.content(name) for each in kept for name in each.files}
        for file in [each for each in (self.folder / _FILES).rglob("*") if each.is_file()]:
            if file not in needed:
                file.unlink()

    def _copied(self, profile: Profile, stop: Callable[[], bool]) -> Iterator[tuple[str, Copied]]:
        for source in _files_of(profile):
            if stop():
                raise Cancelled
            name = source.relative_to(profile.root).as_posix()
            try:
                found = Copied(source.stat().st_size, _version(source))
                target = _content(self.folder, name, found)
                if not target.exists():
                    with whole_file(target) as part:
                        shutil.copyfile(source, part)
            except FileNotFoundError:  # tidied away meanwhile
                continue
            yield name, found


def drop_old_replaced(profile: Profile) -> None:
    """Remove what restorations put aside but for the latest, wherever backups lie."""
    if profile.restore_wish.exists():  # one is under way, and may be given up
        return
    for folder in sorted(profile.backups.glob(f"{REPLACED}*"))[:-_KEPT_REPLACED]:
        shutil.rmtree(folder)


def _files_of(profile: Profile) -> Iterator[Path]:
    """All that is sealed there; what is deeper is a driver's, and still plain."""
    for folder in KEPT_FOLDERS:
        for file in sorted((profile.root / folder).glob("*/*")):
            if file.is_file() and not file.name.startswith(".part-"):
                yield file


def _content(backups: Path, name: str, file: Copied) -> Path:
    return backups / _FILES / f"{name}.{file.version}"


def _version(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.sha256(content.read(HEADER_BYTES)).hexdigest()[:16]


def _copy_database(source: Path, target: Path, key: bytes) -> None:
    """SQLite's own backup, which is consistent whatever the write-ahead log holds."""
    target.unlink(missing_ok=True)
    with closing(open_connection(source, key)) as old, closing(open_connection(target, key)) as new:
        old.backup(new)


def _read(folder: Path) -> Backup | None:
    if not _NAME.match(folder.name):
        return None
    try:
        said = json.loads((folder / _MANIFEST).read_bytes())
        files = {
            str(name): Copied(int(size), str(version))
            for name, (size, version) in said["files"].items()
        }
        made_at = datetime.fromisoformat(said["made_at"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _log.warning("%s is unreadable: %s", folder.name, type(error).__name__)
        return None
    safe = all(_is_inside(name) and _VERSION.match(each.version) for name, each in files.items())
    safe = safe and made_at.tzinfo is not None
    return Backup(folder, made_at, files) if safe else None


def _is_inside(name: str) -> bool:
    """A name of a manifest must not lead out of the profile."""
    parts = name.split("/")
    return parts[0] in KEPT_FOLDERS and len(parts) > 1 and not set(parts) & {"", ".", ".."}
