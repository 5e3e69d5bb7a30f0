"""Backups hold all there is, are checked before they are used, and come back whole."""

import errno
import json
import shutil
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.dossier import Applicant
from app.errors import AppError, Cancelled, Code
from app.operations.back_up import BackupClock, back_up
from app.operations.restore_backup import (
    choose_backup,
    finish_restoring,
    keys_by_themselves,
    keys_of_backup,
    restore_backup,
)
from app.paths import Profile
from app.sealing.keys import Keys
from app.sealing.profile_keys import ProfileKeys
from app.sealing.recovery_code import make_recovery_code
from app.sealing.sealed_content import seal
from app.secrets import ProfileKey
from app.settings import BackupSettings
from app.store.backups import Backup, Backups
from app.store.dossiers import DossierFilter
from app.store.resealing import bring_under_newest_key
from app.store.restoring import require_whole
from app.store.store import Store
from app.whole_files import write_whole
from tests.dying import dies_at
from tests.store.conftest import MARRIAGE, NOW

FILE = "vault/aa/paper.sealed"
LATER = NOW + timedelta(hours=5)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "profile")
    made.make()
    return made


@pytest.fixture
def keys(profile: Profile) -> Keys:
    return ProfileKey(profile).load()


def receive(profile: Profile, keys: Keys, name: str) -> None:
    with closing(Store(profile.database, profile.backups, keys)) as store, store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter=work.facts.counter_number(), now=NOW
        )
        work.dossiers.set_applicant(draft.id, Applicant(full_name=name))


def names(profile: Profile, keys: Keys) -> set[str]:
    with closing(Store(profile.database, profile.backups, keys)) as store, store.read() as work:
        return {each.applicant.full_name for each in work.dossiers.find(DossierFilter())}


def kept_file(profile: Profile, keys: Keys, content: bytes = b"%PDF of Hanh") -> Path:
    write_whole(profile.root / FILE, seal(keys, content))
    return profile.root / FILE


def test_what_was_there_comes_back(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "Lê Thị Hạnh")
    file = kept_file(profile, keys)
    sealed = file.read_bytes()
    backup = back_up(profile, keys, profile.backups, now=NOW)
    receive(profile, keys, "Phạm Văn Sau")
    file.unlink()
    aside = restore_backup(profile, backup, keys, now=LATER)
    assert names(profile, keys) == {"Lê Thị Hạnh"}
    assert file.read_bytes() == sealed
    replaced = Profile(aside)
    assert replaced.database.exists(), "what was there before is kept"
    shutil.copyfile(replaced.database, profile.database)
    assert names(profile, keys) == {"Lê Thị Hạnh", "Phạm Văn Sau"}


def test_numbers_given_since_are_not_given_again(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "Lê Thị Hạnh")
    backup = back_up(profile, keys, profile.backups, now=NOW)

    def counter() -> tuple[str, int]:
        with (
            closing(Store(profile.database, profile.backups, keys)) as store,
            store.write() as work,
        ):
            return work.facts.counter_number(), work.news.cursor()

    with closing(Store(profile.database, profile.backups, keys)) as store, store.write() as work:
        work.news.apply((), 77, NOW)
    number, _ = counter()
    restore_backup(profile, backup, keys, now=LATER)
    assert counter()[0] != number
    assert counter()[1] == 0, "the province tells again what it decided"


def test_a_backup_says_nothing_to_strangers(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "Lê Thị Hạnh")
    kept_file(profile, keys)
    back_up(profile, keys, profile.backups, now=NOW)
    content = b"".join(each.read_bytes() for each in profile.backups.rglob("*") if each.is_file())
    for word in ("Hạnh", "%PDF", MARRIAGE.name):
        assert word.encode() not in content


