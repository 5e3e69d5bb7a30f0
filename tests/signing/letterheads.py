"""Documents laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I, on pages turned and cut."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf

from signing.profiles import MM
from tests.conftest import A4, FONT

WIDTH = 165.0
"""Millimetres between the margins of 30 and 15 mm."""
DECISION = (
    (58, "QUYẾT ĐỊNH"),
    (66, "Về việc giải quyết chế độ mai táng phí"),
    (72, "đối với thân nhân cựu chiến binh"),
)
LETTER = (
    (47, "V/v giải quyết chế độ", 30, 62),
    (52, "đối với cựu chiến binh", 30, 62),
    (72, "Kính gửi: Các Ủy ban nhân dân xã, phường."),
)
WIDE = (
    (52, "QUYẾT ĐỊNH"),
    (59, "Về việc ban hành Quy chế tiếp nhận và giải quyết thủ tục hành chính tại bộ phận một cửa"),
    (66, "của Ủy ban nhân dân các xã, phường, đặc khu trên địa bàn tỉnh An Giang năm 2026"),
)
Line = tuple[float, str] | tuple[float, str, float, float]
"""Millimetres from above, words, and millimetres from the left and of width to centre them in."""


def draft(
    path: Path, title: Sequence[Line] = DECISION, *, full: bool = False, rotation: int = 0,
    cut: float = 0.0,
) -> Path:  # fmt: skip
    """A document of one page with ``title``; ``full`` of text down to the lower margin.

    Shown upright and alike whatever ``rotation``; ``cut`` points lie outside the CropBox.
    """
    with pymupdf.open() as upright, pymupdf.open() as document:
        _write(upright.new_page(width=A4[0], height=A4[1]), title, full)
        across, down = A4 if rotation in (0, 180) else A4[::-1]
        page = document.new_page(width=across + 2 * cut, height=down + 2 * cut)
        inside = pymupdf.Rect(cut, cut, cut + across, cut + down)
        page.show_pdf_page(inside, upright, 0, rotate=rotation)
        page.set_cropbox(inside)
        page.set_rotation(rotation)
        document.save(path)
    return path


def _write(page: pymupdf.Page, title: Sequence[Line], full: bool) -> None:
    _centre(page, 24, "ỦY BAN NHÂN DÂN", 30, 62, 12)
    _centre(page, 29, "XÃ MỸ HÒA HƯNG", 30, 62, 12)
    _centre(page, 24, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 92, 103, 12)
    _centre(page, 29, "Độc lập - Tự do - Hạnh phúc", 92, 103)
    page.draw_line((51 * MM, 31 * MM), (71 * MM, 31 * MM), width=0.5)
    page.draw_line((117 * MM, 31 * MM), (170 * MM, 31 * MM), width=0.5)
    _centre(page, 40, "Số: 128/QĐ-UBND", 30, 62)
    _centre(page, 40, "Mỹ Hòa Hưng, ngày 05 tháng 10 năm 2026", 92, 103)
    for line in title:
        _centre(page, *line) if len(line) == 4 else _centre(page, *line, 30, WIDTH)
    for down in range(88, 276 if full else 176, 7):
        page.insert_text(
            (30 * MM, down * MM), "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm "
            "2025; theo đề nghị của", fontsize=12.5, fontname="tinos",
            fontfile=str(FONT),
        )  # fmt: skip
    if not full:
        _centre(page, 190, "CHỦ TỊCH", 110, 85)
        _centre(page, 225, "Trần Quốc Vượng", 110, 85)


def _centre(
    page: pymupdf.Page, down: float, words: str, left: float, width: float, size: float = 13
) -> None:
    length = pymupdf.Font(fontfile=str(FONT)).text_length(words, size)
    x = (left + width / 2) * MM - length / 2
    at = pymupdf.Point(x, down * MM)
    page.insert_text(at, words, fontsize=size, fontname="tinos", fontfile=str(FONT))


def page_full_of_words(path: Path) -> Path:
    """One page, down to its foot: no blank place for a stamp."""
    with pymupdf.open() as document:
        page = document.new_page(width=595.276, height=841.89)
        for line in range(58):
            page.insert_text((40, 20 + line * 14), "CONG HOA XA HOI CHU NGHIA VIET NAM " * 2)
        document.save(path)
    return path
