"""Codes on made pages, however small, turned and noisy."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.domain.identity import parse_card
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.codes.patch import has_patch
from app.scanning.codes.reading import read_codes
from app.scanning.codes.sheets import Sheet, SheetKind, read_sheet, sheet_text
from app.scanning.pixels import Pixels
from tests.scanning.page_images import A4_PX, draw_page

CARD = "089198001234|381234567|Lê Thị Thu Hà|12051993|Nữ|Ấp Mỹ An 1, Mỹ Hòa Hưng, An Giang|15042021"
DPI = 200


def page_with_code(text: str, *, mm: float, turned: float = 0.0, noise: float = 0.0) -> Pixels:
    code = np.asarray(
        zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8)
    )
    side = round(mm / 25.4 * DPI)
    page = Image.new("RGB", A4_PX, "#faf8f0")
    draw = ImageDraw.Draw(page)
    for line in range(900, 2000, 40):
        draw.text((200, line), "Ủy ban nhân dân xã Mỹ Hòa Hưng " * 4, fill="#202020")
    page.paste(Image.fromarray(code).convert("RGB").resize((side, side)), (1200, 200))
    page = page.rotate(
        turned, resample=Image.Resampling.BICUBIC, expand=turned == 90, fillcolor="#faf8f0"
    )
    pixels = np.asarray(page, np.int16)
    grain = np.random.default_rng(3).normal(0, noise, pixels.shape) if noise else 0
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turned", [0, 3.5, -4, 90, 180])
@pytest.mark.parametrize("mm", [10, 12, 14, 20])
def test_a_citizen_card_is_read(mm: float, turned: float) -> None:
    [found] = read_codes(RawPage(page_with_code(CARD, mm=mm, turned=turned, noise=3), DPI))
    card = parse_card(found.text)
    assert (card.number, card.full_name) == ("089198001234", "Lê Thị Thu Hà")


def test_a_code_has_its_place() -> None:
    [found] = read_codes(RawPage(page_with_code(CARD, mm=20), DPI))
    side = round(20 / 25.4 * DPI)
    assert abs(found.box.left - 1200) < 20
    assert abs(found.box.top - 200) < 20
    assert abs(found.box.width - side) < 30


def test_nothing_is_found_where_nothing_is() -> None:
    assert read_codes(RawPage(np.asarray(draw_page(noise=0.3), np.uint8), DPI)) == ()
    assert read_codes(RawPage(np.zeros((3, 3, 3), np.uint8), DPI)) == ()


def patch_page(bars: str, *, standing: bool = False, turned: float = 0.0) -> Pixels:
    """A page with a patch code at its top, 2.5 inches long."""
    page = Image.new("RGB", A4_PX, "#fbfaf6")
    draw, at = ImageDraw.Draw(page), 100
    for number, bar in enumerate(bars):
        width = round((0.2 if bar == "w" else 0.08) * DPI)
        if number:
            at += round(0.08 * DPI)
        box = (500, at, 1000, at + width - 1)
        draw.rectangle((box[1], box[0], box[3], box[2]) if standing else box, fill="#181818")
        at += width
    draw.text((300, 900), "TRANG PHÂN CÁCH", fill="#202020")
    page = page.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor="#fbfaf6")
    return np.asarray(page, np.uint8)


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("turned", [0.0, 1.5, -1.5, 180.0])
def test_patch_t_is_found_whichever_way_it_went_in(standing: bool, turned: float) -> None:
    assert has_patch(RawPage(patch_page("nwnw", standing=standing, turned=turned), DPI))


@pytest.mark.parametrize("bars", ["wwnn", "nnww", "wnnw", "nwwn", "nnnn", "nwn"])
def test_other_bars_do_not_separate(bars: str) -> None:
    assert not has_patch(RawPage(patch_page(bars), DPI))


def test_a_form_is_no_patch() -> None:
    table = Image.new("RGB", A4_PX, "white")
    draw = ImageDraw.Draw(table)
    for line in range(100, 2200, 32):
        draw.rectangle((100, line, 1500, line + 15), fill="black")
    assert not has_patch(RawPage(np.asarray(table, np.uint8), DPI))
    assert not has_patch(RawPage(np.asarray(draw_page(noise=0.4), np.uint8), DPI))
    assert not has_patch(RawPage(np.full((4, 4, 3), 255, np.uint8), DPI))


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(SheetKind.DOSSIER, "H01.17-261126-0001"),
        Sheet(SheetKind.PAPER, "KQ.G15.000007"),
        Sheet(SheetKind.PAPER, ""),
    ],
)
def test_a_printed_sheet_is_read_back(sheet: Sheet) -> None:
    [found] = read_codes(RawPage(page_with_code(sheet_text(sheet), mm=20, turned=2), DPI))
    assert read_sheet(found.text) == sheet


@pytest.mark.parametrize("text", [CARD, "QMC1;HS;", "QMC1;XX;1", "QMC2;HS;1", "QMC1;GT;Lê Thị Hà"])
def test_other_codes_are_no_sheets(text: str) -> None:
    assert read_sheet(text) is None


def test_a_name_that_no_sheet_can_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="Lê"):
        sheet_text(Sheet(SheetKind.DOSSIER, "Lê Thị Hà"))
