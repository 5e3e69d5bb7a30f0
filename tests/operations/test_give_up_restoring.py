"""A restoration whose backup has vanished keeps nobody out, and giving it up loses nothing."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.counter import Counter
from app.domain.audit import Act
from app.errors import AppError, Code
from app.operations.audit_seal import AuditSeal
from app.operations.back_up import back_up
from app.operations.give_up_restoring import give_up_restoring
from app.operations.restore_backup import (
    finish_restoring,
    keys_of_backup,
    restore_backup,
    wish_restoring,
)
from app.operations.write_audit import AuditLog
from app.paths import AUDIT_SEAL, Profile
from app.sealing.keys import Keys
from app.sealing.profile_keys import ProfileKeys
from app.sealing.recovery_code import make_recovery_code
from app.sealing.sealed_content import seal, unseal
from app.secrets import ProfileKey
from app.store.backups import Backup
from app.store.store import Store
from app.whole_files import write_whole
from tests.dying import dies_at
from tests.operations.test_backups import (
    FILE,
    LATER,
    NOW,
    kept_file,
    names,
    receive,
    rotated,
)

OLD_FILE = "work/old/page-0001.page"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "profile")
    with Counter(made):
        pass
    return made


@pytest.fixture
def keys(profile: Profile) -> Keys:
    return ProfileKey(profile).load()


@pytest.fixture
def backup(profile: Profile, keys: Keys, tmp_path: Path) -> Backup:
    """On another disk; the data have gone on since."""
    receive(profile, keys, "A")
    kept_file(profile, keys)
    write_whole(profile.root / OLD_FILE, seal(keys, b"a page"))
    made = back_up(profile, keys, tmp_path / "usb", now=NOW)
    (profile.root / OLD_FILE).unlink()
    receive(profile, keys, "B")
    kept_file(profile, keys, b"%PDF that was changed")
    with closing(Store(profile.database, profile.backups, keys)) as store:
        AuditLog(store).note(Act.RECOVERED)
        AuditSeal.opened(profile, keys, store)
    return made


def state(profile: Profile) -> dict[str, object]:
    """What an officer could miss."""
    keys = ProfileKey(profile).load()
    files = {
        name: unseal(keys, (profile.root / name).read_bytes())
        for name in (FILE, OLD_FILE)
        if (profile.root / name).exists()
    }
    with closing(Store(profile.database, profile.backups, keys)) as store:
        report = AuditSeal(profile, keys).examine(store)
    return {"names": names(profile, keys), "files": files, "audit": report.finding}


def vanish(backup: Backup) -> None:
    backup.folder.parent.rename(backup.folder.parent.with_name("gone"))


def come_back(backup: Backup) -> None:
    backup.folder.parent.with_name("gone").rename(backup.folder.parent)


def code_of(act: Callable[[], object]) -> Code:
    with pytest.raises(AppError) as caught:
        act()
    return caught.value.code


def test_a_vanished_disk_is_said_at_each_start_until_it_is_given_up(
    profile: Profile, keys: Keys, backup: Backup
) -> None:
    before = state(profile)
    wish_restoring(profile, backup, keys)
    vanish(backup)
    for _ in range(2):
        assert code_of(lambda: Counter(profile)) is Code.RESTORE_UNFINISHED
    assert give_up_restoring(profile)
    assert not give_up_restoring(profile)
    with Counter(profile):
        pass
    assert state(profile) == before


def test_with_the_disk_back_it_is_carried_out(profile: Profile, keys: Keys, backup: Backup) -> None:
    wish_restoring(profile, backup, keys)
    vanish(backup)
    assert code_of(lambda: Counter(profile)) is Code.RESTORE_UNFINISHED
    come_back(backup)
    with Counter(profile) as counter:
        assert names(profile, counter.keys) == {"A"}


def test_a_backup_with_holes_keeps_nobody_out(profile: Profile, keys: Keys, backup: Backup) -> None:
    before = state(profile)
    wish_restoring(profile, backup, keys)
    backup.database.unlink()
    assert code_of(lambda: Counter(profile)) is Code.RESTORE_UNFINISHED
    give_up_restoring(profile)
    assert state(profile) == before


@pytest.mark.parametrize("other_keys", [False, True])
def test_killed_anywhere_it_can_be_given_up(
    profile: Profile, keys: Keys, backup: Backup, tmp_path: Path, other_keys: bool
) -> None:
    code = make_recovery_code()
    if other_keys:
        come_from_before_a_rotation(profile, keys, backup, code)
    before, step, dies, undone = state(profile), 0, True, 0
    while dies:
        copy = Profile(Path(shutil.copytree(profile.root, tmp_path / "copies" / str(step))))

        def work(copy: Profile = copy) -> None:
            own = keys_of_backup(copy, backup, code) if other_keys else keys
            restore_backup(copy, backup, own, now=LATER)

        dies = dies_at(step, ("/restoring.py", "restore_backup.py"), work)
        if dies:
            given_up = give_up_restoring(copy)
            undone += given_up
            # What was not wished yet is not begun, and what is not wished any more is done.
            assert state(copy) == before or (undone and not given_up), step
            assert not (copy.root / "keys-before.json").exists()
        step += 9
    assert undone > 5
    assert state(copy) != before


def come_from_before_a_rotation(profile: Profile, keys: Keys, backup: Backup, code: str) -> None:
    """``code`` opens ``backup``; the data have other keys now."""
    content = unseal(keys, (profile.root / FILE).read_bytes())
    ProfileKeys(backup.key_file).keep_recovery_code(keys, code)
    left = rotated(profile, keys)
    kept_file(profile, left, content)
    (profile.root / AUDIT_SEAL).unlink()
    with closing(Store(profile.database, profile.backups, left)) as store:
        AuditSeal.opened(profile, left, store)


def test_giving_up_is_taken_up_where_it_was_cut_off(
    profile: Profile, keys: Keys, backup: Backup, tmp_path: Path
) -> None:
    before = state(profile)
    wish_restoring(profile, backup, keys)
    vanished_at = backup.database.with_name("kept")
    backup.database.rename(vanished_at)
    assert code_of(lambda: finish_restoring(profile, keys, now=LATER)) is Code.RESTORE_UNFINISHED
    step, dies = 0, True
    while dies:
        copy = Profile(Path(shutil.copytree(profile.root, tmp_path / "copies" / str(step))))
        files = ("/restoring.py", "give_up_restoring.py")
        dies = dies_at(step, files, lambda copy=copy: give_up_restoring(copy))  # type: ignore[misc]
        give_up_restoring(copy)
        assert state(copy) == before
        step += 5
    assert step > 10


def test_keys_that_were_taken_over_for_nothing_go_back(
    profile: Profile, keys: Keys, backup: Backup
) -> None:
    code = make_recovery_code()
    come_from_before_a_rotation(profile, keys, backup, code)
    before = state(profile)
    keys_of_backup(profile, backup, code)  # and the command dies here
    with Counter(profile):
        pass
    assert state(profile) == before
