"""The stamp says what the law wants, in marks that survive being read back."""

import subprocess
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pymupdf

from signing.profiles import DIGITISING
from signing.stamp_drawing import draw_stamp

NAME = "Nguyễn Thị Hồng Đào"
TIME = datetime(2026, 11, 23, 9, 8, 34, 567890, tzinfo=UTC)
EVERY_MARK = "ẮẰẲẴẶ ấầẩẫậ ẾỀỂỄỆ ốồổỗộ ỚỜỞỠỢ ứừửữự Ỵỷỹ Đđ"


def text_of(stamp: bytes, folder: Path) -> str:
    """What poppler reads, an independent reader."""
    path = folder / "stamp.pdf"
    path.write_bytes(stamp)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_text_is_name_and_vietnamese_time(tmp_path: Path) -> None:
    said = text_of(draw_stamp(DIGITISING, name=NAME, signing_time=TIME).pdf, tmp_path)
    assert [line.strip() for line in said.splitlines() if line.strip()] == [
        f"Người sao chụp: {NAME}",
        "Thời gian: 2026-11-23T16:08:34+07:00",
    ]


def test_every_mark_is_written_whichever_way_the_name_was_typed(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, EVERY_MARK)
        said = text_of(draw_stamp(DIGITISING, name=name, signing_time=TIME).pdf, tmp_path)
        assert EVERY_MARK in said


def test_font_is_embedded_in_part() -> None:
    content = draw_stamp(DIGITISING, name=NAME, signing_time=TIME).pdf
    with pymupdf.open(stream=content) as document:
        [(_, kind, _, name, *_)] = document[0].get_fonts()
    assert kind == "ttf"
    assert name.partition("+")[2].startswith("Tinos")
    assert len(content) < 12_000


def test_page_has_the_size_of_the_profile_and_no_background() -> None:
    with pymupdf.open(stream=draw_stamp(DIGITISING, name=NAME, signing_time=TIME).pdf) as document:
        assert document.page_count == 1
        page = document[0]
        assert (page.rect.width, page.rect.height) == (DIGITISING.width, DIGITISING.height)
        drawn = page.get_pixmap(dpi=200, alpha=True)
    corner_of_the_paper = drawn.pixel(5, 5)
    assert corner_of_the_paper[3] == 0


def test_long_name_stays_within_the_frame() -> None:
    name = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Thùy Ngọc Quyên Trâm Anh"
    with pymupdf.open(stream=draw_stamp(DIGITISING, name=name, signing_time=TIME).pdf) as document:
        page = document[0]
        words = page.get_text("words")
        assert words[-1][4].startswith("2026-11-23")
        assert all(page.rect.contains(word[:4]) for word in words)
