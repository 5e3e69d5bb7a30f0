"""``quay sign PROFILE``: each kind of signature by its word, with what it has to show."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image, ImageDraw

from app.operations.stamp_pictures import StampPictures
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.store import Store
from signing.stamp_picture import Ink
from tests.cli.conftest import Ran
from tests.signing.letterheads import page_full_of_words

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


def test_an_arrival_bears_its_day_and_whom_it_goes_to(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scan, out = make_pdf(tmp_path / "scan.pdf"), tmp_path / "out"
    status, said = quay(
        "sign", "incoming", str(scan), "--out", str(out), "--token", OFFICE, "--level", "B-B",
        "--organisation", OFFICE, "--date", "05/01/2026", "--forward-to", "Phòng Tư pháp",
        "--file-symbol", "HS-7",
    )  # fmt: skip
    assert status == 0
    shown = text_of(out / "scan.pdf")
    assert f"Số: {said[0]['number']} Ngày: 05/01/2026" in shown
    assert "Chuyển: Phòng Tư pháp" in shown
    assert "HS-7" in shown
    _, listed = quay("register", "--book", "incoming", "--year", "2026")
    assert [each["day"] for each in listed if each["written"] == said[0]["number"]] == [
        "2026-01-05"
    ]


def test_a_day_to_come_is_refused_before_anything_is_signed(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    status, said = quay(
        "sign", "incoming", str(make_pdf(tmp_path / "scan.pdf")), "--out", str(tmp_path / "out"),
        "--token", OFFICE, "--organisation", OFFICE, "--date", "2999-01-01",
    )  # fmt: skip
    assert (status, said["error"]["code"]) == (1, "stamp_incomplete")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("kind", "token", "ink", "colour"),
    [
        ("issue", OFFICE, Ink.RED, (200, 20, 30, 255)),
        ("approve", "", Ink.BLUE, (20, 40, 180, 255)),
    ],
)
def test_the_picture_chosen_in_the_window_is_shown(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path, profile: Path,
    kind: str, token: str, ink: Ink, colour: tuple[int, ...],
) -> None:  # fmt: skip
    where = Profile(profile)
    with (
        closing(Store(where.database, where.backups, ProfileKey(where).load())) as store,
        store.read() as work,
    ):
        officer = work.facts.officer()
    assert officer is not None
    drawn = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((5, 5, 35, 35), fill=colour)
    drawn.save(tmp_path / "drawn.png")
    command = (
        "sign", kind, str(make_pdf(tmp_path / "scan.pdf")), "--out", str(tmp_path / "out"),
        "--token", token, "--level", "B-B", "--rect", "100,100,200,200", "--json",
    )  # fmt: skip
    pictures = StampPictures(where, ProfileKey(where))
    for each in Ink:
        pictures.forget(each, officer.account)
    refused = run(*command, QUAY_HOME=str(profile))
    assert (refused.status, refused.code) == (1, "stamp_incomplete")
    assert "--picture" in refused.said["error"]["next_step"]
    pictures.keep(ink, officer.account, tmp_path / "drawn.png")
    done = run(*command, QUAY_HOME=str(profile))
    assert done.status == 0, done.said
    assert done.said[0]["verdict"] == "valid"
    with pymupdf.open(tmp_path / "out" / "scan.pdf") as document:
        shown = document[0].get_pixmap(annots=True)
    assert shown.pixel(150, shown.height - 150) == colour[:3]


def test_a_page_without_a_blank_place_is_to_be_looked_at(
    quay: Quay, run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    full, blank = page_full_of_words(tmp_path / "kin-chu.pdf"), make_pdf(tmp_path / "trang.pdf")
    command = (
        "sign", "incoming", str(full), str(blank), "--token", OFFICE, "--level", "B-B",
        "--organisation", OFFICE,
    )  # fmt: skip
    status, said = quay(*command, "--out", str(tmp_path / "1"))
    assert status == 0
    assert [each["verdict"] for each in said] == ["valid", "valid"]
    assert said[0]["place_error"]["code"] == "blank_place_absent"
    assert said[1]["place_error"] is None
    lines = run(*command, "--out", str(tmp_path / "2")).out.decode().splitlines()
    (of_full,) = [each for each in lines if "kin-chu.pdf" in each]
    assert "(cần xem lại dấu ký: Chưa thấy chỗ trống đủ cho dấu ký, dấu có thể đè" in of_full
    assert lines[-1].startswith("→ 1 tệp cần mở ra xem lại dấu ký.")
    status, said = quay(*command, "--out", str(tmp_path / "3"), "--rect", "100,100,200,200")
    assert (status, said[0]["place_error"]) == (0, None)


def test_numbers_come_from_the_register_and_never_twice(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scans = [make_pdf(tmp_path / f"{name}.pdf", text=name) for name in ("a", "b")]
    options = ("--token", OFFICE, "--level", "B-B", "--organisation", OFFICE)
    status, said = quay(
        "sign", "sao-y", *map(str, scans), "--out", str(tmp_path / "1"), *options,
        "--number", "/SY-UBND",
    )  # fmt: skip
    first = int(said[0]["number"].split("/")[0])
    assert status == 0
    assert [each["number"] for each in said] == [
        f"{number:02d}/SY-UBND" for number in (first, first + 1)
    ]
    status, said = quay(
        "sign", "sao-luc", str(scans[0]), "--out", str(tmp_path / "2"), *options,
        "--number", f"{first}/SL-UBND",
    )  # fmt: skip
    assert (status, said["error"]["code"]) == (1, "number_taken")
    assert "a.pdf" in said["error"]["sentence"]

    status, listed = quay("register", "--book", "copies")
    assert status == 0
    rows = {each["written"]: each for each in listed}
    row = rows[f"{first:02d}/SY-UBND"]
    signed = (tmp_path / "1" / "a.pdf").read_bytes()
    assert (row["subject"], row["state"]) == ("a.pdf", "issued")
    assert (row["signer"], row["sha256"]) == (OFFICE, hashlib.sha256(signed).hexdigest())


def test_a_number_whose_file_is_not_signed_is_given_back(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    wanted = ("--token", OFFICE, "--organisation", OFFICE, "--level", "B-B")
    _, before = quay("register", "--book", "incoming")
    status, said = quay(
        "sign", "incoming", str(scan), "--out", str(tmp_path / "1"), *wanted, pin="000000"
    )
    assert (status, said["error"]["code"]) == (1, "pin_incorrect")
    assert quay("register", "--book", "incoming") == (0, before)
    status, said = quay("sign", "incoming", str(scan), "--out", str(tmp_path / "2"), *wanted)
    assert status == 0
    assert f"Số: {said[0]['number']} Ngày:" in text_of(tmp_path / "2" / "scan.pdf")


def test_a_second_run_goes_on_with_the_numbers_of_the_first(
    quay: Quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scans = [make_pdf(tmp_path / f"{name}.pdf", text=name) for name in ("c", "d")]
    _, listed = quay("register", "--book", "copies")
    first = 5000 + len(listed)
    command = (
        "--out", str(tmp_path / "out"), "--token", OFFICE, "--organisation", OFFICE,
        "--level", "B-B", "--number", f"{first}/SY-UBND",
    )  # fmt: skip
    status, said = quay("sign", "sao-y", str(scans[0]), *command)
    assert (status, said[0]["number"]) == (0, f"{first}/SY-UBND")
    status, said = quay("sign", "sao-y", *map(str, scans), *command)
    assert (status, [each["signed_before"] for each in said]) == (0, [True, False])
    assert said[1]["number"] == f"{first + 1}/SY-UBND"