def test_what_a_driver_is_writing_is_in_no_backup(profile: Profile, keys: Keys) -> None:
    """It is plain until it is sealed (019), and a share of the office is no place for it."""
    receive(profile, keys, "A")
    kept_file(profile, keys)
    page = profile.work / ("ab" * 16) / "twain-x1" / "0001.png"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"card of Hanh")
    assert set(back_up(profile, keys, profile.backups, now=NOW).files) == {FILE}
    content = b"".join(each.read_bytes() for each in profile.backups.rglob("*") if each.is_file())
    assert b"card of Hanh" not in content


def test_two_at_once_leave_each_other_whole(profile: Profile, keys: Keys) -> None:
    """The officer asks for one while that of the clock is under way."""
    receive(profile, keys, "A")
    for number in range(3):
        write_whole(profile.vault / "aa" / f"{number}.sealed", seal(keys, b"%PDF"))
    officers: list[Backup] = []
    other = threading.Thread(
        target=lambda: officers.append(back_up(profile, keys, profile.backups, now=LATER))
    )

    def between_two_files() -> bool:
        if other.ident is None:
            other.start()
            other.join(3)
        return False

    clocks = back_up(profile, keys, profile.backups, now=NOW, stop=between_two_files)
    other.join()
    assert [each.made_at for each in Backups(profile.backups).all()] == [LATER, NOW]
    for each in (clocks, *officers):
        assert each.database.exists()
        require_whole(each, keys)


@pytest.mark.parametrize("left", [None, b""])
def test_a_backup_without_its_database_is_not_whole(
    profile: Profile, keys: Keys, left: bytes | None
) -> None:
    """Where there is none, SQLite would make an empty one and find nothing wrong with it."""
    receive(profile, keys, "A")
    backup = back_up(profile, keys, profile.backups, now=NOW)
    backup.database.unlink()
    if left is not None:
        backup.database.write_bytes(left)
    with pytest.raises(AppError) as caught:
        restore_backup(profile, backup, keys, now=LATER)
    assert caught.value.code is Code.BACKUP_DAMAGED
    assert names(profile, keys) == {"A"}


def test_what_restorations_put_aside_goes_wherever_backups_lie(
    profile: Profile, keys: Keys, tmp_path: Path
) -> None:
    receive(profile, keys, "A")
    backup = back_up(profile, keys, tmp_path / "usb", now=NOW)
    for hours in range(5):
        restore_backup(profile, backup, keys, now=LATER + timedelta(hours=hours))
    back_up(profile, keys, tmp_path / "usb", now=LATER + timedelta(hours=9))
    assert len(list(profile.backups.glob("replaced-*"))) == 3


def test_only_what_is_new_is_copied(profile: Profile, keys: Keys) -> None:
    kept_file(profile, keys)
    receive(profile, keys, "A")
    first = back_up(profile, keys, profile.backups, now=NOW)
    copied = first.content(FILE).stat().st_mtime_ns
    second = back_up(profile, keys, profile.backups, now=LATER)
    assert second.content(FILE) == first.content(FILE)
    assert second.content(FILE).stat().st_mtime_ns == copied
    kept_file(profile, keys, b"%PDF of H%nh")  # the same size, sealed again
    third = back_up(profile, keys, profile.backups, now=LATER + timedelta(hours=5))
    assert third.content(FILE) != first.content(FILE)
    assert first.content(FILE).exists()


def test_contents_that_no_backup_names_go(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    file = kept_file(profile, keys)
    old = back_up(profile, keys, profile.backups, now=NOW)
    file.unlink()
    for each in range(1, 200):
        back_up(profile, keys, profile.backups, now=NOW + timedelta(hours=12 * each))
    assert not old.folder.exists()
    assert not old.content(FILE).exists()
    assert 6 < len(Backups(profile.backups).all()) <= 18


def test_a_backup_that_was_cut_off_is_none(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)
    with pytest.raises(Cancelled):
        Backups(profile.backups).take(profile, keys, now=NOW, stop=lambda: True)
    with pytest.raises(AppError) as caught:
        choose_backup(profile.backups)
    assert caught.value.code is Code.BACKUP_ABSENT
    back_up(profile, keys, profile.backups, now=LATER)
    assert len(list(profile.backups.glob("backup-*"))) == 1, "the half one is removed"


@pytest.mark.parametrize("what", ["database", "file", "file gone", "shorter"])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    profile: Profile, keys: Keys, what: str
) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)
    backup = back_up(profile, keys, profile.backups, now=NOW)
    receive(profile, keys, "B")
    place = backup.database if what == "database" else backup.content(FILE)
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content[:-1] if what == "shorter" else content)
    if what == "file gone":
        place.unlink()
    before = profile.database.read_bytes()
    with pytest.raises(AppError) as caught:
        restore_backup(profile, backup, keys, now=LATER)
    assert caught.value.code is Code.BACKUP_DAMAGED
    assert profile.database.read_bytes() == before
    assert names(profile, keys) == {"A", "B"}


