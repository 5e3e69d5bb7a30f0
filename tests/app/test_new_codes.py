"""A recovery code that counts was shown, whatever happens after it."""

import re
from pathlib import Path

import pytest

from app.cli.run import run
from app.errors import AppError, Code
from app.sealing.profile_keys import ProfileKeys

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}")


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUAY_HOME", str(tmp_path / "profile"))
    assert run(["queue", "list"]) == 0
    return tmp_path / "profile"


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_exchange_that_is_cut_off_has_shown_the_new_code(
    profile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
) -> None:  # fmt: skip
    def full(*_: object) -> bool:
        raise AppError(Code.DISK_FULL)

    monkeypatch.setattr("app.operations.rotate_keys.finish_rotation", full)
    capsys.readouterr()
    assert run(["data-key", "rotate", *options]) == 1
    shown = capsys.readouterr()
    found = CODE.search(shown.out + shown.err)
    assert found is not None
    ProfileKeys(profile / "keys.json").recover(found[0])


def test_a_code_is_made_only_where_it_can_be_noted(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = (profile / "keys.json").read_bytes()
    (profile / "quay.sqlite3").write_bytes(b"no database")
    assert run(["data-key", "recovery-code", "--json"]) == 1
    assert "database_damaged" in capsys.readouterr().out
    assert (profile / "keys.json").read_bytes() == keys
