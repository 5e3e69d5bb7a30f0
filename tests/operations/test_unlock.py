"""The unlock password: right, wrong, too soon, of another account, and what lies on the disk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.attendance import AttendanceKind
from app.errors import AppError, Code
from app.operations.unlock import forget_unlock_password, set_unlock_password, unlock
from app.paths import Profile
from app.secrets import ProfileKey, SealedFile
from app.store.store import Store
from tests.store.conftest import NOW

ACCOUNT, PASSWORD = "dao.nt", "chợ nổi Long Xuyên"


@pytest.fixture
def secret(tmp_path: Path) -> SealedFile:
    profile = Profile(tmp_path / "profile")
    profile.make()
    return SealedFile(profile.root / "unlock", ProfileKey(profile))


def keep(store: Store, secret: SealedFile, password: str = PASSWORD) -> None:
    set_unlock_password(store=store, secret=secret, account=ACCOUNT, password=password, now=NOW)


def attempt(
    store: Store, secret: SealedFile, password: str, now: datetime = NOW, account: str = ACCOUNT
) -> None:
    unlock(store=store, secret=secret, account=account, password=password, now=now)


def refused(work: Callable[[], object]) -> AppError:
    with pytest.raises(AppError) as caught:
        work()
    return caught.value


def kinds(store: Store) -> list[AttendanceKind]:
    with store.read() as work:
        return [entry.kind for entry in work.facts.attendance()]


def test_the_password_opens_and_is_logged(store: Store, secret: SealedFile) -> None:
    keep(store, secret)
    attempt(store, secret, PASSWORD)
    assert kinds(store) == [AttendanceKind.UNLOCKED, AttendanceKind.PASSWORD_SET]


def test_marks_may_be_composed_in_either_way(store: Store, secret: SealedFile) -> None:
    keep(store, secret, "ch\u1ee3 n\u1ed5i")
    attempt(store, secret, "cho\u031b\u0323 no\u0302\u0309i")


def test_neither_file_nor_seal_holds_the_password(store: Store, secret: SealedFile) -> None:
    keep(store, secret)
    for path in secret_files(secret):
        assert PASSWORD.encode() not in path.read_bytes()
    assert PASSWORD not in secret.load()
    first = secret.load()
    keep(store, secret)
    assert secret.load() != first, "another salt each time"


def secret_files(secret: SealedFile) -> list[Path]:
    folder = secret.path.parent
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_short_password_is_none(store: Store, secret: SealedFile) -> None:
    assert refused(lambda: keep(store, secret, "12345")).code is Code.UNLOCK_PASSWORD_SHORT
    assert not secret.kept


def test_wrong_tries_make_wait_longer_and_longer(store: Store, secret: SealedFile) -> None:
    keep(store, secret)
    now, waits = NOW, []
    for _ in range(11):
        error = refused(lambda at=now: attempt(store, secret, "sai bét rồi", at))
        assert error.code is Code.UNLOCK_PASSWORD_WRONG
        waits.append(error.facts["retry_after"])
        now += timedelta(seconds=waits[-1] or 0)
    assert waits == [None, None, 5, 10, 20, 40, 80, 160, 300, 300, 300]
    soon = refused(lambda: attempt(store, secret, PASSWORD, now - timedelta(seconds=1)))
    assert (soon.code, soon.facts["retry_after"]) == (Code.UNLOCK_TOO_SOON, 1)
    attempt(store, secret, PASSWORD, now)
    error = refused(lambda: attempt(store, secret, "sai bét rồi", now))
    assert error.facts["retry_after"] is None, "a right one begins anew"


def test_the_wait_outlives_the_program_and_a_clock_put_back(
    store: Store, secret: SealedFile, tmp_path: Path
) -> None:
    keep(store, secret)
    for _ in range(3):
        refused(lambda: attempt(store, secret, "sai bét rồi"))
    again = SealedFile(secret.path, ProfileKey(Profile(secret.path.parent)))
    early = refused(lambda: attempt(store, again, PASSWORD, NOW - timedelta(days=30)))
    assert early.facts["retry_after"] == 5


def test_it_is_the_password_of_one_account(store: Store, secret: SealedFile) -> None:
    assert refused(lambda: attempt(store, secret, PASSWORD)).code is Code.UNLOCK_PASSWORD_ABSENT
    keep(store, secret)
    other = refused(lambda: attempt(store, secret, PASSWORD, account="hieu.pm"))
    assert other.code is Code.UNLOCK_PASSWORD_ABSENT
    Profile(secret.path.parent).keys_file.unlink()
    stranger = SealedFile(secret.path, ProfileKey(Profile(secret.path.parent)))
    assert refused(lambda: attempt(store, stranger, PASSWORD)).code is Code.UNLOCK_PASSWORD_ABSENT


def test_forgotten_once(store: Store, secret: SealedFile) -> None:
    keep(store, secret)
    for _ in range(2):
        forget_unlock_password(store=store, secret=secret, account=ACCOUNT, now=NOW)
    assert not secret.kept
    assert kinds(store) == [AttendanceKind.PASSWORD_REMOVED, AttendanceKind.PASSWORD_SET]