@pytest.mark.parametrize(
    "name", ["../outside", "vault/../../outside", "/etc/passwd", "settings.toml"]
)
def test_a_manifest_cannot_name_files_outside(profile: Profile, keys: Keys, name: str) -> None:
    receive(profile, keys, "A")
    backup = back_up(profile, keys, profile.backups, now=NOW)
    manifest = backup.folder / "manifest.json"
    said = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(said | {"files": {name: [1, "0" * 16]}}))
    assert Backups(profile.backups).all() == ()


def test_on_a_new_machine_the_recovery_code_of_its_time_opens_it(
    profile: Profile, keys: Keys, tmp_path: Path
) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)
    code = make_recovery_code()
    ProfileKeys(profile.keys_file).keep_recovery_code(keys, code)
    elsewhere = tmp_path / "usb"
    back_up(profile, keys, elsewhere, now=NOW)
    new = Profile(tmp_path / "new machine")
    new.make()
    backup = choose_backup(elsewhere)
    with pytest.raises(AppError) as caught:
        keys_of_backup(new, backup, make_recovery_code())
    assert caught.value.code is Code.RECOVERY_CODE_WRONG
    assert not new.keys_file.exists()
    restored = keys_of_backup(new, backup, code)
    restore_backup(new, backup, restored, now=LATER)
    assert names(new, ProfileKey(new).load()) == {"A"}
    assert (new.root / FILE).exists()


