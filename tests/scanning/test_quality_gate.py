"""What is found about pages: nothing about forty good ones, and every fault about bad ones."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.scan import PageFinding
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.pixels import Pixels
from app.scanning.quality.duplicates import fingerprint, is_duplicate
from app.scanning.quality.gate import findings
from tests.scanning.odd_pictures import odd_pictures
from tests.scanning.paper_drawings import Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan
from ui.messages.about_pages import PAGES

A4_MM = (210.0, 297.0)

_USUAL = (
    {"noise": 4.0, "specks": 40, "skew": 0.6},
    {"lid": Lid.DARK, "skew": 3.0, "marks": (Mark.SEAL, Mark.SIGNATURE)},
    {"lid": Lid.WHITE, "skew": -2.0, "show_through": 0.1},
    {"fold": True, "shade": 0.3, "marks": tuple(Mark)},
    {"shadow": True, "turns": 1, "paper": (250, 225, 160), "blur": 0.9},
)
_WRITTEN = [form for form in Form if form is not Form.EMPTY]
GOOD = [
    Scan(form, seed=number, **usual)  # type: ignore[arg-type]
    for number, (form, usual) in enumerate(itertools.product(_WRITTEN, _USUAL))
]


@pytest.mark.parametrize("wish", GOOD)
def test_nothing_is_found_about_a_good_page(wish: Scan) -> None:
    assert len(GOOD) >= 40
    assert findings(RawPage(scan(wish).pixels, DPI), A4_MM) == ()


@pytest.mark.parametrize("form", [Form.DECISION, Form.TABLE, Form.IDENTITY_CARD])
@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ({"light": 0.45}, PageFinding.TOO_DARK),
        ({"fading": 0.7}, PageFinding.TOO_LIGHT),
        ({"blur": 2.4}, PageFinding.BLURRED),
        ({"skew": 22.0, "lid": Lid.DARK}, PageFinding.TOO_SLANTED),
        ({"second_sheet_mm": 80.0}, PageFinding.DOUBLE_FEED),
        ({"second_sheet_mm": 80.0, "noise": 5.0, "shade": 0.2}, PageFinding.DOUBLE_FEED),
    ],
)
def test_every_fault_is_found_and_no_other(
    form: Form, fault: dict[str, object], finding: PageFinding
) -> None:
    page = scan(Scan(form, (Mark.SEAL,), seed=3, **fault))  # type: ignore[arg-type]
    assert findings(RawPage(page.pixels, DPI), A4_MM) == (finding,)


@pytest.mark.parametrize(
    ("form", "shift"),
    [
        (Form.DECISION, (-45.0, 0.0)),
        (Form.DECISION, (60.0, 0.0)),
        (Form.DECISION, (0.0, -22.5)),
        (Form.TABLE, (-60.0, 0.0)),
        (Form.TABLE, (60.0, 0.0)),
        (Form.TABLE, (0.0, 180.0)),
        (Form.MARRIAGE, (40.0, 0.0)),
        (Form.IDENTITY_CARD, (-80.0, 0.0)),
        (Form.DOTTED_LINES, (-35.0, 0.0)),
    ],
)
@pytest.mark.parametrize("skew", [0.0, 1.0])
def test_writing_that_runs_out_of_the_picture_is_found(
    form: Form, shift: tuple[float, float], skew: float
) -> None:
    page = scan(Scan(form, shift_mm=shift, skew=skew))
    assert any(side.any() for side in (page.ink[0], page.ink[-1], page.ink[:, 0], page.ink[:, -1]))
    assert PageFinding.CUT_AT_EDGE in findings(RawPage(page.pixels, DPI), A4_MM)


def test_the_edge_of_a_second_sheet_is_seen_where_no_size_is_known() -> None:
    page = scan(Scan(Form.DECISION, second_sheet_mm=80))
    assert findings(RawPage(page.pixels, DPI), None) == (PageFinding.DOUBLE_FEED,)


def test_a_sheet_lies_aslant_even_where_it_has_no_lines() -> None:
    page = scan(Scan(Form.EMPTY, (Mark.SIGNATURE,), skew=20, lid=Lid.DARK))
    assert findings(RawPage(page.pixels, DPI), None) == (PageFinding.TOO_SLANTED,)


def test_of_a_blank_page_only_that_is_said() -> None:
    page = scan(Scan(Form.EMPTY, light=0.45, blur=3, show_through=0.1))
    assert findings(RawPage(page.pixels, DPI), A4_MM) == (PageFinding.BLANK,)


@settings(max_examples=40, deadline=None)
@given(odd_pictures(), some.sampled_from([1, 72, 200, 600]))
def test_no_picture_is_refused_and_none_is_changed(pixels: Pixels, dpi: int) -> None:
    before = pixels.copy()
    pixels.setflags(write=False)
    findings(RawPage(pixels, dpi), A4_MM)
    findings(RawPage(pixels, dpi), None)
    assert is_duplicate(*[fingerprint(RawPage(pixels, dpi))] * 2) in {True, False}
    assert np.array_equal(pixels, before)


def test_every_finding_has_its_sentence() -> None:
    assert set(PAGES) == set(PageFinding)
    for sentence in PAGES.values():
        assert "hãy" in sentence
        assert sentence.endswith(".")
        assert sentence.count(".") == 1
