"""A dossier leaves by hand, the other side takes it, and its receipt comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.demo.start import PASSWORD
from sync.reference_province import ProvinceServerSettings, seed
from sync.reference_province.seed import standard_officers
from tests.cli.test_commands import CARD


@pytest.fixture
def counter_profile(run, profile: Path, make_pdf: Callable[..., Path], tmp_path: Path) -> str:
    """A profile with one more dossier in its queue; its code."""
    form = make_pdf(tmp_path / "bản khai.pdf")
    done = run(
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={form}", "--json", QUAY_HOME=str(profile),
    )  # fmt: skip
    assert done.status == 0, done.said
    return str(done.said["provisional_code"])


@pytest.mark.timeout(300)  # five programs one after another
def test_a_dossier_goes_by_hand_and_its_receipt_comes_back(
    run, profile: Path, counter_profile: str, tmp_path: Path
) -> None:
    home, code = {"QUAY_HOME": str(profile)}, counter_profile
    package, receipt = tmp_path / "gói.zip", tmp_path / "biên nhận.json"
    done = run("export", code, "--out", str(package), "--json", **home)
    assert (done.status, done.said["dossiers"], done.said["files"]) == (0, [code], 2), done.said
    province = tmp_path / "province"
    province.mkdir()
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{province / 'province.sqlite3'}",
        files_folder=province / "files",
        public_url="http://127.0.0.1",
    )
    seed(settings, officers=standard_officers(PASSWORD))
    done = run(
        "province", "take-package", str(package), "--folder", str(province),
        "--receipt", str(receipt), "--json",
    )  # fmt: skip
    assert (done.status, done.said["done"], done.said["tried"]) == (0, 1, 1), done.said
    done = run("import-receipt", str(receipt), "--json", **home)
    (told,) = done.said
    assert (done.status, told["fate"]) == (0, "delivered")
    listed = run("queue", "list", "--json", **home).said["items"]
    ours = [item for item in listed if item["dossier"] == told["dossier"]]
    assert {item["state"] for item in ours} == {"delivered"}


def test_what_cannot_be_is_said(run, profile: Path, tmp_path: Path) -> None:
    junk = tmp_path / "x"
    junk.write_text("{}")
    done = run("export", "--out", str(junk), "--json", QUAY_HOME=str(profile))
    assert (done.status, done.code) == (1, "file_exists")
    done = run(
        "province", "take-package", str(junk), "--folder", str(tmp_path / "p"),
        "--receipt", str(tmp_path / "r"), "--json",
    )  # fmt: skip
    assert (done.status, done.code) == (1, "package_unreadable")
    done = run("import-receipt", str(junk), "--json", QUAY_HOME=str(profile))
    assert (done.status, done.code) == (1, "package_receipt_unreadable")
