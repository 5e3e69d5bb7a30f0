"""Sheets as they come out of the printer cut a stack where they lie."""

from pathlib import Path

import numpy as np
import pymupdf
from pytestqt.qtbot import QtBot

from app.scanning.cleaning.raw_page import RawPage
from app.scanning.codes.reading import read_codes
from app.scanning.codes.sheets import Sheet, SheetKind, read_sheet
from tests.ui.test_forms import DOSSIER
from ui.forms.printing import save_slip
from ui.forms.separator_sheets import SeparatorSheets


def test_each_page_is_read_back(qtbot: QtBot, tmp_path: Path) -> None:
    save_slip(SeparatorSheets(DOSSIER), tmp_path / "sheets.pdf")
    read = []
    with pymupdf.open(tmp_path / "sheets.pdf") as document:
        for page in document:
            shown = page.get_pixmap(dpi=200)
            pixels = np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3)
            [code] = read_codes(RawPage(pixels, 200))
            read.append(read_sheet(code.text))
    assert read == [
        Sheet(SheetKind.DOSSIER, DOSSIER.id),
        Sheet(SheetKind.PAPER, "c1"),
        Sheet(SheetKind.PAPER, "c2"),
    ]


def test_they_say_where_they_belong_and_nothing_of_the_citizen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    save_slip(SeparatorSheets(DOSSIER), tmp_path / "sheets.pdf")
    with pymupdf.open(tmp_path / "sheets.pdf") as document:
        pages = [page.get_text() for page in document]
    assert "TỜ BÌA HỒ SƠ" in pages[0]
    assert "Tờ khai đăng ký kết hôn" in pages[1]
    for text in pages:
        assert "TAM-261123-00AF-0001" in text
        assert "Lê Thị Thu Hà" not in text
        assert "089198001234" not in text
