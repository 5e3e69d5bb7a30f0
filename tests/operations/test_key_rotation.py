"""Exchanging the keys loses nothing, wherever it is cut off, and ends what the old ones open."""

import errno
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.counter import Counter
from app.errors import AppError, Code
from app.operations.rotate_keys import finish_rotation
from app.paths import Profile
from app.sealing.keys import Keys, Purpose
from app.sealing.profile_keys import ProfileKeys
from app.sealing.recovery_code import make_recovery_code
from app.sealing.sealed_content import key_number, seal, unseal
from app.secrets import ProfileKey, SealedFile
from app.store.database import open_connection
from app.store.dossiers import DossierFilter
from app.store.store import Store
from app.whole_files import write_whole
from tests.operations.test_backups import receive

CONTENT = b"%PDF of Hanh" * 20_000


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """With a dossier, a paper, a secret and a plain file."""
    made = Profile(tmp_path / "profile")
    with Counter(made) as counter:
        counter.unlock_secret.save("a secret")
    keys = ProfileKey(made).load()
    receive(made, keys, "Lê Thị Hạnh")
    write_whole(paper(made), seal(keys, CONTENT))
    paper(made).chmod(0o400)
    write_whole(made.root / "window.ini", b"[plain]")
    return made


def paper(profile: Profile) -> Path:
    return profile.vault / "aa" / "paper.sealed"


def test_after_it_only_the_new_key_opens_anything(profile: Profile) -> None:
    old, code = ProfileKey(profile).load(), make_recovery_code()
    ProfileKeys(profile.keys_file).begin_rotation(old, code)
    with Counter(profile) as counter:
        assert not finish_rotation(profile, counter.keys), "the old key stays for a round"
        assert finish_rotation(profile, counter.keys)
        assert counter.unlock_secret.load() == "a secret"
    left = ProfileKey(profile).load()
    assert set(left.masters) == {2}
    with paper(profile).open("rb") as content:
        assert key_number(content) == 2
    assert unseal(left, paper(profile).read_bytes()) == CONTENT
    assert paper(profile).stat().st_mode & 0o777 == 0o400
    assert (profile.root / "window.ini").read_bytes() == b"[plain]"
    with closing(Store(profile.database, profile.backups, left)) as store, store.read() as work:
        assert len(work.dossiers.find(DossierFilter())) == 1
    with pytest.raises(AppError) as caught:
        unseal(old, paper(profile).read_bytes())
    assert caught.value.code is Code.KEY_UNKNOWN
    with pytest.raises(AppError):
        Store(profile.database, profile.backups, old)


