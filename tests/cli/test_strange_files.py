"""``quay clean`` and ``quay scan`` on files that nobody should bring: said, within limits."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.scanning.legal_check import check_pdf
from tests.scanning.page_images import A4_PX, draw_page
from tests.scanning.peak_memory import MOST, Measured, run_measured
from tests.scanning.strange_files import (
    huge_jbig2,
    huge_jpeg,
    huge_jpeg2000,
    huge_png,
    huge_tiff,
    lined,
    noisy,
    pdf_of,
    pdf_with_image,
    signed_pdf,
    tiff_of,
)

A3 = (841.89, 1190.55)
Quay = Callable[..., Measured]


@pytest.fixture
def quay(tmp_path: Path) -> Quay:
    """``quay ARGUMENTS --json`` with an empty profile; never a trace, never too much memory."""

    def quay(*arguments: str, limit: float = 100.0) -> Measured:
        ran = run_measured(
            [sys.executable, "-m", "app", *arguments, "--json"],
            env=os.environ | {"QUAY_HOME": str(tmp_path / "home")}, limit=limit,
        )  # fmt: skip
        assert "Traceback" not in ran.err, ran.err
        assert ran.peak < MOST
        return ran

    return quay


def _cut(file: Path, content: bytes) -> None:
    file.write_bytes(content[: len(content) * 2 // 3])


def _refused(folder: Path) -> dict[str, str]:
    """Files that must be refused, by their names, with the code that says why."""
    page = folder / "trang.jpg"
    draw_page(noise=0.3).save(page, dpi=(200, 200))
    _cut(folder / "cụt.jpg", page.read_bytes())
    draw_page(noise=0.3).save(folder / "luỹ tiến.jpg", progressive=True)
    _cut(folder / "luỹ tiến.jpg", (folder / "luỹ tiến.jpg").read_bytes())
    Image.new("RGB", (1, 1)).save(folder / "một điểm.png")
    (folder / "rỗng.pdf").touch()
    (folder / "thư mục.pdf").mkdir()
    os.mkfifo(folder / "ống.pdf")
    huge_tiff(folder / "dải.tif")
    huge_tiff(folder / "ô.tif", tiled=True)
    huge_png(folder / "a3.png")
    huge_png(folder / "bom.png", (100_000, 100_000), colour=False)
    huge_tiff(folder / "bom.tif", (300_000, 300_000))
    for name, kind, content, size in (
        ("jpx.pdf", "JPXDecode", huge_jpeg2000((40_000, 40_000)), (40_000, 40_000)),
        ("jbig2.pdf", "JBIG2Decode", huge_jbig2((120_000, 120_000)), (120_000, 120_000)),
    ):
        pdf_with_image(folder / name, content, size=size, kind=kind, page=A3)
    pdf_with_image(folder / "khổ.pdf", b"\0" * 3, size=(1, 1), kind="FlateDecode", page=(1e9, 1e9))
    unreadable, too_large, damaged = "image_unreadable", "file_too_large", "pdf_damaged"
    return {
        "cụt.jpg": unreadable, "luỹ tiến.jpg": unreadable, "một điểm.png": unreadable,
        "rỗng.pdf": "file_empty", "thư mục.pdf": "file_unreadable", "ống.pdf": "file_unreadable",
        "mất.pdf": "file_missing", "dải.tif": too_large, "ô.tif": too_large, "a3.png": too_large,
        "bom.png": too_large, "bom.tif": too_large, "jpx.pdf": damaged, "jbig2.pdf": damaged,
        "khổ.pdf": too_large,
    }  # fmt: skip


def test_what_cannot_be_a_page_is_refused_and_the_next_file_taken(
    quay: Quay, tmp_path: Path
) -> None:
    expected = _refused(tmp_path)
    files = [str(tmp_path / name) for name in (*expected, "trang.jpg")]
    ran = quay("clean", *files, "--no-ocr", "--out", str(tmp_path / "ra"))
    assert ran.status == 1
    said = json.loads(ran.out)
    codes = {Path(each["source"]).name: each["error"] and each["error"]["code"] for each in said}
    assert codes == expected | {"trang.jpg": None}
    for each in said[:-1]:
        assert each["error"]["sentence"].endswith(".")
        assert each["error"]["next_step"].endswith(".")
    assert [file.name for file in (tmp_path / "ra").iterdir()] == ["trang.pdf"]


def test_every_kind_of_picture_becomes_a_legal_page(quay: Quay, tmp_path: Path) -> None:
    page = lined(A4_PX)
    at = {"dpi": (200, 200)}
    for mode in ("CMYK", "L"):
        page.convert(mode).save(tmp_path / f"{mode}.jpg", **at)
    for mode in ("P", "RGBA", "1"):
        page.convert(mode).save(tmp_path / f"{mode}.png", **at)
    grey = page.convert("L").convert("I").point(lambda value: value * 256).convert("I;16")
    grey.save(tmp_path / "16 bit.png", **at)
    fax = page.convert("1").resize((1687, 1146))
    fax.save(tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    turned = Image.Exif()
    turned[0x0112] = 6
    page.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "xoay.jpg", exif=turned, **at)
    files = sorted(str(each) for each in tmp_path.iterdir())
    ran = quay("clean", *files, "--no-ocr", "--out", str(tmp_path / "ra"))
    assert ran.status == 0, ran.out
    made = sorted((tmp_path / "ra").iterdir())
    assert len(made) == len(files)
    assert all(check_pdf(each).is_legal for each in made)


def _large(folder: Path) -> list[str]:
    """A4 at 600 dpi, two pages, and A3 at 600 and at 2,400 dpi."""
    both = [noisy((4961, 7016), seed) for seed in (1, 2)]
    both[0].save(
        folder / "a4.tif", save_all=True, append_images=both[1:], compression="tiff_lzw",
        dpi=(600, 600),
    )  # fmt: skip
    noisy((7016, 9921)).save(folder / "a3.jpg", dpi=(600, 600))
    huge_jpeg(folder / "a3-2400.jpg")
    return [str(folder / name) for name in ("a4.tif", "a3.jpg", "a3-2400.jpg")]


def test_two_pages_at_600_dpi_at_once(quay: Quay, tmp_path: Path) -> None:
    ran = quay("clean", _large(tmp_path)[0], "--no-ocr", "--out", str(tmp_path / "ra"))
    assert ran.status == 0, ran.out
    assert check_pdf(tmp_path / "ra" / "a4.pdf").is_legal


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_large_pages_are_worked_on_and_read(quay: Quay, tmp_path: Path) -> None:
    ran = quay("clean", *_large(tmp_path), "--out", str(tmp_path / "ra"), limit=800)
    assert ran.status == 0, ran.out
    assert [each["pages"][0]["dpi"] for each in json.loads(ran.out)] == [600, 300, 300]
    assert all(check_pdf(each).is_legal for each in (tmp_path / "ra").iterdir())


def test_a_file_is_scanned_whatever_its_name(quay: Quay, tmp_path: Path) -> None:
    file = tmp_path / "đơn “xin” 'một' $(hai).jpg"
    draw_page().save(file, dpi=(200, 200))
    before = file.read_bytes()
    out = tmp_path / "Đơn xin.pdf"
    ran = quay("scan", "--source", f"file:{file}", "--no-ocr", "--out", str(out))
    assert ran.status == 0, ran.out
    assert check_pdf(out).is_legal
    assert file.read_bytes() == before


def test_a_signed_pdf_is_not_scanned_either(quay: Quay, tmp_path: Path) -> None:
    file = signed_pdf(tmp_path / "a.pdf")
    before = file.read_bytes()
    for source in (f"file:{file}", f"folder:{tmp_path}"):
        ran = quay("scan", "--source", source, "--no-ocr", "--out", str(tmp_path / "ra" / "b.pdf"))
        assert (ran.status, json.loads(ran.out)["error"]["code"]) == (1, "pdf_signed")
        assert file.read_bytes() == before
    assert not list(tmp_path.rglob("b.pdf"))


def _memory(quay: Quay, file: Path, *, limit: float = 100.0) -> int:
    ran = quay(
        "clean", str(file), "--no-ocr", "--max-mb", "100", "--out", str(file.parent / "ra"),
        limit=limit,
    )  # fmt: skip
    assert ran.status == 0, ran.out
    print(file.name, ran.peak // 10**6, "MB", round(ran.seconds, 1), "s")
    return ran.peak


def _grown(quay: Quay, folder: Path, few: int, many: int, *, limit: float) -> dict[str, int]:
    """Bytes that ``many`` pages take more than ``few``, beside those of the files made."""
    found: dict[str, int] = {}
    kinds: tuple[tuple[str, Any], ...] = (("tif", tiff_of), ("pdf", pdf_of))
    for kind, make in kinds:
        peaks = [
            _memory(quay, make(folder / f"{pages}.{kind}", pages), limit=limit)
            for pages in (few, many)
        ]
        made = (folder / "ra" / f"{many}.pdf").stat().st_size
        found[kind] = peaks[1] - peaks[0] - 3 * made
        for each in (folder / "ra").iterdir():
            each.unlink()
    return found


def test_many_pages_take_the_memory_of_some(quay: Quay, tmp_path: Path) -> None:
    assert max(_grown(quay, tmp_path, 2, 8, limit=100).values()) < 60_000_000


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_five_hundred_pages_take_the_memory_of_fifty(quay: Quay, tmp_path: Path) -> None:
    assert max(_grown(quay, tmp_path, 50, 500, limit=800).values()) < 100_000_000
