"""Bringing a profile back to a backup, whatever happens on the way."""

import logging
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from app.domain.audit import EMPTY, Act, ChainEnd
from app.errors import AppError, Code
from app.operations.audit_seal import AuditSeal
from app.operations.restore_wish import Wish
from app.paths import Profile
from app.sealing.key_file import KeyFile
from app.sealing.keys import Keys
from app.sealing.profile_keys import ProfileKeys
from app.store.backups import REPLACED, Backup, Backups
from app.store.restoring import Progress, require_whole, restore, shown_day
from app.store.store import Store, Work
from app.whole_files import remove_file, sync_folder, write_whole

_log = logging.getLogger(__name__)


def choose_backup(folder: Path, made_at: str = "") -> Backup:
    """The newest in ``folder``, or the newest whose folder's name holds ``made_at``.

    Errors: BACKUP_ABSENT.
    """
    found = [each for each in Backups(folder).all() if made_at in each.folder.name]
    if not found:
        raise AppError(Code.BACKUP_ABSENT, folder=str(folder))
    return found[0]


def keys_of_backup(profile: Profile, backup: Backup, code: str, passphrase: str = "") -> Keys:
    """Those that the recovery ``code`` of its time opens; they become the profile's.

    For a new machine, and for a backup from before the keys were exchanged. Errors: KEYS_DAMAGED,
    RECOVERY_CODE_MALFORMED, RECOVERY_CODE_WRONG, PASSPHRASE_NOT_SET, BACKUP_DAMAGED; then nothing
    was changed.
    """
    return _take_over(profile, backup, lambda file: file.recover(code, passphrase))


def keys_by_themselves(profile: Profile, backup: Backup, passphrase: str = "") -> Keys:
    """Those of the backup's key file, which this machine's keyring or ``passphrase`` still opens;
    they become the profile's, whose own file is damaged or gone.

    Errors: those of ``ProfileKeys.open``, BACKUP_DAMAGED; then nothing was changed.
    """
    return _take_over(profile, backup, lambda file: file.open(passphrase))


def _take_over(profile: Profile, backup: Backup, opened: Callable[[ProfileKeys], Keys]) -> Keys:
    trial = profile.root / "keys-of-backup.json"
    write_whole(trial, backup.key_file.read_bytes())
    try:
        keys = opened(ProfileKeys(trial))
        require_whole(backup, keys)
        _keep_key_file(profile)
        trial.replace(profile.keys_file)
        sync_folder(profile.root)
    finally:
        trial.unlink(missing_ok=True)
    return keys


def _keep_key_file(profile: Profile) -> None:
    """What opens the data that are there must last as long as they do."""
    with suppress(AppError):  # a damaged one opens nothing
        KeyFile.load(profile.keys_file)
        if not profile.keys_before.exists():
            write_whole(profile.keys_before, profile.keys_file.read_bytes())


def restore_backup(
    profile: Profile, backup: Backup, keys: Keys, *, now: datetime,
    on_progress: Progress = lambda _done, _of: None,
) -> Path:  # fmt: skip
    """Make ``backup`` the data of ``profile``, which nobody has open and whose lock is held.

    Returns the folder of what was there before. Errors: those of :func:`wish_restoring`, and of
    :func:`finish_restoring` where it went no further.
    """
    wish = wish_restoring(profile, backup, keys)
    return _carried_out(profile, wish, keys, now=now, on_progress=on_progress)


def wish_restoring(profile: Profile, backup: Backup, keys: Keys) -> Wish:
    """Let the next start make ``backup`` the data of ``profile``, which may be in use.

    Errors: BACKUP_FOREIGN, BACKUP_DAMAGED, and nothing is wished; DISK_FULL, PROFILE_UNWRITABLE.
    """
    of_backup, own = KeyFile.load(backup.key_file), KeyFile.load(profile.keys_file)
    if of_backup.profile != own.profile or of_backup.number not in keys.masters:
        raise AppError(Code.BACKUP_FOREIGN, day=shown_day(backup))
    require_whole(backup, keys)
    wish = Wish(backup.folder)
    wish.save(profile)
    return wish


def finish_restoring(profile: Profile, keys: Keys, *, now: datetime) -> None:
    """Carry out what was wished, or was cut off: until it is done there may be no database.

    Errors: RESTORE_UNFINISHED with ``folder`` of the backups and ``cause``, a code: it is tried
    again at the next start, unless it is given up (``app.operations.give_up_restoring``).
    """
    wish = Wish.of(profile)
    if wish is not None:
        _carried_out(profile, wish, keys, now=now)


def _carried_out(
    profile: Profile, wish: Wish, keys: Keys, *, now: datetime,
    on_progress: Progress = lambda _done, _of: None,
) -> Path:  # fmt: skip
    folder = wish.backup
    _log.info("restoring %s", folder.name)
    try:
        backup = choose_backup(folder.parent, folder.name)
        return _carry_out(profile, wish, backup, keys, now=now, on_progress=on_progress)
    except (AppError, OSError) as error:
        _log.warning("%s is not restored: %s", folder.name, error)
        cause = error.code.value if isinstance(error, AppError) else ""
        told = {"folder": str(folder.parent), "cause": cause}
        raise AppError(Code.RESTORE_UNFINISHED, **told) from error


def _carry_out(
    profile: Profile, wish: Wish, backup: Backup, keys: Keys, *, now: datetime,
    on_progress: Progress,
) -> Path:  # fmt: skip
    begun = wish if wish.aside else _begun(profile, wish, backup, now)
    aside = profile.backups / begun.aside
    restore(profile, backup, keys, aside=aside, on_progress=on_progress)
    seal = AuditSeal(profile, keys)
    with closing(Store(profile.database, profile.backups, keys)) as store:
        with store.write() as work:
            # What happened since the backup comes again from the province, and provisional numbers
            # given out since must not be given twice.
            work.facts.set("news", {"cursor": 0})
            work.facts.set("counter", {})
            said = {"at": now.isoformat(), "made_at": backup.made_at.isoformat()}
            work.facts.set("restored", said)
            _note(work, backup, aside, seal.read().end)
        seal.move_on(store)
    # Coming back with the power, it would undo what is done from now on.
    remove_file(profile.restore_wish)
    return aside


def _begun(profile: Profile, wish: Wish, backup: Backup, now: datetime) -> Wish:
    """``wish`` with what must be known to undo it, written down before anything is replaced."""
    moment = f"{REPLACED}{now:%Y%m%dT%H%M%S}"
    names = chain([moment], (f"{moment}-{each}" for each in count(2)))
    aside = next(each for each in names if not (profile.backups / each).exists())
    # Where there were no data, the backup's are better than none.
    brought = backup.files if profile.database.exists() else ()
    added = tuple(each for each in brought if not (profile.root / each).exists())
    begun = Wish(wish.backup, aside, added, profile.keys_before.exists())
    begun.save(profile)
    return begun


def _note(work: Work, backup: Backup, aside: Path, sealed: ChainEnd | None) -> None:
    """The log of the backup goes on, and says where the one that it replaces had come to."""
    before = sealed or EMPTY
    work.audit.note(
        Act.RESTORED, made_at=backup.made_at.isoformat(), replaced=aside.name,
        entries_before=before.entries, hash_before=before.hash,
    )  # fmt: skip
