"""The demonstration without a display does every step, or says which one it did not."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path


def run_demo(out: Path, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    arguments = ["demo", "--headless", "--out", str(out), "--folder", str(folder), "--json"]
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment,
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_it_leaves_signed_papers_pictures_and_the_receipt(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_demo(out, tmp_path / "office")
    assert done.returncode == 0, done.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["dossier_code"].startswith("H01.31.02-")
    assert (summary["applicant_name"], len(summary["identity_number"])) == ("Lê Thị Thu Hà", 12)
    assert [paper["level"] for paper in summary["papers"]] == ["B-T", "B-T"]
    received = {file["sha256"] for file in summary["receipt"]["files"]}
    for paper in summary["papers"]:
        assert (paper["verdict"], paper["page"], paper["dpi"]) == ("valid", 1, 200)
        content = (out / f"{paper['sha256'][:12]}.pdf").read_bytes()
        assert hashlib.sha256(content).hexdigest() == paper["sha256"]
        assert paper["sha256"] in received
    assert set(summary["attempts"].values()) == {1}
    for picture in summary["screens"]:
        assert (out / picture).read_bytes().startswith(b"\x89PNG")


def test_a_step_that_does_not_happen_is_a_failure(tmp_path: Path) -> None:
    done = run_demo(tmp_path / "out", Path("/proc/no-such-place"))
    assert done.returncode == 1
    assert not (tmp_path / "out" / "summary.json").exists()
