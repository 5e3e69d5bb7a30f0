"""Opening a profile whose data this machine cannot open by itself."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.domain.audit import Act
from app.errors import AppError, Code
from app.operations.back_up import backup_folder
from app.operations.give_up_restoring import give_up_restoring
from app.operations.restore_backup import choose_backup, restore_backup
from app.operations.write_audit import audit_log_of
from app.paths import Profile
from app.profile_lock import ProfileLock
from app.secrets import ProfileKey
from app.settings import load_settings
from app.store.backups import Backup, Backups
from app.whole_files import write_whole


@dataclass(frozen=True)
class WayIn:
    """What the officer gave or wants."""

    passphrase: str = field(default="", repr=False)
    recovery_code: str = field(default="", repr=False)
    restore: bool = False
    """Take the newest backup in the place of the data."""
    give_up_restoring: bool = False
    """Go on with the data from before a restoration that cannot be ended."""


def newest_backup(profile: Profile) -> Backup | None:
    """None where there is none, or where nobody can say where they lie."""
    try:
        return Backups(_folder(profile)).latest()
    except (AppError, OSError):
        return None


def take_way_in(profile: Profile, way: WayIn, *, now: datetime) -> None:
    """Make ``profile`` one that opens, with ``way.passphrase`` where it takes one.

    Errors: RECOVERY_CODE_*, PASSPHRASE_*, KEY_LOST, PROFILE_IN_USE, those of ``restore_backup``.
    """
    if way.recovery_code:
        ProfileKey(profile).file.recover(way.recovery_code, way.passphrase)
        with suppress(AppError), audit_log_of(profile) as audit:  # there may be no database left
            audit.note(Act.RECOVERED)
    if way.give_up_restoring:
        give_up_as_act(profile, way.passphrase)
    if way.restore:
        with ProfileLock(profile.lock_file):
            _restore(profile, way, now)


def give_up_as_act(profile: Profile, passphrase: str = "") -> bool:
    """As ``give_up_restoring``, and the audit log says so, if it opens. Errors: PROFILE_IN_USE,
    DISK_FULL, PROFILE_UNWRITABLE.
    """
    with ProfileLock(profile.lock_file):
        given_up = give_up_restoring(profile)
    if given_up:
        with suppress(AppError), audit_log_of(profile, passphrase) as audit:
            audit.note(Act.RESTORE_GIVEN_UP)
    return given_up


def _restore(profile: Profile, way: WayIn, now: datetime) -> None:
    backup = choose_backup(_folder(profile))
    try:
        keys = ProfileKey(profile, way.passphrase).load()
    except AppError as error:
        if error.code is not Code.KEYS_DAMAGED:
            raise
        # The keyring, or the officer, still has what opens the key file of the backup.
        write_whole(profile.keys_file, backup.key_file.read_bytes())
        keys = ProfileKey(profile, way.passphrase).load()
    restore_backup(profile, backup, keys, now=now)


def _folder(profile: Profile) -> Path:
    return backup_folder(profile, load_settings(profile.settings_file).backup)
