"""Keys of a profile: by keyring, passphrase or recovery code, and exchanged without loss."""

import json
import threading
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError

from app.errors import AppError, Code
from app.sealing.key_file import KeyFile
from app.sealing.keys import Keys
from app.sealing.profile_keys import ProfileKeys
from app.sealing.recovery_code import make_recovery_code, recovery_secret
from app.sealing.slots import SlotKind
from tests.dying import dies_at

PASSPHRASE = "bốn con vịt qua sông"


class MemoryKeyring(KeyringBackend):
    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """The prompt of a Secret Service that nobody answers."""

    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("Failed to create the collection: Prompt dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("Failed to create the collection: Prompt dismissed")


class ForgetfulKeyring(MemoryKeyring):
    """Takes everything and keeps nothing, as the null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


Use = Callable[[KeyringBackend], KeyringBackend]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    def take(backend: KeyringBackend) -> KeyringBackend:
        monkeypatch.setattr("keyring.core._keyring_backend", backend)
        return backend

    return take


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def refused(code: Code) -> "pytest.RaisesExc[AppError]":
    return pytest.raises(AppError, check=lambda error: error.code is code)


def test_the_keyring_opens_what_it_kept(use: Use, file: Path) -> None:
    use(MemoryKeyring())
    made = ProfileKeys(file).make()
    assert ProfileKeys(file).open() == made
    assert ProfileKeys(file).way is SlotKind.KEYRING
    assert made.newest.key not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_keyring_that_keeps_nothing_or_is_not_private_is_not_used(use: Use, file: Path) -> None:
    for backend in (
        keyring.backends.fail.Keyring(), keyring.backends.null.Keyring(), LockedKeyring(),
        ForgetfulKeyring(),
    ):  # fmt: skip
        use(backend)
        with refused(Code.PASSPHRASE_NOT_SET):
            ProfileKeys(file).make()
        assert not ProfileKeys(file).made


def test_a_passphrase_where_there_is_no_keyring(use: Use, file: Path) -> None:
    use(keyring.backends.fail.Keyring())
    with refused(Code.PASSPHRASE_SHORT):
        ProfileKeys(file).make("ngắn quá")
    made = ProfileKeys(file).make(PASSPHRASE)
    assert ProfileKeys(file).way is SlotKind.PASSPHRASE
    with refused(Code.PASSPHRASE_REQUIRED):
        ProfileKeys(file).open()
    with refused(Code.PASSPHRASE_WRONG):
        ProfileKeys(file).open(PASSPHRASE + "!")
    decomposed = unicodedata.normalize("NFD", PASSPHRASE)
    assert decomposed != PASSPHRASE
    assert ProfileKeys(file).open(decomposed) == made


def test_another_machine_needs_the_recovery_code_once(use: Use, file: Path) -> None:
    use(MemoryKeyring())
    made, code = ProfileKeys(file).make(), make_recovery_code()
    ProfileKeys(file).keep_recovery_code(made, code)
    use(MemoryKeyring())
    with refused(Code.KEY_LOST):
        ProfileKeys(file).open()
    with refused(Code.RECOVERY_CODE_WRONG):
        ProfileKeys(file).recover(make_recovery_code())
    assert ProfileKeys(file).recover(code.lower().replace("-", " ")) == made
    assert ProfileKeys(file).open() == made
    assert ProfileKeys(file).has_recovery_code


def test_recovery_onto_a_machine_without_a_keyring_asks_for_a_passphrase(
    use: Use, file: Path
) -> None:
    use(MemoryKeyring())
    made, code = ProfileKeys(file).make(), make_recovery_code()
    ProfileKeys(file).keep_recovery_code(made, code)
    use(keyring.backends.fail.Keyring())
    with refused(Code.KEY_LOST):
        ProfileKeys(file).open()
    with refused(Code.PASSPHRASE_NOT_SET):
        ProfileKeys(file).recover(code)
    assert ProfileKeys(file).recover(code, PASSPHRASE) == made
    assert ProfileKeys(file).open(PASSPHRASE) == made


def test_a_new_code_ends_the_old_one(use: Use, file: Path) -> None:
    use(MemoryKeyring())
    made, old, new = ProfileKeys(file).make(), make_recovery_code(), make_recovery_code()
    ProfileKeys(file).keep_recovery_code(made, old)
    ProfileKeys(file).keep_recovery_code(made, new)
    with refused(Code.RECOVERY_CODE_WRONG):
        ProfileKeys(file).recover(old)
    assert ProfileKeys(file).recover(new) == made


def test_a_locked_keyring_is_said_and_nothing_is_changed(use: Use, file: Path) -> None:
    kept = use(MemoryKeyring())
    made = ProfileKeys(file).make()
    before = file.read_bytes()
    use(LockedKeyring())
    with refused(Code.KEYRING_FAILED):
        ProfileKeys(file).open()
    assert file.read_bytes() == before
    use(kept)
    assert ProfileKeys(file).open() == made


def test_rotation_keeps_the_old_key_until_it_ends(use: Use, file: Path) -> None:
    backend = use(MemoryKeyring())
    made, code = ProfileKeys(file).make(), make_recovery_code()
    grown = ProfileKeys(file).begin_rotation(made, code)
    assert grown.current == 2
    assert grown.masters[1] == made.masters[1]
    assert ProfileKeys(file).open() == grown
    assert ProfileKeys(file).recover(code) == grown
    left = ProfileKeys(file).end_rotation(grown)
    assert set(left.masters) == {2}
    assert ProfileKeys(file).open() == left
    assert ProfileKeys(file).recover(code) == left
    assert isinstance(backend, MemoryKeyring)
    assert len(backend.kept) == 1, "the secret of the old master is gone from the keyring"


def test_dying_between_keyring_and_file_loses_nothing(
    use: Use, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(MemoryKeyring())
    made = ProfileKeys(file).make()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(KeyFile, "save", die)
        ProfileKeys(file).begin_rotation(made, make_recovery_code())
    assert ProfileKeys(file).open() == made


def test_a_passphrase_is_changed(use: Use, file: Path) -> None:
    use(keyring.backends.fail.Keyring())
    made = ProfileKeys(file).make(PASSPHRASE)
    for old, new, code in (
        ("sai bét nhè ra", "một câu khác hẳn", Code.PASSPHRASE_WRONG),
        (PASSPHRASE, "ngắn", Code.PASSPHRASE_SHORT),
    ):
        with refused(code):
            ProfileKeys(file).change_passphrase(old, new)
        assert ProfileKeys(file).open(PASSPHRASE) == made
    ProfileKeys(file).change_passphrase(PASSPHRASE, "một câu khác hẳn")
    with refused(Code.PASSPHRASE_WRONG):
        ProfileKeys(file).open(PASSPHRASE)
    assert ProfileKeys(file).open("một câu khác hẳn") == made


def test_where_a_keyring_keeps_the_key_there_is_no_passphrase_to_change(
    use: Use, file: Path
) -> None:
    use(MemoryKeyring())
    made = ProfileKeys(file).make()
    with refused(Code.PASSPHRASE_UNUSED):
        ProfileKeys(file).change_passphrase(PASSPHRASE, "một câu khác hẳn")
    assert ProfileKeys(file).open() == made


def test_killed_anywhere_one_passphrase_opens_the_keys(
    use: Use, file: Path, tmp_path: Path
) -> None:
    use(keyring.backends.fail.Keyring())
    made, new = ProfileKeys(file).make(PASSPHRASE), "một câu khác hẳn"
    step, dies, seen = 0, True, []
    while dies:
        copy = tmp_path / str(step) / "keys.json"
        copy.parent.mkdir()
        copy.write_bytes(file.read_bytes())
        dies = dies_at(
            step, ("key_file.py", "whole_files.py"),
            lambda copy=copy: ProfileKeys(copy).change_passphrase(PASSPHRASE, new),
        )  # fmt: skip
        for word in (PASSPHRASE, new):
            with suppress(AppError):
                assert ProfileKeys(copy).open(word) == made
                seen.append(word)
        step += 20
    assert len(seen) == step / 20, "one of them, never both, never none"
    assert seen[0] == PASSPHRASE
    assert seen[-1] == new


def beside(act: Callable[[], object]) -> Callable[..., None]:
    """``act`` in a thread, begun in the middle of something else; waits for it as long as a thread
    that does not wait for its turn could take.
    """
    threads: list[threading.Thread] = []

    def begin(*_: object) -> None:
        if not threads:
            threads.append(threading.Thread(target=act))
            threads[0].start()
            threads[0].join(2)

    begin.threads = threads  # type: ignore[attr-defined]
    return begin


def test_two_who_change_the_key_file_at_once_both_count(
    use: Use, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(keyring.backends.fail.Keyring())
    keys = ProfileKeys(file)
    made, code, new = keys.make(PASSPHRASE), make_recovery_code(), "một câu khác hẳn"
    begin = beside(lambda: keys.change_passphrase(PASSPHRASE, new))
    save = KeyFile.save

    def slowly(self: KeyFile, path: Path) -> None:
        begin()
        save(self, path)

    monkeypatch.setattr(KeyFile, "save", slowly)
    keys.keep_recovery_code(made, code)
    begin.threads[0].join()  # type: ignore[attr-defined]
    assert keys.open(new) == made
    assert keys.recover(code, new) == made


def test_a_code_for_keys_that_were_exchanged_meanwhile_is_refused(use: Use, file: Path) -> None:
    """Its slot would hold the older master among those with the newest, and open nothing."""
    use(MemoryKeyring())
    keys, code = ProfileKeys(file), make_recovery_code()
    made = keys.make()
    grown = keys.begin_rotation(made, code)
    with refused(Code.PROFILE_IN_USE):
        keys.keep_recovery_code(made, make_recovery_code())
    assert keys.recover(code) == grown


def test_two_who_start_first_get_the_same_keys(
    use: Use, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(MemoryKeyring())
    got: list[Keys] = []
    begin = beside(lambda: got.append(ProfileKeys(file).make()))
    save = KeyFile.save

    def slowly(self: KeyFile, path: Path) -> None:
        begin()
        save(self, path)

    monkeypatch.setattr(KeyFile, "save", slowly)
    got.append(ProfileKeys(file).make())
    begin.threads[0].join()  # type: ignore[attr-defined]
    assert got[0] == got[1] == ProfileKeys(file).open()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"format": 9, "profile": "", "slots": [], "older": ""}']
)
def test_a_damaged_key_file_is_said(use: Use, file: Path, content: bytes) -> None:
    use(MemoryKeyring())
    file.write_bytes(content)
    with refused(Code.KEYS_DAMAGED):
        ProfileKeys(file).open()


def test_slots_of_two_profiles_cannot_be_mixed(use: Use, tmp_path: Path) -> None:
    use(MemoryKeyring())
    one, other = tmp_path / "1.json", tmp_path / "2.json"
    ProfileKeys(one).make()
    ProfileKeys(other).make()
    mixed = json.loads(one.read_bytes()) | {"slots": json.loads(other.read_bytes())["slots"]}
    one.write_text(json.dumps(mixed))
    with refused(Code.KEY_LOST):
        ProfileKeys(one).open()


def test_a_code_survives_handwriting_and_slips_are_noticed() -> None:
    code = make_recovery_code()
    assert len(code) == 34
    secret = recovery_secret(code)
    as_read = code.replace("0", "O").replace("1", "l").lower()
    assert recovery_secret(f"  {as_read}\n") == secret
    with refused(Code.RECOVERY_CODE_MALFORMED):
        recovery_secret(code[:-1])
    with refused(Code.RECOVERY_CODE_MALFORMED):
        recovery_secret(code.replace(code[0], "U", 1))


@pytest.mark.parametrize("place", [each for each in range(34) if each % 5 != 4])
def test_a_slip_of_the_pen_is_told_from_a_code_of_other_data(place: int) -> None:
    code = "7K3M-9QXR-0V5T-ZB2N-8W4H-CD1J-"
    for check in range(1024):
        tail = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[part] for part in divmod(check, 32))
        whole = f"{code}P0{tail}"
        with suppress(AppError):
            recovery_secret(whole)
            break
    slipped = whole[:place] + ("A" if whole[place] != "A" else "B") + whole[place + 1 :]
    with refused(Code.RECOVERY_CODE_MALFORMED):
        recovery_secret(slipped)


@pytest.mark.parametrize("sealed", ["", "AAAA", "A" * 40])
def test_a_slot_that_was_cut_short_is_a_damaged_file(tmp_path: Path, sealed: str) -> None:
    path = tmp_path / "keys.json"
    keys = ProfileKeys(path)
    keys.make(PASSPHRASE)
    said = json.loads(path.read_bytes())
    said["slots"][0]["sealed"] = sealed
    path.write_text(json.dumps(said))
    with pytest.raises(AppError) as caught:
        keys.open(PASSPHRASE)
    assert caught.value.code is Code.KEYS_DAMAGED
