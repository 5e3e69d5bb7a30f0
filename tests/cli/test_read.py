"""``quay read``: what scans say of themselves, with its place; the files stay as they are."""

from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tests.cli.test_stacks import SamplePaper, paper


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of two scanned pages: a slanted decision, and a declaration."""
    folder = tmp_path_factory.mktemp("scanned")
    with pymupdf.open() as pdf:
        for name, kind, turned in (
            ("1.jpg", SamplePaper.DECISION, 2.4),
            ("2.jpg", SamplePaper.MARRIAGE_DECLARATION, 0.0),
        ):
            page = pdf.new_page(width=595.3, height=841.9)
            page.insert_image(page.rect, filename=paper(kind, folder / name, turned=turned))
        pdf.save(folder / "scanned.pdf")
    return folder / "scanned.pdf"


def by_field(fields: list[dict]) -> dict[str, dict]:
    return {each["field"]: each for each in fields}


def test_fields_of_a_pdf_have_page_place_and_confidence(run, scanned: Path) -> None:
    before = scanned.read_bytes()
    ran = run("read", str(scanned), "--json")
    assert ran.status == 0, ran.out
    [said] = ran.said
    fields = by_field(said["fields"])
    assert fields["number"]["value"] == "128"
    assert fields["notation"]["value"] == "QĐ-UBND"
    assert fields["kind"]["value"] == "QUYẾT ĐỊNH"
    assert {each["page"] for each in fields.values()} == {1}
    first, second = said["pages"]
    assert by_field(second["fields"])["kind"]["value"].startswith("TỜ KHAI")
    for each in first["fields"]:
        left, top, right, bottom = each["box"]
        assert 0 <= left < right <= first["width_px"]
        assert 0 <= top < bottom <= first["height_px"]
        assert 0 <= each["confidence"] <= 100
    assert scanned.read_bytes() == before


def test_the_place_is_on_the_page_as_it_is_turned(run, tmp_path: Path) -> None:
    upright = paper(SamplePaper.DECISION, tmp_path / "upright.jpg")
    turned = paper(SamplePaper.DECISION, tmp_path / "turned.jpg", turned=180)
    ran = run("read", str(upright), str(turned), "--json")
    first, second = (by_field(each["fields"]) for each in ran.said)
    assert ran.said[1]["pages"][0]["rotation"] == 180
    for field in ("number", "signer"):
        assert np.abs(np.subtract(first[field]["box"], second[field]["box"])).max() < 12


def test_a_signed_file_is_read_and_not_changed(run, scanned: Path, tmp_path: Path) -> None:
    run("sign", "digitise", str(scanned), "--out", str(tmp_path), "--level", "B-B")
    signed = tmp_path / scanned.name
    before = signed.read_bytes()
    ran = run("read", str(signed), "--json")
    assert ran.status == 0, ran.out
    assert by_field(ran.said[0]["fields"])["number"]["value"] == "128"
    assert signed.read_bytes() == before


def test_a_person_reads_lines_and_a_bad_file_does_not_stop_the_next(
    run, scanned: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "trang.png"
    Image.new("RGB", (1654, 2339), "white").save(empty, dpi=(200, 200))
    ran = run("read", str(tmp_path / "không có.pdf"), str(empty), str(scanned))
    said = ran.out.decode()
    assert ran.status == 1
    assert "không có.pdf: không đọc được" in said
    assert "Không có thông tin nào của văn bản hành chính." in said
    assert "Ngày: " in said
    assert "(trang 1" in said


def test_no_file_is_wrong_usage(run) -> None:
    assert run("read").status == 2
