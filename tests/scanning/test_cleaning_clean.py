"""A whole page cleaned, and arrays that no scanner makes."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.scan import Cleaning
from app.scanning.cleaning.blank import is_blank
from app.scanning.cleaning.clean import CleaningWish, cleaned, find_cleaning
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.pixels import Pixels
from tests.scanning.odd_pictures import odd_pictures
from tests.scanning.paper_drawings import Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan


@settings(max_examples=60, deadline=None)
@given(odd_pictures(), some.sampled_from([1, 72, 200, 600]))
def test_no_picture_is_refused_and_none_is_changed(pixels: Pixels, dpi: int) -> None:
    before = pixels.copy()
    pixels.setflags(write=False)
    cleaning = find_cleaning(RawPage(pixels, dpi))
    page = cleaned(pixels, cleaning)
    is_blank(RawPage(pixels, dpi))
    assert page.dtype == np.uint8
    assert page.ndim == 3
    assert page.size
    assert (pixels == before).all()


def test_a_page_comes_out_straight_cut_and_white() -> None:
    page = scan(
        Scan(Form.MARRIAGE, (Mark.SEAL,), skew=-2.2, lid=Lid.DARK, specks=30, show_through=0.1)
    )
    before = page.pixels.copy()
    cleaning = find_cleaning(RawPage(page.pixels, DPI))
    result = cleaned(page.pixels, cleaning)
    assert cleaning.skew == pytest.approx(-2.2, abs=0.1)
    assert RawPage(result, DPI).skew.degrees == pytest.approx(0, abs=0.1)
    assert result.shape[1] == pytest.approx(1654, abs=20)
    assert result.shape[0] == pytest.approx(2339, abs=20)
    edges = np.concatenate([result[0], result[-1], result[:, 0], result[:, -1]])
    assert edges.min() > 200, "lid is left"
    assert (page.pixels == before).all()


def test_the_same_numbers_give_the_same_page() -> None:
    pixels = scan(Scan(Form.DECISION, skew=1.2, specks=20)).pixels
    cleaning = find_cleaning(RawPage(pixels, DPI))
    assert cv2.norm(cleaned(pixels, cleaning), cleaned(pixels, cleaning)) == 0


def test_only_what_is_wished_is_done() -> None:
    pixels = scan(Scan(Form.DECISION, skew=1.2, specks=20, lid=Lid.DARK)).pixels
    nothing = CleaningWish(straighten=False, crop=False, white_ground=False, despeckle=False)
    assert find_cleaning(RawPage(pixels, DPI), nothing) == Cleaning()
    assert cleaned(pixels, Cleaning()) is pixels
    straight = find_cleaning(
        RawPage(pixels, DPI), CleaningWish(crop=False, white_ground=False, despeckle=False)
    )
    assert straight == Cleaning(skew=straight.skew)
    assert straight.skew == pytest.approx(1.2, abs=0.1)


def test_a_straight_page_is_not_turned() -> None:
    assert find_cleaning(RawPage(scan(Scan(Form.TABLE, noise=3)).pixels, DPI)).skew == 0.0


@pytest.mark.parametrize(("lid", "wanted"), [(Lid.DARK, 3.0), (Lid.WHITE, 3.0), (None, 0.0)])
def test_a_sheet_without_lines_is_straightened_by_its_edges(lid: Lid | None, wanted: float) -> None:
    pixels = scan(Scan(Form.EMPTY, (Mark.SEAL,), skew=3.0, lid=lid)).pixels
    assert find_cleaning(RawPage(pixels, DPI)).skew == pytest.approx(wanted, abs=0.2)
