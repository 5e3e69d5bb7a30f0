"""How far pages lie aslant, against pages that were turned by a known angle."""

import cv2
import numpy as np
import pytest

from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.skew import UNKNOWN
from tests.scanning.paper_drawings import FULL_FORMS, Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan

CLOSE_ENOUGH = 0.2


@pytest.mark.parametrize("form", [*FULL_FORMS, Form.TWO_LINES])
def test_every_form_is_measured_at_every_angle(form: Form) -> None:
    angles = np.random.default_rng(3).uniform(-14.9, 14.9, 5)
    angles[0] /= 40  # nearly straight, as most pages are
    for number, angle in enumerate(angles):
        wish = Scan(
            form,
            marks=(Mark.SEAL, Mark.SIGNATURE, Mark.LIGHT_STAMP) if number % 2 else (),
            seed=number,
            skew=round(float(angle), 3),
            turns=number % 4,
            lid=(None, Lid.DARK, Lid.WHITE)[number % 3],
            show_through=0.1 * (number % 2),
            shadow=number == 3,
            fold=number == 4,
            shade=0.2 * (number == 5),
            noise=4,
            specks=40,
        )
        assert RawPage(scan(wish).pixels, DPI).skew.mendable == pytest.approx(
            angle, abs=CLOSE_ENOUGH
        ), wish


@pytest.mark.parametrize("angle", [0.0, -11.0])
@pytest.mark.parametrize("form", [Form.EMPTY, Form.SHORT_LINE])
@pytest.mark.parametrize("mark", [Mark.SEAL, Mark.SIGNATURE])
def test_seals_and_signatures_turn_no_page(form: Form, mark: Mark, angle: float) -> None:
    page = scan(Scan(form, (mark,), skew=angle, lid=Lid.DARK if angle else None))
    assert RawPage(page.pixels, DPI).skew == UNKNOWN


def test_an_empty_page_on_a_dark_lid_has_no_skew() -> None:
    assert RawPage(scan(Scan(Form.EMPTY, skew=4, lid=Lid.DARK)).pixels, DPI).skew == UNKNOWN


def test_what_lies_worse_than_can_be_mended_is_known_but_not_turned() -> None:
    page = scan(Scan(Form.TABLE, skew=24, lid=Lid.DARK))
    assert RawPage(page.pixels, DPI).skew.degrees == pytest.approx(24, abs=CLOSE_ENOUGH)
    assert RawPage(page.pixels, DPI).skew.mendable == 0.0


@pytest.mark.parametrize("factor", [0.75, 1.2, 1.5])
def test_other_resolutions_are_measured_as_well(factor: float) -> None:
    page = scan(Scan(Form.DOTTED_LINES, tuple(Mark), skew=1.5, lid=Lid.DARK, noise=4)).pixels
    other = cv2.resize(page, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    skew = RawPage(np.asarray(other, np.uint8), DPI).skew
    assert skew.mendable == pytest.approx(1.5, abs=CLOSE_ENOUGH)
