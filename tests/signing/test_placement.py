"""Rectangles on pages as they are shown, whatever is turned or cut in the file."""

import pytest

from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.placement import (
    PageGeometry,
    Placement,
    keep_inside,
    page_at,
    place_in_corner,
    require_inside,
)
from signing.profiles import DIGITISING

A4 = Rect(0, 0, 595, 842)
CUT = Rect(40, 30, 440, 630)


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [
        (0, Rect(50, 590, 150, 620)),
        (90, Rect(50, 40, 80, 140)),
        (180, Rect(330, 40, 430, 70)),
        (270, Rect(400, 520, 430, 620)),
    ],
)
def test_top_left_as_shown_in_the_coordinates_of_the_file(rotation: int, expected: Rect) -> None:
    page = PageGeometry(CUT, rotation)
    shown = Rect(10, page.height - 40, 110, page.height - 10)
    assert page.to_user_space(shown) == expected
    assert page.to_shown(expected) == shown


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_scaled_page_is_measured_in_points(rotation: int) -> None:
    page = PageGeometry(Rect(0, 0, 100, 200), rotation, unit=2)
    assert sorted((page.width, page.height)) == [200, 400]
    user = page.to_user_space(Rect(20, 40, 60, 100))
    assert sorted((user.width, user.height)) == [20, 30]
    assert page.to_shown(user) == Rect(20, 40, 60, 100)


def test_rule_puts_the_digitising_stamp_at_the_top_left_of_page_one() -> None:
    pages = (PageGeometry(A4, 90), PageGeometry(CUT, 0))
    placement = place_in_corner(DIGITISING, pages)
    margin, width, height = DIGITISING.margin, DIGITISING.width, DIGITISING.height
    top = 595 - margin
    assert placement == Placement(1, Rect(margin, top - height, margin + width, top))


def test_rule_keeps_the_stamp_on_a_card_barely_wider_than_it() -> None:
    card = PageGeometry(Rect(0, 0, DIGITISING.width + 1, 150), 0)
    placed = place_in_corner(DIGITISING, (card,)).rect
    assert placed.x1 <= card.width
    assert placed.width == DIGITISING.width


@pytest.mark.parametrize(
    ("dragged", "kept"),
    [
        (Rect(-30, 10, 70, 40), Rect(0, 10, 100, 40)),
        (Rect(550, 830, 650, 860), Rect(495, 812, 595, 842)),
        (Rect(10, 10, 110, 40), Rect(10, 10, 110, 40)),
    ],
)
def test_dragging_stops_at_the_edges(dragged: Rect, kept: Rect) -> None:
    assert keep_inside(dragged, PageGeometry(A4, 0)) == kept


@pytest.mark.parametrize(
    "rect", [Rect(0, 0, 600, 30), Rect(0, 0, 100, 850), Rect(9, 9, 9, 20), Rect(9, 20, 30, 9)]
)
def test_rectangle_that_fits_no_page(rect: Rect) -> None:
    with pytest.raises(AppError) as refused:
        keep_inside(rect, PageGeometry(A4, 0))
    assert refused.value.code is Code.PLACEMENT_OUTSIDE_PAGE


def test_placement_outside_its_page_is_refused_not_moved() -> None:
    with pytest.raises(AppError) as refused:
        require_inside(Placement(1, Rect(500, 10, 600, 40)), (PageGeometry(A4, 0),))
    assert refused.value.code is Code.PLACEMENT_OUTSIDE_PAGE


@pytest.mark.parametrize("number", [0, 2, -1])
def test_page_that_is_not_there(number: int) -> None:
    with pytest.raises(AppError) as refused:
        page_at((PageGeometry(A4, 0),), number)
    assert refused.value.code is Code.PAGE_ABSENT
    assert refused.value.facts == {"page": number, "pages": 1}