def test_a_backup_from_before_a_rotation_asks_for_its_code(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    code = make_recovery_code()
    ProfileKeys(profile.keys_file).keep_recovery_code(keys, code)
    backup = back_up(profile, keys, profile.backups, now=NOW)
    grown = ProfileKeys(profile.keys_file).begin_rotation(keys, make_recovery_code())
    bring_under_newest_key(profile.database, grown)
    left = ProfileKeys(profile.keys_file).end_rotation(grown)
    with pytest.raises(AppError) as caught:
        restore_backup(profile, backup, left, now=LATER)
    assert caught.value.code is Code.BACKUP_FOREIGN
    assert names(profile, left) == {"A"}
    old = keys_of_backup(profile, backup, code)
    restore_backup(profile, backup, old, now=LATER)
    assert names(profile, ProfileKey(profile).load()) == {"A"}


def test_a_new_recovery_code_makes_a_backup_due(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    clock = BackupClock(profile, keys, settings=BackupSettings, now=lambda: NOW)
    clock._round()
    ProfileKeys(profile.keys_file).keep_recovery_code(keys, make_recovery_code())
    clock._now = lambda: NOW + timedelta(minutes=5)
    clock._round()
    assert len(Backups(profile.backups).all()) == 2
    clock._round()
    assert len(Backups(profile.backups).all()) == 2


def test_killed_anywhere_it_is_taken_up_at_the_next_start(
    profile: Profile, keys: Keys, tmp_path: Path
) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)
    backup = back_up(profile, keys, tmp_path / "usb", now=NOW)
    receive(profile, keys, "B")
    step, seen, dies = 0, set(), True
    while dies:
        copy = Profile(Path(shutil.copytree(profile.root, tmp_path / str(step))))

        def work(copy: Profile = copy) -> None:
            restore_backup(copy, backup, keys, now=LATER)

        dies = dies_at(step, ("restoring.py", "restore_backup.py"), work)
        finish_restoring(copy, keys, now=LATER)
        found = frozenset(names(copy, keys))
        seen.add(found)
        assert found in ({"A", "B"}, {"A"}), "one or the other, never empty"
        step += 4
    assert seen == {frozenset({"A", "B"}), frozenset({"A"})}


def test_the_clock_takes_one_when_it_is_due(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    moment = [NOW]
    settings = [BackupSettings(hours=4)]
    clock = BackupClock(profile, keys, settings=lambda: settings[0], now=lambda: moment[0])
    assert clock._round() == timedelta(hours=4)
    moment[0] += timedelta(hours=1)
    assert clock._round() == timedelta(hours=3)
    assert len(Backups(profile.backups).all()) == 1
    moment[0] -= timedelta(days=3)  # set back: the last one seems to come from the future
    assert clock._round() == timedelta(hours=4)
    assert len(Backups(profile.backups).all()) == 2
    settings[0] = BackupSettings(str(profile.settings_file / "no folder"), 4)
    profile.settings_file.write_text("")
    assert clock._round() < timedelta(hours=1)
    assert clock.last_error is not None
    assert clock.last_error.code is Code.PLACE_UNUSABLE
    settings[0] = BackupSettings(hours=4)  # another process has taken one meanwhile
    assert clock._round() == timedelta(hours=4)
    assert clock.last_error is None
    clock.last_error = AppError(Code.DISK_FULL)
    settings[0] = BackupSettings(hours=0)
    assert clock._round() < timedelta(hours=1)
    assert clock.last_error is None, "nobody wants any"


def test_a_backup_beside_a_writer_is_consistent(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    with closing(Store(profile.database, profile.backups, keys)) as store, store.write() as work:
        work.facts.set("half", {"written": 1})
        backup = back_up(profile, keys, profile.backups, now=datetime.now(UTC))
    restore_backup(profile, backup, keys, now=LATER)
    with closing(Store(profile.database, profile.backups, keys)) as store, store.read() as work:
        assert work.facts.get("half") == {}


def rotated(profile: Profile, keys: Keys) -> Keys:
    """The keys of ``profile`` once they were exchanged."""
    grown = ProfileKeys(profile.keys_file).begin_rotation(keys, make_recovery_code())
    bring_under_newest_key(profile.database, grown)
    return ProfileKeys(profile.keys_file).end_rotation(grown)


def backup_with_code(profile: Profile, keys: Keys) -> str:
    """Take one; the recovery code of its time."""
    code = make_recovery_code()
    ProfileKeys(profile.keys_file).keep_recovery_code(keys, code)
    back_up(profile, keys, profile.backups, now=NOW)
    return code


def test_a_damaged_backup_of_other_keys_leaves_the_keys_of_the_data(
    profile: Profile, keys: Keys
) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)
    code = backup_with_code(profile, keys)
    rotated(profile, keys)
    receive(profile, ProfileKey(profile).load(), "B")
    backup = choose_backup(profile.backups)
    backup.content(FILE).unlink()
    with pytest.raises(AppError) as caught:
        keys_of_backup(profile, backup, code)
    assert caught.value.code is Code.BACKUP_DAMAGED
    assert names(profile, ProfileKey(profile).load()) == {"A", "B"}


def test_what_was_there_under_other_keys_is_kept_with_its_key_file(
    profile: Profile, keys: Keys, tmp_path: Path
) -> None:
    receive(profile, keys, "A")
    code = backup_with_code(profile, keys)
    left = rotated(profile, keys)
    receive(profile, left, "B")
    backup = choose_backup(profile.backups)
    old = keys_of_backup(profile, backup, code)
    aside = restore_backup(profile, backup, old, now=LATER)
    kept = Profile(Path(shutil.copytree(aside, tmp_path / "kept")))
    assert names(kept, ProfileKey(kept).load()) == {"A", "B"}
    assert names(profile, ProfileKey(profile).load()) == {"A"}
    assert sorted(each.name for each in profile.root.glob("keys*")) == ["keys.json"]


def test_what_was_there_opens_also_after_the_keys_are_exchanged(
    profile: Profile, keys: Keys, tmp_path: Path
) -> None:
    receive(profile, keys, "A")
    code = backup_with_code(profile, keys)
    receive(profile, keys, "B")
    aside = restore_backup(profile, choose_backup(profile.backups), keys, now=LATER)
    rotated(profile, keys)
    kept = Profile(Path(shutil.copytree(aside, tmp_path / "kept")))
    assert names(kept, ProfileKeys(kept.keys_file).recover(code)) == {"A", "B"}


def test_a_backup_that_finds_no_room_leaves_nothing_behind(
    profile: Profile, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(profile, keys, "A")
    kept_file(profile, keys)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("app.store.backups.shutil.copyfile", full)
    for each in range(3):
        with pytest.raises(AppError) as caught:
            back_up(profile, keys, profile.backups, now=NOW + timedelta(minutes=15 * each))
        assert caught.value.code is Code.DISK_FULL
    assert [each for each in profile.backups.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
@pytest.mark.parametrize("call", ["shutil.copyfile", "shutil.rmtree", "Path.glob", "Path.exists"])
def test_a_disk_that_does_not_answer_is_said_to_be_one(
    profile: Profile, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    number: int, call: str,
) -> None:  # fmt: skip
    receive(profile, keys, "A")
    kept_file(profile, keys)
    usb = tmp_path / "usb"
    (usb / "backup-20251127T024500Z").mkdir(parents=True)
    name, _, method = call.partition(".")
    real = getattr(Path if name == "Path" else shutil, method)

    def answers_no_more(path: Path, *rest: object, **named: object) -> object:
        if usb in (path, *Path(path).parents) or method == "copyfile":
            raise OSError(number, "no answer")
        return real(path, *rest, **named)

    monkeypatch.setattr(f"app.store.backups.{call}", answers_no_more)
    with pytest.raises(AppError) as caught:
        back_up(profile, keys, usb, now=NOW)
    assert caught.value.code is Code.DISK_FAILED
    assert str(usb) in str(caught.value.facts["folder"])


def test_a_backup_is_not_removed_by_its_own_taking(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    for each in range(60):  # a clock that was a year ahead for two months
        back_up(profile, keys, profile.backups, now=NOW + timedelta(days=365 + each))
    taken = back_up(profile, keys, profile.backups, now=NOW)
    assert taken.folder in {each.folder for each in Backups(profile.backups).all()}


def test_the_clock_tells_of_what_nobody_foresaw(
    profile: Profile, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(profile, keys, "A")
    clock = BackupClock(profile, keys, settings=BackupSettings, now=lambda: NOW)

    def gone(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr("app.store.backups.make_folder", gone)
    clock._round()
    assert clock.last_error is not None


def test_a_backup_on_a_disk_that_takes_no_writing_comes_back(profile: Profile, keys: Keys) -> None:
    receive(profile, keys, "A")
    backup = back_up(profile, keys, profile.backups, now=NOW)
    receive(profile, keys, "B")
    for beside in ("-wal", "-shm"):  # what cannot be made there
        backup.database.with_name(backup.database.name + beside).mkdir()
    restore_backup(profile, backup, keys, now=LATER)
    assert names(profile, keys) == {"A"}


@pytest.mark.parametrize("left", ["", "{"])
def test_a_lost_key_file_comes_back_with_the_backup(
    profile: Profile, keys: Keys, left: str
) -> None:
    receive(profile, keys, "A")
    backup = back_up(profile, keys, profile.backups, now=NOW)
    receive(profile, keys, "B")
    profile.keys_file.write_text(left) if left else profile.keys_file.unlink()
    aside = restore_backup(profile, backup, keys_by_themselves(profile, backup), now=LATER)
    assert names(profile, ProfileKey(profile).load()) == {"A"}
    assert names(Profile(aside), ProfileKey(Profile(aside)).load()) == {"A", "B"}
