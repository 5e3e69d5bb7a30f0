"""``quay check``: the standard of digitised documents, for any PDF."""

from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from app.scanning.pdf_builder import BuildPage, build_pdf
from tests.scanning.page_images import draw_page, write_page


@pytest.fixture
def legal(tmp_path: Path) -> Path:
    page = write_page(draw_page(), tmp_path, dpi=200)
    build_pdf([BuildPage(page.file, 200)], tmp_path / "dat.pdf")
    return tmp_path / "dat.pdf"


@pytest.fixture
def illegal(tmp_path: Path) -> Path:
    """Grey, 150 dpi and of no paper's size."""
    grey = tmp_path / "grey.jpg"
    draw_page((900, 900)).convert("L").save(grey)
    with pymupdf.open() as document:
        page = document.new_page(width=432, height=432)
        page.insert_image(page.rect, filename=grey)
        document.save(tmp_path / "khong-dat.pdf")
    return tmp_path / "khong-dat.pdf"


def test_what_is_legal_and_what_is_not(run, legal: Path, illegal: Path) -> None:
    ran = run("check", str(legal), str(illegal), "--json")
    assert ran.status == 1
    good, bad = ran.said
    assert (good["legal"], good["version"], good["reasons"]) == (True, "1.7", [])
    assert good["bytes"] == legal.stat().st_size
    assert good["pages"] == [
        {
            "page": 1, "width_mm": 210.0, "height_mm": 297.0, "paper": "A4", "dpi": 200,
            "colour": True, "reasons": [],
        }
    ]  # fmt: skip
    assert bad["reasons"] == ["not_colour", "resolution_too_low", "not_paper_size"]
    assert bad["pages"][0]["dpi"] == 150
    assert run("check", str(legal)).status == 0


def test_a_person_is_told_what_to_do(run, illegal: Path) -> None:
    ran = run("check", str(illegal))
    said = ran.out.decode()
    assert f"{illegal}: chưa đạt chuẩn số hóa" in said
    assert "Dưới 200 dpi (trang 1). Quét lại từ 200 dpi" in said


def test_a_bad_file_does_not_stop_the_next(run, legal: Path, tmp_path: Path) -> None:
    picture = tmp_path / "anh.pdf"
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    ran = run("check", str(tmp_path / "không có.pdf"), str(picture), str(legal), "--json")
    assert ran.status == 1
    assert [each["legal"] for each in ran.said] == [False, False, True]
    codes = [each["error"] and each["error"]["code"] for each in ran.said]
    assert codes == ["file_missing", "not_a_pdf", None]
