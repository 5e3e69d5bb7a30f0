"""Key, backup and way back by command, on a machine with and without a keyring."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran

PASSPHRASE = "bốn con vịt qua sông"
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture
def bare(run: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    """``quay ARGUMENTS --json`` on a new profile of a machine without a keyring."""

    def on(
        *arguments: str, passphrase: str = PASSPHRASE, code: str = "", new: str = ""
    ) -> Ran:  # fmt: skip
        variables = {
            "QUAY_HOME": str(tmp_path / "bare"), "QUAY_PASSPHRASE": passphrase,
            "QUAY_RECOVERY_CODE": code, "QUAY_NEW_PASSPHRASE": new,
        }  # fmt: skip
        return run(*arguments, "--json", **NO_KEYRING, **variables)

    return on


def test_without_a_keyring_a_passphrase_is_asked_for(bare: Callable[..., Ran]) -> None:
    assert bare("queue", "list", passphrase="").code == "passphrase_not_set"
    assert bare("queue", "list", passphrase="ngắn").code == "passphrase_short"
    assert bare("queue", "list").said["items"] == []
    assert bare("queue", "list", passphrase="").code == "passphrase_required"
    assert bare("queue", "list", passphrase=PASSPHRASE + "?").code == "passphrase_wrong"
    assert bare("data-key", "status").said == {"way": "passphrase", "recovery_code": False}


def test_the_passphrase_is_changed(bare: Callable[..., Ran]) -> None:
    new = "một câu khác hẳn câu cũ"
    assert bare("queue", "list").status == 0
    change = "data-key", "passphrase"
    assert bare(*change).code == "wrong_usage"
    assert bare(*change, passphrase="sai bét nhè ra", new=new).code == "passphrase_wrong"
    assert bare(*change, new="ngắn").code == "passphrase_short"
    assert bare(*change, new=new).said == {"changed": True}
    assert bare("queue", "list").code == "passphrase_wrong"
    assert bare("audit", "verify", passphrase=new).status == 0


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_code(bare: Callable[..., Ran]) -> None:
    code = bare("data-key", "recovery-code").said["recovery_code"]
    new = "một câu khác hẳn câu cũ"
    done = bare("data-key", "recover", passphrase=new, code="ABCD-EFGH")
    assert done.code == "recovery_code_malformed"
    assert bare("data-key", "recover", passphrase=new, code=code).said == {"way": "passphrase"}
    assert bare("queue", "list").code == "passphrase_wrong"
    assert bare("queue", "list", passphrase=new).status == 0


def test_a_backup_comes_back_on_another_machine(
    run: Callable[..., Ran], profile: Path, tmp_path: Path
) -> None:
    here = {"QUAY_HOME": str(profile)}
    code = run("data-key", "recovery-code", "--json", **here).said["recovery_code"]
    usb = str(tmp_path / "usb")
    taken = run("backup", "--folder", usb, "--json", **here).said
    assert run("backup", "--folder", usb, "--list", "--json", **here).said == [taken]
    before = run("queue", "list", "--json", **here).said
    new = {"QUAY_HOME": str(tmp_path / "new"), "QUAY_DEMO_KEYRING": str(tmp_path / "keyring")}
    lost = run("restore", "--folder", usb, "--json", **new)
    assert lost.code == "key_lost"
    assert "quay restore --recovery-code" in lost.said["error"]["next_step"]
    wrong = "7K3M-9QXR-0V5T-ZB2N-8W4H-CD1J-P000"
    done = run("restore", "--folder", usb, "--json", **new, QUAY_RECOVERY_CODE=wrong)
    assert done.code in {"recovery_code_malformed", "recovery_code_wrong"}
    done = run("restore", "--folder", usb, "--json", **new, QUAY_RECOVERY_CODE=code)
    assert done.status == 0, done.err
    assert run("queue", "list", "--json", **new).said == before


def test_a_restoration_that_cannot_be_ended_is_given_up(
    run: Callable[..., Ran], profile: Path, tmp_path: Path
) -> None:
    here = {"QUAY_HOME": str(profile)}
    before = run("queue", "list", "--json", **here).said
    backup = tmp_path / "pulled out" / "backup-20261127T024500Z"
    (profile / "restoring.json").write_text(json.dumps({"backup": str(backup)}))
    stuck = run("data-key", "rotate", **here)
    assert stuck.status == 1
    assert "quay restore --give-up" in stuck.err
    assert run("restore", "--give-up", "--json", **here).said == {"given_up": True}
    assert run("restore", "--give-up", "--json", **here).said == {"given_up": False}
    assert run("queue", "list", "--json", **here).said == before


def test_with_a_keyring_there_is_no_passphrase_to_change(quay: Callable[..., Any]) -> None:
    status, said = quay("data-key", "passphrase")
    assert status == 1
    assert said["error"]["code"] == "passphrase_unused"


def test_the_key_is_exchanged(run: Callable[..., Ran], profile: Path, tmp_path: Path) -> None:
    # A copy has the name of its original in the keyring, whose old key goes in the end.
    own = shutil.copy(os.environ["QUAY_DEMO_KEYRING"], tmp_path / "keyring.json")
    here = {"QUAY_HOME": str(profile), "QUAY_DEMO_KEYRING": str(own)}
    before = run("queue", "list", "--json", **here).said
    done = run("data-key", "rotate", "--json", **here)
    assert done.said["finished"] is True
    assert run("queue", "list", "--json", **here).said == before


def test_a_lost_key_is_said_and_nothing_is_made_anew(
    run: Callable[..., Ran], profile: Path, tmp_path: Path
) -> None:
    gone = {"QUAY_HOME": str(profile), "QUAY_DEMO_KEYRING": str(tmp_path / "empty")}
    before = (profile / "quay.sqlite3").read_bytes()
    lost = run("queue", "list", "--json", **gone)
    assert lost.code == "key_lost"
    assert "quay data-key recover)" in lost.said["error"]["next_step"]
    (profile / "keys.json").unlink()
    assert run("queue", "list", "--json", **gone).code == "keys_damaged"
    assert not (profile / "keys.json").exists()
    assert (profile / "quay.sqlite3").read_bytes() == before
    shutil.rmtree(profile)
