"""``quay sign`` with many files: a line for each as it ends, Ctrl+C, and going on afterwards."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.sign_report import exit_status, outcome_line, summary_lines
from app.demo.office import DEMO_PIN
from app.demo.start import Demonstration
from app.operations.loose_files import FileOutcome
from app.operations.sign_files import not_raised
from signing.verification.reasons import Verdict
from signing.verification.report import Level, SignatureReport, VerificationReport
from tests.cli.conftest import Ran
from tests.token_faults.shim import Shim


@pytest.fixture
def files(make_pdf: Callable[..., Path], tmp_path: Path) -> list[str]:
    return [str(make_pdf(tmp_path / f"{n}.pdf", text=f"Tờ {n}", dpi=40)) for n in range(7)]


def _started(
    demonstration: Demonstration, shim: Shim, out: Path, files: list[str]
) -> subprocess.Popen[bytes]:
    command = ("sign", "digitise", *files, "--out", str(out), "--module", str(shim.module))
    variables = {
        "QUAY_HOME": str(demonstration.profile.root), "QUAY_PIN": DEMO_PIN, **shim.environment
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "app", *command, "--json"], env=os.environ | variables,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_ctrl_c_leaves_whole_files_and_the_same_command_goes_on(
    demonstration: Demonstration, run: Callable[..., Ran], files: list[str], tmp_path: Path
) -> None:
    shim, out = Shim(tmp_path, demonstration.office.module), tmp_path / "out"
    command = ("sign", "digitise", *files, "--out", str(out), "--module", str(shim.module))
    shim.hold_sign()
    with _started(demonstration, shim, out, files) as process:
        shim.wait_until_held()  # the first file
        process.send_signal(signal.SIGINT)
        shim.release_sign()
        said, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    results = json.loads(said)
    assert results[0]["verdict"] == "valid"
    assert {each["error"]["code"] for each in results[1:]} == {"signing_stopped"}
    assert [path.name for path in out.iterdir()] == ["0.pdf"]
    lines = run(*command, **shim.environment).out.decode().splitlines()
    assert "đã ký từ trước" in next(line for line in lines if "0.pdf" in line)
    assert sum(line.startswith("✓ ") for line in lines) == 7
    assert lines[-1] == "Đã ký 7/7 tệp, trong đó 1 tệp đã ký từ trước."


def test_what_stops_the_batch_leaves_the_rest_unsigned_and_says_so(
    demonstration: Demonstration, run: Callable[..., Ran], files: list[str], tmp_path: Path
) -> None:
    shim, out = Shim(tmp_path, demonstration.office.module), tmp_path / "out"
    shim.fail(14, 0x32, after=2)  # C_Sign, CKR_DEVICE_REMOVED
    done = run(
        "sign", "digitise", *files, "--out", str(out), "--module", str(shim.module),
        **shim.environment,
    )  # fmt: skip
    lines = done.out.decode().splitlines()
    assert done.status == 1
    assert sum(line.startswith("✓ ") for line in lines) == 2
    assert sum(line.startswith("✗ ") for line in lines) == 1
    assert sum(line.endswith(".pdf: chưa ký") for line in lines) == 4
    assert lines[-2] == "Đã ký 2/7 tệp."
    assert lines[-1].startswith("→ Chạy lại đúng lệnh này")


def test_a_file_of_another_command_that_came_meanwhile_is_neither_replaced_nor_removed(
    demonstration: Demonstration, files: list[str], tmp_path: Path
) -> None:
    shim, out = Shim(tmp_path, demonstration.office.module), tmp_path / "out"
    shim.hold_sign()
    with _started(demonstration, shim, out, files[:1]) as process:
        shim.wait_until_held()
        (out / "0.pdf").write_bytes(b"theirs")
        shim.release_sign()
        said, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, b"")
    assert json.loads(said)[0]["error"]["code"] == "file_exists"
    assert [path.name for path in out.iterdir()] == ["0.pdf"]
    assert (out / "0.pdf").read_bytes() == b"theirs"


def test_what_a_killed_command_left_is_removed_by_the_next_one(
    demonstration: Demonstration, run: Callable[..., Ran], files: list[str], tmp_path: Path
) -> None:
    shim, out = Shim(tmp_path, demonstration.office.module), tmp_path / "out"
    shim.hold_sign()
    with _started(demonstration, shim, out, files) as process:
        shim.wait_until_held()
        process.kill()
    shim.release_sign()
    assert list(out.iterdir())
    assert not list(out.glob("*.pdf"))
    module = str(demonstration.office.module)
    done = run("sign", "digitise", *files, "--out", str(out), "--module", module)
    assert done.status == 0
    assert sorted(path.name for path in out.iterdir()) == [f"{n}.pdf" for n in range(7)]


def test_stopped_before_it_is_raised_a_file_says_so_and_how_to_go_on(tmp_path: Path) -> None:
    signature = SignatureReport("S", signer="Lê Văn An", level=Level.B_T)
    report = VerificationReport("a.pdf", Verdict.VALID, signatures=(signature,))
    outcome = FileOutcome(
        tmp_path / "a.pdf", tmp_path / "out" / "a.pdf", report, shortfall=not_raised(Level.B_T)
    )
    assert "mức B-T (chưa cao hơn: " in outcome_line(outcome)
    assert summary_lines([outcome, outcome]) == [
        "Đã ký 2/2 tệp.",
        "→ 2 tệp đã ký, chưa nâng mức: chạy lại đúng lệnh này, không phải ký lại.",
    ]
    assert exit_status([outcome], stopped=True) == 130
    assert exit_status([outcome], stopped=False) == 0
