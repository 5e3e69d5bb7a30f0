"""``quay sign PROFILE``: each kind of signature by its word, with what it has to show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

OFFICE = "UBND xã Mỹ Hòa Hưng"
Quay = Callable[..., tuple[int, Any]]


def text_of(path: Path) -> str:
    with pymupdf.open(path) as document:
        return " ".join(document[0].get_text().split())


@pytest.mark.parametrize(
    ("profile", "token", "options", "shown"),
    [
        ("sao-y", OFFICE, ("--organisation", OFFICE), f"SAO Y; {OFFICE}; 20"),
        ("appendix", OFFICE, ("--number", "123/QĐ-UBND"), "Số: 123/QĐ-UBND; 20"),
        ("comment", "", ("--opinion", "Đồng ý."), "Đồng ý."),
    ],
)
def test_each_profile_shows_what_it_must(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path, profile: str, token: str,
    options: tuple[str, ...], shown: str,
) -> None:  # fmt: skip
    scan, out = make_pdf(tmp_path / "scan.pdf"), tmp_path / "out"
    status, said = quay(
        "sign", profile, str(scan), "--out", str(out), "--token", token, "--level", "B-B", *options
    )
    assert (status, said[0]["verdict"]) == (0, "valid")
    assert shown in text_of(out / "scan.pdf")


def test_what_a_stamp_lacks_is_said(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scan, out = make_pdf(tmp_path / "scan.pdf"), tmp_path / "out"
    status, said = quay("sign", "sao-y", str(scan), "--out", str(out), "--token", OFFICE)
    assert (status, said[0]["error"]["code"]) == (1, "stamp_incomplete")
    assert "--organisation" in said[0]["error"]["next_step"]
    assert list(out.iterdir()) == []


def test_a_picture_that_is_no_png_is_said(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    status, said = quay(
        "sign", "issue", str(scan), "--out", str(tmp_path / "out"), "--token", OFFICE,
        "--picture", str(scan),
    )  # fmt: skip
    assert status == 1
    assert "stamp_picture_unfit" in str(said)
