"""Back to the data that were there before a restoration that cannot be ended."""

import logging
import shutil
from pathlib import Path

from app.operations.restore_wish import Wish
from app.paths import Profile
from app.store.backups import KEY_FILE
from app.store.restoring import take_back
from app.whole_files import disk_errors, remove_file, sync_folder

_log = logging.getLogger(__name__)


def give_up_restoring(profile: Profile) -> bool:
    """Undo what a restoration has done so far, and wish it no more; whether there was one.

    The lock of ``profile`` is held. The backup is not needed. Repeating it after a crash ends the
    same. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    wish = Wish.of(profile)
    if wish is None:
        return_own_keys(profile)
        return False
    if wish.aside:
        aside = profile.backups / wish.aside
        take_back(profile, aside, wish.added)
        if wish.other_keys and not profile.keys_before.exists():
            _take_place(aside / KEY_FILE, profile.keys_file)
    _take_place(profile.keys_before, profile.keys_file)
    remove_file(profile.restore_wish)
    if wish.aside:
        shutil.rmtree(aside, ignore_errors=True)
    _log.info("restoring %s is given up", wish.backup.name)
    return True


def return_own_keys(profile: Profile) -> None:
    """Where somebody took over a backup's keys and died before it was wished for: the data are
    under the keys from before.
    """
    if not profile.restore_wish.exists():
        _take_place(profile.keys_before, profile.keys_file)


def _take_place(file: Path, target: Path) -> None:
    """Durably, if it is there."""
    with disk_errors(target):
        if file.exists():
            file.replace(target)
            sync_folder(target.parent)
