"""A place learnt from one paper is the same place on papers of other sizes and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper import Rect
from app.domain.place_template import PageCorner, PlaceTemplate

A4, A3, A5 = (595.0, 842.0), (842.0, 1191.0), (420.0, 595.0)


@st.composite
def places(draw: st.DrawFn) -> tuple[int, Rect, list[tuple[float, float]]]:
    """Page, rectangle on it, sizes of all pages."""
    side = st.floats(100, 2000)
    sizes = draw(st.lists(st.tuples(side, side), min_size=1, max_size=9))
    page = draw(st.integers(1, len(sizes)))
    width, height = sizes[page - 1]
    wide, tall = draw(st.floats(12, width)), draw(st.floats(12, height))
    x, y = draw(st.floats(0, 1)) * (width - wide), draw(st.floats(0, 1)) * (height - tall)
    return page, Rect(x, y, x + wide, y + tall), sizes


@given(places())
def test_on_its_own_paper_it_is_where_it_was(
    learnt: tuple[int, Rect, list[tuple[float, float]]],
) -> None:
    page, rect, sizes = learnt
    template = PlaceTemplate.learnt(page, rect, sizes)
    assert template.page_of(len(sizes)) == page
    back = template.rect_on(*sizes[page - 1], rect.height / rect.width)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx(
        (rect.x0, rect.y0, rect.x1, rect.y1), abs=1e-6
    )


@given(places(), st.floats(0, 500), st.floats(0, 500))
def test_larger_pages_keep_the_distance_from_the_corner(
    learnt: tuple[int, Rect, list[tuple[float, float]]], wider: float, taller: float
) -> None:
    page, rect, sizes = learnt
    template = PlaceTemplate.learnt(page, rect, sizes)
    width, height = sizes[page - 1][0] + wider, sizes[page - 1][1] + taller
    there = template.rect_on(width, height, rect.height / rect.width)
    assert there.x0 >= -1e-6
    assert there.y0 >= -1e-6
    assert there.x1 <= width + 1e-6
    assert there.y1 <= height + 1e-6
    across = there.x0 if template.corner.left else width - there.x1
    down = height - there.y1 if template.corner.top else there.y0
    assert (across, down) == pytest.approx((template.across, template.down), abs=1e-6)


@pytest.mark.parametrize(
    ("rect", "corner", "on_a3"),
    [
        (Rect(20, 800, 120, 830), PageCorner.TOP_LEFT, Rect(20, 1149, 120, 1179)),
        (Rect(480, 800, 580, 830), PageCorner.TOP_RIGHT, Rect(727, 1149, 827, 1179)),
        (Rect(20, 30, 120, 60), PageCorner.BOTTOM_LEFT, Rect(20, 30, 120, 60)),
        (Rect(480, 30, 580, 60), PageCorner.BOTTOM_RIGHT, Rect(727, 30, 827, 60)),
    ],
)
def test_the_nearest_corner_is_the_one_to_measure_from(
    rect: Rect, corner: PageCorner, on_a3: Rect
) -> None:
    template = PlaceTemplate.learnt(1, rect, [A4])
    assert template.corner is corner
    assert template.rect_on(*A3, 0.3) == on_a3


@pytest.mark.parametrize(
    ("page", "of", "kept", "on"),
    [
        (1, 1, 1, {1: 1, 5: 1}),
        (1, 4, 1, {1: 1, 9: 1}),
        (4, 4, -1, {1: 1, 2: 2, 9: 9}),
        (3, 4, -2, {1: None, 2: 1, 9: 8}),
        (2, 4, 2, {1: None, 2: 2, 9: 2}),
        (2, 3, 2, {1: None, 3: 2}),
    ],
)
def test_pages_are_counted_from_the_nearer_end(
    page: int, of: int, kept: int, on: dict[int, int | None]
) -> None:
    template = PlaceTemplate.learnt(page, Rect(20, 20, 120, 50), [A4] * of)
    assert template.page == kept
    assert {count: template.page_of(count) for count in on} == on


def test_a_stamp_with_more_lines_grows_into_the_page() -> None:
    top = PlaceTemplate.learnt(1, Rect(20, 800, 120, 830), [A4])
    assert top.rect_on(*A4, 0.6) == Rect(20, 770, 120, 830)
    bottom = PlaceTemplate.learnt(1, Rect(20, 10, 120, 40), [A4])
    assert bottom.rect_on(*A4, 0.6) == Rect(20, 10, 120, 70)


def test_a_smaller_page_is_not_made_to_fit() -> None:
    template = PlaceTemplate.learnt(1, Rect(250, 400, 350, 430), [A4])
    assert template.rect_on(100, 842, 0.3) == Rect(-245, 400, -145, 430)
