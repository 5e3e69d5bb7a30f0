"""``quay verify --json``: one object a file, and a status that says whether all are valid."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.verification import attacks

KEYS = {
    "signer", "issuer", "unit", "signing_time", "time_stamp_time", "integrity",
    "validity_at_signing_time", "certificate_validity", "level", "coverage", "reasons",
}  # fmt: skip
"""What other programs are promised of each signature."""


@pytest.fixture
def signed(run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path) -> Path:
    file = make_pdf(tmp_path / "giấy.pdf", text="Số tiền: 1.250.000 đồng")
    run("sign", "digitise", str(file), "--out", str(tmp_path / "s"))
    return tmp_path / "s" / "giấy.pdf"


def test_what_is_said_of_a_signed_file(run: Callable[..., Ran], signed: Path) -> None:
    done = run("verify", str(signed), "--json")
    [report] = done.said
    assert (done.status, report["file"], report["verdict"]) == (0, "giấy.pdf", "valid")
    [signature] = report["signatures"]
    assert set(signature) >= KEYS
    assert set(signature["certificate_validity"]) == {"from", "to"}
    assert (signature["integrity"], signature["validity_at_signing_time"]) == ("intact", "valid")
    assert (signature["level"], signature["coverage"]) == ("B-T", "whole_file")
    assert signature["time_stamp_time"] is not None


def test_one_object_a_file_and_the_worst_counts(
    run: Callable[..., Ran], signed: Path, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    forged, unsigned, locked = tmp_path / "f.pdf", tmp_path / "u.pdf", tmp_path / "l.pdf"
    forged.write_bytes(attacks.overlay(signed.read_bytes()))
    make_pdf(unsigned)
    pipe = tmp_path / "ống.pdf"
    os.mkfifo(pipe)
    locked.symlink_to(locked)
    files = (signed, forged, unsigned, pipe, tmp_path, locked, tmp_path / "vắng.pdf")
    done = run("verify", *map(str, files), "--json")
    assert done.status == 1
    assert [each["verdict"] for each in done.said] == [
        "valid", "content_changed", "not_signed", *["cannot_verify"] * 4
    ]  # fmt: skip
    assert [each["reasons"] for each in done.said[3:]] == [
        ["file_unreadable"], ["file_unreadable"], ["file_unreadable"], ["file_missing"]
    ]  # fmt: skip


def test_no_file_is_wrong_usage(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert run("verify", "--json").status == 2
    assert run("verify", "a.pdf", "--nope", "--json").status == 2


def test_a_stranger_trusts_with_a_folder(
    run: Callable[..., Ran], signed: Path, demonstration: object, tmp_path: Path
) -> None:
    home = {"QUAY_HOME": str(tmp_path / "mới")}
    alone = run("verify", str(signed), "--json", **home)
    assert (alone.status, alone.said[0]["verdict"]) == (1, "cannot_verify")
    folder = demonstration.profile.trust  # type: ignore[attr-defined]
    told = run("verify", str(signed), "--trust", str(folder), "--json", **home)
    assert (told.status, told.said[0]["verdict"]) == (0, "valid")


def test_for_a_person(run: Callable[..., Ran], signed: Path) -> None:
    said = run("verify", str(signed)).out.decode()
    for name in (
        "CA phát hành", "Chủ thể ký", "Đơn vị quản lý chứng thư số", "Thời điểm ký",
        "Tính toàn vẹn", "Tính hợp lệ tại thời điểm ký", "Thời hạn hiệu lực chứng thư số",
    ):  # fmt: skip
        assert f"    {name}: " in said
