"""``quay scan`` and ``quay clean``: a stack becomes clean, legal, readable files."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pymupdf
import pytest
import zxingcpp
from PIL import Image

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.scanning.codes.sheets import Sheet, SheetKind, sheet_text
from app.scanning.legal_check import check_pdf
from tests.scanning.page_images import A4_PX

MakePdf = Callable[..., Path]


def paper(kind: SamplePaper, file: Path, *, turned: float = 0.0) -> Path:
    draw_sample_paper(kind, file, applicant_name="Lê Thị Thu Hà", identity_number="089198001234")
    if turned:
        with Image.open(file) as straight:
            expand = turned % 90 == 0
            page = straight.rotate(
                turned, resample=Image.Resampling.BICUBIC, expand=expand, fillcolor="#f4f0e6"
            )
        page.save(file, quality=92, dpi=(200, 200))
    return file


def sheet(kind: SheetKind, name: str, file: Path) -> Path:
    code = zxingcpp.create_barcode(
        sheet_text(Sheet(kind, name)), zxingcpp.BarcodeFormat.QRCode
    ).to_image(scale=12)
    page = Image.new("RGB", A4_PX, "#fbfaf6")
    page.paste(Image.fromarray(np.asarray(code)).convert("RGB").resize((320, 320)), (660, 400))
    page.save(file, quality=92, dpi=(200, 200))
    return file


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A watched folder with two dossiers: a slanted decision, an upside-down form, their sheets."""
    folder = tmp_path_factory.mktemp("stack")
    sheet(SheetKind.DOSSIER, "H01-0001", folder / "1.jpg")
    sheet(SheetKind.PAPER, "quyet-dinh", folder / "2.jpg")
    paper(SamplePaper.DECISION, folder / "3.jpg", turned=2.4)
    sheet(SheetKind.DOSSIER, "H01-0002", folder / "4.jpg")
    paper(SamplePaper.MARITAL_STATUS, folder / "5.jpg", turned=180)
    return folder


def copied(stack: Path, folder: Path) -> Path:
    """Pages are taken out of a watched folder, in the order in which they came."""
    folder.mkdir()
    for second, file in enumerate(sorted(stack.iterdir())):
        (folder / file.name).write_bytes(file.read_bytes())
        os.utime(folder / file.name, (1_700_000_000 + second,) * 2)
    return folder


def test_a_mixed_stack_becomes_its_papers(run, stack: Path, tmp_path: Path) -> None:
    taken = copied(stack, tmp_path / "in")
    out = tmp_path / "out.pdf"
    ran = run("scan", "--source", f"folder:{taken}", "--split", "qr", "--out", str(out), "--json")
    assert ran.status == 0, ran.out
    first, second = ran.said["files"]
    assert [first["dossier"], first["component"], first["pages"]] == [
        "H01-0001", "quyet-dinh", [3],
    ]  # fmt: skip
    assert [second["dossier"], second["component"], second["pages"]] == ["H01-0002", "", [5]]
    assert ran.said["left_out"] == [1, 2, 4]
    assert [first["legal"], second["legal"]] == [True, True]
    pages = ran.said["pages"]
    assert pages[2]["skew"] == pytest.approx(-2.4, abs=0.2)
    assert pages[4]["rotation"] == 180
    assert pages[2]["fields"]["number"] == "128"
    with pymupdf.open(first["file"]) as document:
        assert "QUYẾT ĐỊNH" in document[0].get_text()
    with pymupdf.open(second["file"]) as document:
        words = document[0].get_text("words")
        heading = next(word for word in words if word[4] == "CỘNG")
        assert heading[1] < document[0].rect.height / 4  # upright
    assert not out.exists()


def test_a_scan_may_stay_as_the_scanner_gave_it(run, tmp_path: Path) -> None:
    file = paper(SamplePaper.DECISION, tmp_path / "a.jpg", turned=2.4)
    out = tmp_path / "out.pdf"
    ran = run(
        "scan", "--source", f"file:{file}", "--no-clean", "--no-ocr", "--out", str(out), "--json"
    )
    assert ran.status == 0, ran.out
    assert ran.said["files"][0]["quality"] is None
    assert ran.said["pages"][0]["skew"] == 0
    with pymupdf.open(out) as document:
        assert document[0].get_text() == ""
        [picture] = document[0].get_images()
        assert document.xref_stream_raw(picture[0]) == file.read_bytes()


def test_a_small_limit_is_kept_by_layers(run, tmp_path: Path) -> None:
    file = paper(SamplePaper.DECISION, tmp_path / "a.jpg")
    for name, option in (("limit.pdf", ("--max-mb", "0.3")), ("chosen.pdf", ("--layered",))):
        out = tmp_path / name
        ran = run("scan", "--source", f"file:{file}", "--no-ocr", *option, "--out", str(out),
                  "--json")  # fmt: skip
        assert ran.status == 0, ran.out
        [made] = ran.said["files"]
        assert [made["layered"], made["legal"]] == [True, True]
        assert out.stat().st_size < 150_000


def test_scans_made_elsewhere_are_put_right(run, tmp_path: Path) -> None:
    picture = paper(SamplePaper.DECISION, tmp_path / "a.jpg", turned=-3.0)
    old = tmp_path / "cũ.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595.3, height=841.9)
        page.insert_image(page.rect, filename=picture)
        document.save(old)
    before = old.read_bytes()
    out = tmp_path / "sach"
    ran = run("clean", str(old), "--out", str(out), "--json")
    assert ran.status == 0, ran.out
    [value] = ran.said
    assert value["pages"][0]["skew"] == pytest.approx(3.0, abs=0.2)
    assert check_pdf(out / "cũ.pdf").is_legal
    assert old.read_bytes() == before
    with pymupdf.open(out / "cũ.pdf") as document:
        assert "Số: 128/QĐ-UBND" in document[0].get_text()


def test_nothing_touches_a_signed_file(run, make_pdf: MakePdf, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    signed = tmp_path / "signed"
    done = run("sign", "digitise", str(file), "--out", str(signed), "--level", "B-B")
    assert done.status == 0
    ran = run(
        "clean", str(signed / "a.pdf"), str(tmp_path / "không có.pdf"), "--out",
        str(tmp_path / "sach"), "--json",
    )  # fmt: skip
    assert ran.status == 1
    assert [each["error"]["code"] for each in ran.said] == ["pdf_signed", "file_missing"]
    assert list((tmp_path / "sach").iterdir()) == []
