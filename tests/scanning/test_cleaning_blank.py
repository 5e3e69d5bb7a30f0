"""Which pages are blank: all of those that are, and none of those that are not."""

import itertools

import numpy as np
import pytest

from app.scanning.cleaning.blank import is_blank
from app.scanning.cleaning.raw_page import RawPage
from tests.scanning.paper_drawings import FULL_FORMS, Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan

# What happens to paper on its way, each of it without any ink.
_WEAR = (
    {},
    {"show_through": 0.12, "noise": 4.0},
    {"specks": 60, "shadow": True},
    {"fold": True, "shade": 0.3, "noise": 5.0},
    {"lid": Lid.DARK, "skew": 1.7, "specks": 30},
    {"lid": Lid.WHITE, "skew": -3.0, "show_through": 0.1},
    {"paper": (250, 225, 160), "shade": 0.1},
    {"light": 0.6, "show_through": 0.1},
)
BLANK = [Scan(Form.EMPTY, seed=number, **wear) for number, wear in enumerate(_WEAR)]  # type: ignore[arg-type]
BLANK += [
    Scan(Form.EMPTY, seed=40 + number, show_through=0.02 * number, specks=9 * number, noise=number)
    for number in range(1, 5)
]
_LITTLE = (
    (Form.EMPTY, (Mark.SIGNATURE,)),
    (Form.EMPTY, (Mark.PENCIL,)),
    (Form.EMPTY, (Mark.SEAL,)),
    (Form.EMPTY, (Mark.LIGHT_STAMP,)),
    (Form.SHORT_LINE, ()),
    (Form.PAGE_NUMBER, ()),
)
WRITTEN = [
    Scan(form, marks, seed=number, **wear)  # type: ignore[arg-type]
    for number, ((form, marks), wear) in enumerate(itertools.product(_LITTLE, _WEAR[::2]))
] + [Scan(form, seed=90) for form in FULL_FORMS]


@pytest.mark.parametrize("wish", BLANK)
def test_worn_but_empty_pages_are_blank(wish: Scan) -> None:
    assert is_blank(RawPage(scan(wish).pixels, DPI))


@pytest.mark.parametrize("wish", WRITTEN)
def test_no_page_with_the_least_on_it_is_blank(wish: Scan) -> None:
    assert not is_blank(RawPage(scan(wish).pixels, DPI))


@pytest.mark.parametrize("height", range(70, 80))
def test_a_strip_of_a_few_rows_does_not_end_the_program(height: int) -> None:
    """Within its edges it has 1 to 6 rows at 100 dpi, a fifth of which is none."""
    strip = np.full((height, 400, 3), 246, np.uint8)
    assert all(is_blank(RawPage(strip, DPI)) for _ in range(20))