def test_where_nothing_takes_the_place_of_a_read_only_file(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows' rule; the vault's files are such."""
    replace = Path.replace

    def as_on_windows(file: Path, target: Path) -> Path:
        if target.exists() and not target.stat().st_mode & 0o200:
            raise PermissionError(errno.EACCES, "read-only", str(target))
        return replace(file, target)

    monkeypatch.setattr(Path, "replace", as_on_windows)
    monkeypatch.setattr("app.whole_files._WINDOWS", True)
    ProfileKeys(profile.keys_file).begin_rotation(ProfileKey(profile).load(), make_recovery_code())
    both = ProfileKey(profile).load()
    assert not finish_rotation(profile, both)
    assert finish_rotation(profile, both)
    assert not paper(profile).stat().st_mode & 0o200


def test_cut_off_it_goes_on_at_the_next_start(profile: Profile) -> None:
    old = ProfileKey(profile).load()
    ProfileKeys(profile.keys_file).begin_rotation(old, make_recovery_code())
    both = ProfileKey(profile).load()
    assert not finish_rotation(profile, both, stop=lambda: True)
    assert set(ProfileKey(profile).load().masters) == {1, 2}
    assert unseal(both, paper(profile).read_bytes()) == CONTENT
    with Counter(profile) as counter:
        finish_rotation(profile, counter.keys)
        assert finish_rotation(profile, counter.keys)
    assert set(ProfileKey(profile).load().masters) == {2}


def test_the_program_is_closed_before_the_last_file(profile: Profile) -> None:
    """A vault of years takes minutes: whoever closes the window does not wait for it."""
    with Counter(profile) as counter:
        waits = counter.files_lane.submit(counter.closing.wait, 30)
    assert waits.result(), "what runs on a lane was told"


def test_a_damaged_file_keeps_the_old_key_alive(profile: Profile) -> None:
    old = ProfileKey(profile).load()
    other = profile.vault / "bb" / "damaged.sealed"
    write_whole(other, seal(old, b"x" * 100)[:-1])
    ProfileKeys(profile.keys_file).begin_rotation(old, make_recovery_code())
    both = ProfileKey(profile).load()
    assert not finish_rotation(profile, both)
    assert not finish_rotation(profile, both)
    assert set(ProfileKey(profile).load().masters) == {1, 2}, "it may be mended from a backup"


def test_what_was_sealed_meanwhile_with_the_old_key_is_taken_along(profile: Profile) -> None:
    """A scan by command that began before knows one key only."""
    old = ProfileKey(profile).load()
    ProfileKeys(profile.keys_file).begin_rotation(old, make_recovery_code())
    both = ProfileKey(profile).load()
    assert not finish_rotation(profile, both)
    late = profile.work / "page-0001.page"
    write_whole(late, seal(old, b"a page"))
    assert not finish_rotation(profile, both)
    assert finish_rotation(profile, both)
    assert unseal(ProfileKey(profile).load(), late.read_bytes()) == b"a page"


def test_nothing_to_do(profile: Profile) -> None:
    before = paper(profile).read_bytes()
    assert finish_rotation(profile, Keys(ProfileKey(profile).load().masters))
    assert paper(profile).read_bytes() == before


@pytest.mark.parametrize("text", ["a newer secret", ""])
def test_what_is_kept_or_forgotten_while_its_file_goes_over_stays_so(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A session that was renewed, or signed out of, in another process."""
    key = ProfileKey(profile)
    ProfileKeys(profile.keys_file).begin_rotation(key.load(), make_recovery_code())
    both, secret = ProfileKey(profile).load(), SealedFile(profile.root / "unlock", key)
    saving = threading.Thread(target=lambda: secret.save(text))

    def slowly(keys: Keys, plain: bytes) -> bytes:
        if plain == b"a secret" and not saving.ident:
            saving.start()
            saving.join(2)  # whoever does not wait for its turn has ended by then
        return seal(keys, plain)

    monkeypatch.setattr("app.operations.rotate_keys.seal", slowly)
    finish_rotation(profile, both)
    saving.join()
    assert secret.load() == text
    finish_rotation(profile, both)
    finish_rotation(profile, both)
    assert SealedFile(secret.path, ProfileKey(profile)).load() == text


def test_a_page_that_is_taken_away_while_it_goes_over_does_not_come_back(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = profile.work / "batch" / "page-0001.page"
    write_whole(page, seal(ProfileKey(profile).load(), b"a page"))
    ProfileKeys(profile.keys_file).begin_rotation(ProfileKey(profile).load(), make_recovery_code())

    def slowly(keys: Keys, plain: bytes) -> bytes:
        if plain == b"a page":
            page.unlink()
        return seal(keys, plain)

    monkeypatch.setattr("app.operations.rotate_keys.seal", slowly)
    finish_rotation(profile, ProfileKey(profile).load())
    assert not page.exists()
    assert not list(page.parent.iterdir())


@pytest.mark.parametrize("was_plain", [False, True])
def test_copies_made_before_migrations_go_over_as_well(profile: Profile, was_plain: bool) -> None:
    old = ProfileKey(profile).load()
    copy, damaged = (profile.backups / f"before-0015-from-{each}.sqlite3" for each in "23")
    key = old.key(Purpose.DATABASE, 1)
    with (
        closing(open_connection(profile.database, key)) as source,
        closing(open_connection(copy, b"" if was_plain else key)) as target,
    ):
        if was_plain:
            target.execute("CREATE TABLE dossiers (name TEXT)")
            target.execute("INSERT INTO dossiers VALUES ('Lê Thị Hạnh')")
        else:
            source.backup(target)
    damaged.write_bytes(copy.read_bytes()[:5000])
    if not was_plain:
        ProfileKeys(profile.keys_file).begin_rotation(old, make_recovery_code())
        with Counter(profile) as counter:
            assert not finish_rotation(profile, counter.keys)
            assert finish_rotation(profile, counter.keys)
    else:
        assert finish_rotation(profile, old)
    left = ProfileKey(profile).load()
    assert len(left.masters) == 1
    assert "Hạnh".encode() not in copy.read_bytes()
    newest = left.key(Purpose.DATABASE, left.current)
    with closing(open_connection(copy, newest)) as opened:
        assert opened.execute("SELECT count(*) FROM dossiers").fetchone() == (1,)
    assert not [
        each for each in profile.backups.iterdir() if each.name.endswith((".plain", "-wal"))
    ]
