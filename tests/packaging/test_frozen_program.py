"""The frozen program does an officer's whole job, away from this source tree."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import build_installer
from app import __version__
from app.demo.office import DEMO_PIN
from app.demo.start import Demonstration, running_demonstration
from app.sealing.key_file import KeyFile
from app.sealing.slots import Slot, SlotKind, passphrase_secret
from app.secrets import ProfileKey

CARD = "089198001234||Lê Thị Thu Hà|12041998|Nữ|Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng|15042021"
PASSPHRASE = "chợ nổi Long Xuyên"
WITHOUT_KEYRING = {
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "QUAY_PASSPHRASE": PASSPHRASE,
}  # fmt: skip
"""The keyring of the demonstration is not in the frozen program."""
pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="the demonstration office needs SANE"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_installer.freeze(tmp_path_factory.mktemp("frozen")) / "quay"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    before = dict(os.environ)
    with running_demonstration(tmp_path_factory.mktemp("demonstration")) as running:
        key = ProfileKey(running.profile)
        path = running.profile.keys_file
        file, secret = KeyFile.load(path), passphrase_secret(PASSPHRASE)
        slot = Slot.closed(SlotKind.PASSPHRASE, secret, key.load().newest, file.profile)
        file.with_slots(slot).save(path)
        yield running
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def quay(program: Path, demonstration: Demonstration, tmp_path: Path) -> Callable[..., Any]:
    """Run ``quay ARGUMENTS`` away from the sources; what it printed, read as JSON."""

    profile = {
        "QUAY_HOME": str(demonstration.profile.root), "QUAY_PIN": DEMO_PIN, **WITHOUT_KEYRING,
    }  # fmt: skip

    def run(*arguments: str) -> Any:
        return answer(program, *arguments, away=tmp_path, environment=profile)

    return run


def answer(
    program: Path, *arguments: str, away: Path, environment: dict[str, str], status: int = 0
) -> Any:
    """What ``program`` printed, run in the folder ``away``, read as JSON."""
    done = subprocess.run(
        [program, *arguments, "--json"],
        cwd=away, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_it_says_its_version(program: Path) -> None:
    assert build_installer.run([str(program), "--version"]) == __version__


def test_a_fresh_profile_is_encrypted_and_checked(program: Path, tmp_path: Path) -> None:
    """SQLCipher, migrations and keyrings are found by name at run time."""
    home = tmp_path / "hồ sơ"
    fresh = {"QUAY_HOME": str(home), **WITHOUT_KEYRING}
    said = answer(program, "data-key", "status", away=tmp_path, environment=fresh)
    assert said == {"way": "passphrase", "recovery_code": False}
    assert answer(program, "queue", "list", away=tmp_path, environment=fresh) is not None
    assert not (home / "quay.sqlite3").read_bytes().startswith(b"SQLite format 3")
    # 1: there is no province yet.
    found = answer(program, "doctor", away=tmp_path, environment=fresh, status=1)
    assert {each["check"]: each["health"] for each in found}["database"] == "fine"


def test_a_paper_is_scanned_signed_verified_and_delivered(
    quay: Callable[..., Any], tmp_path: Path
) -> None:
    paper = tmp_path / "giấy.pdf"
    assert quay("scan", "--out", str(paper))["legal"]
    quay("sign", "digitise", str(paper), "--out", str(tmp_path / "signed"))
    [report] = quay("verify", str(tmp_path / "signed" / "giấy.pdf"))
    assert report["verdict"] == "valid"
    papers = [word for part in ("TP01", "TP02") for word in ("--paper", f"{part}={paper}")]
    quay("submit", "--procedure", "1.000894", "--card", CARD, *papers)
    delivered = quay("sync")
    assert (delivered["finished"], delivered["waiting"]) == (True, 0)


def test_its_libraries_are_not_those_of_the_programs_it_starts(
    program: Path, demonstration: Demonstration, tmp_path: Path
) -> None:
    """A browser that met our Qt on its own desktop would not start, and nobody could sign in."""
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\nenv > {seen}.part && mv {seen}.part {seen}\n")
    browser.chmod(0o755)
    with subprocess.Popen(
        [program, "sign-in"],
        env=os.environ
        | WITHOUT_KEYRING
        | {"QUAY_HOME": str(demonstration.profile.root), "BROWSER": str(browser)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        until = time.monotonic() + 60
        while not seen.exists() and time.monotonic() < until:
            time.sleep(0.1)
        running.terminate()
    assert "/_internal" not in seen.read_text()
