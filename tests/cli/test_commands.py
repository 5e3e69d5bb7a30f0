"""The commands as a person or another program runs them, in a running demonstration."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo.office import DEMO_PIN
from app.demo.start import Demonstration, running_demonstration

CARD = "089198001234||Lê Thị Thu Hà|12041998|Nữ|Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng|15042021"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    before = dict(os.environ)
    with running_demonstration(tmp_path_factory.mktemp("demonstration")) as running:
        yield running
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def quay(demonstration: Demonstration) -> Callable[..., tuple[int, Any]]:
    """Run ``quay ARGUMENTS --json``; the exit status and what was printed."""

    def run(*arguments: str, pin: str = DEMO_PIN) -> tuple[int, Any]:
        environment = os.environ | {
            "QUAY_HOME": str(demonstration.profile.root),
            "QUAY_PIN": pin,
        }
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments, "--json"],
            env=environment, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    return run


def test_a_paper_goes_from_the_scanner_to_a_verified_signature(quay, tmp_path: Path) -> None:
    scanned = tmp_path / "giấy.pdf"
    status, said = quay("scan", "--out", str(scanned))
    assert (status, said["pages"], said["dpi"], said["legal"]) == (0, 1, 200, True)
    status, said = quay("sign", "digitise", str(scanned), "--out", str(tmp_path / "signed"))
    assert status == 0, said
    assert (said[0]["verdict"], said[0]["signatures"][0]["level"]) == ("valid", "B-T")
    status, said = quay("verify", str(tmp_path / "signed" / "giấy.pdf"))
    assert (status, said[0]["signatures"][0]["signer"]) == (0, "Nguyễn Thị Hồng Đào")


def test_ten_sheets_that_cannot_fit_six_megabytes_are_said(quay, tmp_path: Path) -> None:
    status, said = quay("scan", "--adf", "--out", str(tmp_path / "a.pdf"))
    assert (status, said["error"]["code"]) == (1, "file_too_large")
    assert not (tmp_path / "a.pdf").exists()


def test_a_dossier_is_received_queued_and_delivered(
    quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    form = make_pdf(tmp_path / "bản khai.pdf")
    status, said = quay("submit", "--procedure", "1.000894", "--card", CARD, "--paper", f"X={form}")
    assert (status, said["error"]["code"]) == (1, "component_unknown")
    status, listed = quay("queue", "list")
    before = len(listed["items"])
    status, said = quay(
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={form}",
    )  # fmt: skip
    assert status == 0, said
    status, listed = quay("queue", "list")
    assert len(listed["items"]) > before
    assert all(item["state"] == "waiting" for item in listed["items"][: -before or None])
    status, said = quay("sync")
    assert (status, said["finished"], said["waiting"]) == (0, True, 0)
    _, listed = quay("queue", "list")
    assert listed["items"][0]["receipt"]["dossier_code"].startswith("H01.31.02-")


def test_a_wrong_pin_is_said_and_stops(quay, make_pdf: Callable[..., Path], tmp_path: Path) -> None:
    files = [str(make_pdf(tmp_path / f"{n}.pdf")) for n in (1, 2)]
    status, said = quay("sign", "digitise", *files, "--out", str(tmp_path / "s"), pin="000000")
    assert (status, said["error"]["code"]) == (1, "pin_incorrect")
    assert said["error"]["next_step"]
    assert not list((tmp_path / "s").iterdir())


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"hello", "not_a_pdf"), (b"%PDF-1.7\nnonsense", "pdf_damaged")],
)
def test_a_bad_file_is_said_and_the_good_one_signed(
    quay, make_pdf: Callable[..., Path], tmp_path: Path, content: bytes, code: str
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    good = make_pdf(tmp_path / "good.pdf")
    status, said = quay("sign", "digitise", str(bad), str(good), "--out", str(tmp_path / "s"))
    assert status == 1
    assert said[0]["error"]["code"] == code
    assert said[1]["verdict"] == "valid"


def test_the_doctor_sees_token_scanner_and_province(quay) -> None:
    _, found = quay("doctor")
    fine = {each["check"] for each in found if each["health"] == "fine"}
    assert {"module", "token", "certificate", "scanner", "province", "timestamp"} <= fine


def test_wrong_usage_is_two(quay) -> None:
    status, _ = quay("sign", "digitise")
    assert status == 2


def test_a_second_program_on_the_profile_is_turned_away(quay, demonstration) -> None:
    from app.profile_lock import ProfileLock

    with ProfileLock(demonstration.profile.lock_file):
        status, said = quay("queue", "pause")
    assert (status, said["error"]["code"]) == (1, "profile_in_use")
