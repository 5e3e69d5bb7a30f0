"""Taking backups by themselves while the program runs."""

import logging
import platform
import secrets
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.audit import Act
from app.errors import AppError, Cancelled, Code
from app.paths import Profile
from app.profile_lock import taking_turns
from app.sealing.key_file import KeyFile
from app.sealing.keys import Keys
from app.settings import BackupSettings
from app.store.backups import DATABASE, Backup, Backups, drop_old_replaced
from app.store.store import Store
from app.whole_files import disk_errors

_log = logging.getLogger(__name__)
_FIRST_SECONDS = 120.0
"""After the start: the officer opens the first dossier, and reads what is waiting."""
_AFTER_FAILURE = timedelta(minutes=15)


def backup_folder(profile: Profile, settings: BackupSettings) -> Path:
    """The office's own place, better on another disk, or the profile's."""
    return Path(settings.folder) if settings.folder else profile.backups


def own_folder(profile: Profile, chosen: Path) -> Path:
    """This counter's own in ``chosen``, which other counters of the office may have, too: each
    lets go of all copies there that its plan does not keep. Errors: KEYS_DAMAGED.
    """
    name = f"quay-{platform.node()}-{KeyFile.load(profile.keys_file).profile[:6]}"
    return chosen if chosen.name == name else chosen / name


def back_up(
    profile: Profile, keys: Keys, folder: Path, *, now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> Backup:  # fmt: skip
    """Take one now, after any other that is under way, and let go of old ones.

    Errors: DISK_FULL, DISK_FAILED, PROFILE_UNWRITABLE, PLACE_UNUSABLE; ``Cancelled`` once
    ``stop()``.
    """
    backups = Backups(folder)
    # The clock, the officer and a command one after the other: whoever lets go of old ones would
    # take what another has copied and not named yet.
    with taking_turns(profile.root / "backup.lock", stop), disk_errors(folder / DATABASE):
        taken = backups.take(profile, keys, now=now, stop=stop)
        backups.drop_old(taken)
        drop_old_replaced(profile)
    return taken


def back_up_as_act(
    profile: Profile, keys: Keys, folder: Path, *, now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> Backup:  # fmt: skip
    """As :func:`back_up`, and the audit log says so; the backup does not hold that entry."""
    taken = back_up(profile, keys, folder, now=now, stop=stop)
    with closing(Store(profile.database, profile.backups, keys)) as store, store.write() as work:
        work.audit.note(Act.BACKED_UP, backup=taken.folder.name)
    return taken


class BackupClock:
    """A daemon thread that takes a backup whenever the last one is old enough."""

    def __init__(
        self,
        profile: Profile,
        keys: Keys,
        *,
        settings: Callable[[], BackupSettings],
        now: Callable[[], datetime],
    ) -> None:
        self._profile, self._keys, self._settings, self._now = profile, keys, settings, now
        self.last_error: AppError | None = None
        """Why the last one failed; None while there is one that is not too old."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends within a file; what was begun is no backup."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait = _FIRST_SECONDS
        while not self._stopping.wait(wait):
            wait = self._round().total_seconds()

    def _is_under_other_keys(self, backup: Backup) -> bool:
        """The newest recovery code must open the newest backup."""
        return backup.key_file.read_bytes() != self._profile.keys_file.read_bytes()

    def _round(self) -> timedelta:
        """Take one if it is due; how long until the next look."""
        settings, now = self._settings(), self._now()
        every = timedelta(hours=settings.hours)
        if not every:
            self.last_error = None
            return _AFTER_FAILURE
        try:
            folder = backup_folder(self._profile, settings)
            last = Backups(folder).latest()
            # A clock that was set back must not stop backups for as long.
            due = last is None or not now - every < last.made_at <= now
            if last is None or due or self._is_under_other_keys(last):
                back_up_as_act(
                    self._profile, self._keys, folder, now=now, stop=self._stopping.is_set
                )
                last = None
        except Cancelled:
            return timedelta()
        except AppError as error:
            _log.warning("no backup: %s", error)
            self.last_error = error
            return _AFTER_FAILURE
        except Exception as error:  # noqa: BLE001 the next one may succeed
            reference = secrets.token_hex(4)
            _log.exception("no backup, reference %s", reference)
            self.last_error = AppError(
                Code.UNEXPECTED, reference=reference, kind=type(error).__name__
            )
            return _AFTER_FAILURE
        self.last_error = None
        return every if last is None else last.made_at + every - now
