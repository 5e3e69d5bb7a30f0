"""What is proposed for a page keeps it a digitised document."""

import numpy as np
from PIL import Image, ImageDraw

from app.scanning.cleaning.raw_page import RawPage
from app.scanning.page_look import look_at_page
from tests.scanning.page_images import A4_PX, draw_page
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Lid, Scan, scan


def test_a_card_on_the_glass_stays_where_it_lies() -> None:
    glass = Image.new("RGB", A4_PX, "#202020")
    ImageDraw.Draw(glass).rectangle((200, 200, 870, 620), fill="#f4f2ea")
    ImageDraw.Draw(glass).text((300, 300), "CĂN CƯỚC CÔNG DÂN", fill="black")
    assert look_at_page(RawPage(np.asarray(glass, np.uint8), 200)).cleaning.box is None


def test_a_slanted_sheet_on_the_glass_is_cut_out() -> None:
    page = scan(Scan(Form.MARITAL_STATUS, skew=2.0, lid=Lid.DARK, seed=3))
    cleaning = look_at_page(RawPage(page.pixels, 200)).cleaning
    assert cleaning.box is not None
    assert abs(cleaning.skew - 2.0) < 0.2


def test_nothing_is_changed() -> None:
    pixels = np.asarray(draw_page(), np.uint8)
    before = pixels.copy()
    look_at_page(RawPage(pixels, 200))
    assert np.array_equal(pixels, before)
