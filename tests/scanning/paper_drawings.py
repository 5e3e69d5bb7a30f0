"""What is on the papers of the cleaning tests, drawn at 200 dpi on white, before any scanner."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np

from app.demo.sample_forms import (
    SamplePerson,
    draw_decision,
    draw_identity_card,
    draw_marital_status,
    draw_marriage_declaration,
)
from app.demo.sample_sheet import Align, Sheet
from app.domain.dossier import Gender
from app.scanning.pixels import Mask, Pixels
from app.scanning.text.page_text import Box

PX_PER_MM = 200 / 25.4


class Form(StrEnum):
    DECISION = "decision"
    MARRIAGE = "marriage"
    MARITAL_STATUS = "marital_status"
    IDENTITY_CARD = "identity_card"
    TABLE = "table"
    DOTTED_LINES = "dotted_lines"
    TWO_LINES = "two_lines"
    SHORT_LINE = "short_line"
    PAGE_NUMBER = "page_number"
    EMPTY = "empty"


class Mark(StrEnum):
    """What hands and stamps leave on a form."""

    SEAL = "seal"
    SIGNATURE = "signature"
    PENCIL = "pencil"
    LIGHT_STAMP = "light_stamp"


FULL_FORMS = (
    Form.DECISION,
    Form.MARRIAGE,
    Form.MARITAL_STATUS,
    Form.IDENTITY_CARD,
    Form.TABLE,
    Form.DOTTED_LINES,
)

_PEOPLE = (
    SamplePerson(
        "Lê Thị Thu Hà", "089198001234", date(1998, 5, 12), Gender.FEMALE,
        "Ấp Mỹ An 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
    ),
    SamplePerson(
        "Đỗ Bảo Trâm", "089197006543", date(1997, 8, 23), Gender.FEMALE,
        "Ấp Mỹ Hiệp, xã Mỹ Hòa Hưng, tỉnh An Giang",
    ),
)  # fmt: skip


@lru_cache
def printed_form(form: Form, copy: int = 0) -> Pixels:
    """The form, filled in for one person or (``copy`` 1) another. Not to be written to."""
    return _frozen(np.asarray(_drawn(form, copy).printed()))


@dataclass(frozen=True)
class PrintedLine:
    text: str
    box: Box
    """In pixels of the printed form."""


@lru_cache
def form_lines(form: Form, copy: int = 0) -> tuple[PrintedLine, ...]:
    """What is printed on the form, cell by cell and line by line."""
    page, scale = _drawn(form, copy)._page, PX_PER_MM * 25.4 / 72
    lines: dict[tuple[int, int], list[tuple[float, ...]]] = {}
    words: dict[tuple[int, int], list[str]] = {}
    for left, top, right, bottom, word, block, line, _ in page.get_text("words"):
        lines.setdefault((block, line), []).append((left, top, right, bottom))
        words.setdefault((block, line), []).append(word)
    found = []
    for at, boxes in lines.items():
        least = [min(box[side] for box in boxes) * scale for side in (0, 1)]
        most = [max(box[side] for box in boxes) * scale for side in (2, 3)]
        box = Box(*(round(each) for each in (*least, *most)))
        found.append(PrintedLine(unicodedata.normalize("NFC", " ".join(words[at])), box))
    return tuple(found)


def _drawn(form: Form, copy: int) -> Sheet:
    sheet = Sheet()
    person = _PEOPLE[copy]
    if form is Form.DECISION:
        draw_decision(sheet, person, date(2026, 10, 5))
    elif form is Form.MARRIAGE:
        draw_marriage_declaration(sheet, person, date(2026, 10, 5))
    elif form is Form.MARITAL_STATUS:
        draw_marital_status(sheet, person, date(2026, 10, 5))
    elif form is Form.IDENTITY_CARD:
        draw_identity_card(sheet, person, date(2026, 10, 5))
    elif form is Form.TABLE:
        _draw_table(sheet, person)
    elif form is Form.DOTTED_LINES:
        _draw_dotted_lines(sheet, person)
    elif form is Form.TWO_LINES:
        sheet.text(
            f"<p>Người nhận hồ sơ: {person.name}, số định danh {person.number}.</p>"
            "<p>Hồ sơ đã được kiểm tra, đủ thành phần theo quy định.</p>",
            left=30, top=60, width=160, height=20,
        )  # fmt: skip
    elif form is Form.SHORT_LINE:
        sheet.text("<p>Hết ./.</p>", left=90, top=30, width=40, height=8)
    elif form is Form.PAGE_NUMBER:
        sheet.text("<p>2</p>", left=95, top=15, width=20, height=8, align=Align.CENTRE)
    return sheet


@lru_cache
def mark(kind: Mark) -> Pixels:
    """A whole sheet with nothing but the mark, to be laid over a form."""
    if kind is Mark.PENCIL:
        return _frozen(_pencil_note())
    if kind is Mark.LIGHT_STAMP:
        return _frozen(_light_stamp())
    sheet = Sheet()
    if kind is Mark.SEAL:
        sheet.seal(72, 247, upper="ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG", lower="TỈNH AN GIANG")
    else:
        sheet.signature(76, 242, seed="Nguyễn Văn Thắng")
    return _frozen(np.asarray(sheet.printed()))


@lru_cache
def form_ink(form: Form, copy: int = 0) -> Mask:
    """Where the form is printed, 255."""
    return _seen(printed_form(form, copy))


@lru_cache
def mark_ink(kind: Mark) -> Mask:
    """Where the mark is, 255."""
    return _seen(mark(kind))


def _seen(drawn: Pixels) -> Mask:
    """Where something is drawn strongly enough to be seen."""
    red, green, blue = cv2.split(drawn)
    darkest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.threshold(darkest, 215, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def _draw_table(sheet: Sheet, person: SamplePerson) -> None:
    sheet.text("<p><b>BẢNG KÊ GIẤY TỜ</b></p>", left=30, top=20, width=163, height=9, size=14)
    rows = [(9.0, ("<b>STT</b>", "<b>Tên giấy tờ</b>", "<b>Số bản</b>", "<b>Ghi chú</b>"))]
    rows += [
        (9.0, (str(number), f"Giấy tờ số {number} của {person.name}", "01", "Bản chính"))
        for number in range(1, 21)
    ]
    sheet.table(rows, left=25, top=34, widths=(15, 90, 25, 35))


def _draw_dotted_lines(sheet: Sheet, person: SamplePerson) -> None:
    labels = ("Họ, chữ đệm, tên", "Ngày, tháng, năm sinh", "Dân tộc", "Quốc tịch", "Nơi cư trú",
              "Giấy tờ tùy thân", "Đề nghị", "Lý do", "Số điện thoại", "Thư điện tử")  # fmt: skip
    sheet.text(
        f"<p>{person.name}</p>" + "".join(f"<p>{each}: {'.' * 70}</p>" for each in labels),
        left=30, top=40, width=160, height=150,
    )  # fmt: skip


def _pencil_note() -> Pixels:
    """Handwriting in thin grey strokes with gaps, as graphite leaves them on rough paper."""
    chance = np.random.default_rng(7)
    drawn = np.full((2339, 1654), 255, np.uint8)
    for word in range(5):
        left = 420 + word * 130
        along = np.arange(0, 100, 2)
        wave = 18 * np.sin(along / (5 + word)) * chance.uniform(0.7, 1.0) + 2260 - 60
        points = np.stack([left + along, wave], axis=1).astype(np.int32)
        cv2.polylines(drawn, [points], False, 160, 2, cv2.LINE_AA)
    grain = chance.integers(0, 255, drawn.shape, np.uint8)
    drawn[(grain < 40) & (drawn < 255)] = 225
    return cv2.cvtColor(drawn, cv2.COLOR_GRAY2RGB)


def _light_stamp() -> Pixels:
    """The stamp of an incoming paper, 50 × 35 mm, from a pad that is nearly dry."""
    sheet = Sheet()
    sheet.text(
        "<p><b>ỦY BAN NHÂN DÂN XÃ</b></p><p><b>ĐẾN</b> Số: 1285</p><p>Ngày: 05/10/2026</p>",
        left=134, top=232, width=48, height=32, align=Align.CENTRE, size=12,
    )  # fmt: skip
    for left, top, right, bottom in (
        (133, 230, 183, 230), (133, 265, 183, 265), (133, 230, 133, 265), (183, 230, 183, 265),
    ):  # fmt: skip
        sheet.line(left, top, right, bottom)
    ink = 255 - np.asarray(sheet.printed())[..., 0].astype(np.float32)
    shade = np.array([0.10, 0.26, 0.24], np.float32)  # a pale red: light, but seen by anybody
    return np.asarray(255 - ink[..., None] * shade, np.uint8)


def _frozen(pixels: Pixels) -> Pixels:
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return pixels
