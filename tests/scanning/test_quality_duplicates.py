"""Which pages are the same sheet."""

from functools import lru_cache

import pytest

from app.scanning.cleaning.raw_page import RawPage
from app.scanning.quality.duplicates import fingerprint, is_duplicate
from tests.scanning.paper_drawings import FULL_FORMS, Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, scan

FORMS = (*FULL_FORMS, Form.TWO_LINES, Form.SHORT_LINE)
AGAIN = (
    {"noise": 5.0, "specks": 30, "skew": 0.7},
    {"skew": -2.3, "lid": Lid.DARK, "shade": 0.2},
    {"blur": 1.0, "show_through": 0.1, "light": 0.85, "skew": 0.2},
)


@lru_cache
def print_of(wish: Scan) -> bytes:
    return fingerprint(RawPage(scan(wish).pixels, DPI))


def marks_of(form: Form) -> tuple[Mark, ...]:
    return () if form is Form.SHORT_LINE else (Mark.SEAL,)


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_scanned_again_is_recognised(form: Form) -> None:
    first = print_of(Scan(form, marks_of(form), seed=1))
    for number, change in enumerate(AGAIN):
        again = Scan(form, marks_of(form), seed=2 + number, **change)  # type: ignore[arg-type]
        assert is_duplicate(first, print_of(again)), again


@pytest.mark.parametrize("form", [*FULL_FORMS, Form.TWO_LINES])
@pytest.mark.parametrize("skew", [0.0, 0.7])
def test_the_same_form_for_somebody_else_is_another_page(form: Form, skew: float) -> None:
    first = print_of(Scan(form, (Mark.SEAL,), seed=1))
    assert not is_duplicate(first, print_of(Scan(form, (Mark.SEAL,), copy=1, seed=9, skew=skew)))


def test_different_forms_are_different_pages() -> None:
    prints = [print_of(Scan(form, marks_of(form), seed=1)) for form in FORMS]
    for number, first in enumerate(prints):
        assert not any(is_duplicate(first, other) for other in prints[number + 1 :])


def test_a_signature_makes_it_another_page() -> None:
    unsigned = print_of(Scan(Form.TWO_LINES, seed=1))
    assert not is_duplicate(unsigned, print_of(Scan(Form.TWO_LINES, (Mark.SIGNATURE,), seed=2)))


def test_blank_pages_are_no_duplicates() -> None:
    assert not is_duplicate(print_of(Scan(Form.EMPTY, seed=1)), print_of(Scan(Form.EMPTY, seed=2)))


def test_a_fingerprint_is_small() -> None:
    assert len(print_of(Scan(Form.DECISION, (Mark.SEAL,), seed=1))) < 25_000
