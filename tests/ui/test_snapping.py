"""A dragged stamp is held by the nearest line and never leaves the page for one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.paper import Rect
from signing.place_facts import Landmark, LandmarkKind
from signing.profiles import MM
from tests.ui.test_pages_geometry import A4, inside, placed
from ui.pages.placing import Corner, corner_point
from ui.pages.snapping import (
    ENDS,
    MIDDLE,
    Guide,
    Part,
    Way,
    next_guide,
    snapped,
    snapped_corner,
)
from ui.pages.source import PageSize
from ui.sign.guides import page_guides

REACH = 6.0
LEFT = frozenset({Part.NEAR})
guides = st.lists(
    st.builds(
        Guide,
        st.sampled_from(Way),
        st.floats(-50, 2050),
        st.sampled_from([ENDS, MIDDLE, frozenset({Part.NEAR}), frozenset({Part.FAR})]),
    ),
    max_size=12,
)


def near(rect: Rect) -> st.SearchStrategy[list[Guide]]:
    """Guides of which some are within reach of ``rect``."""
    edges = [rect.x0, rect.x1, (rect.x0 + rect.x1) / 2, rect.y0, rect.y1, (rect.y0 + rect.y1) / 2]
    at = st.tuples(st.sampled_from(edges), st.floats(-2 * REACH, 2 * REACH)).map(sum)
    parts = st.sampled_from([ENDS, MIDDLE, frozenset(Part)])
    return st.lists(st.builds(Guide, st.sampled_from(Way), at, parts), max_size=8)


@given(placed(), st.data())
def test_a_held_stamp_keeps_its_size_and_the_page(
    start: tuple[Rect, PageSize], data: st.DataObject
) -> None:
    rect, page = start
    held = snapped(rect, data.draw(st.one_of(guides, near(rect))), REACH, page).rect
    assert inside(held, page)
    assert (held.width, held.height) == pytest.approx((rect.width, rect.height), abs=1e-6)
    assert max(abs(held.x0 - rect.x0), abs(held.y0 - rect.y0)) <= REACH + 1e-6


@given(placed(), st.data())
def test_a_stamp_that_is_held_stays_where_it_is(
    start: tuple[Rect, PageSize], data: st.DataObject
) -> None:
    rect, page = start
    lines = data.draw(near(rect))
    once = snapped(rect, lines, REACH, page)
    again = snapped(once.rect, lines, REACH, page)
    for before, after in zip(corners(once.rect), corners(again.rect), strict=True):
        assert after == pytest.approx(before, abs=1e-6)


@given(placed(), st.data())
def test_the_nearest_line_within_reach_holds(
    start: tuple[Rect, PageSize], data: st.DataObject
) -> None:
    rect, page = start
    lines = data.draw(near(rect))
    held = snapped(rect, lines, REACH, page)
    for way, moved in ((Way.UPRIGHT, held.rect.x0 - rect.x0), (Way.LEVEL, held.rect.y0 - rect.y0)):
        reachable = [
            abs(to)
            for guide in lines
            if guide.way is way
            for to in distances(rect, guide)
            if abs(to) <= REACH and fits(rect, way, to, page)
        ]
        assert abs(moved) == pytest.approx(min(reachable, default=0.0), abs=0.02)
    for line in held.lines:
        assert min(abs(to) for to in distances(held.rect, line)) <= 0.02


@given(placed(), st.floats(0.1, REACH - 0.1))
def test_of_lines_equally_near_the_first_one_holds(
    start: tuple[Rect, PageSize], off: float
) -> None:
    rect, page = start
    assume(rect.x0 > REACH)
    assume(rect.x1 < page.width - REACH)
    only_left = frozenset({Part.NEAR})
    before = Guide(Way.UPRIGHT, rect.x0 - off, only_left)
    after = Guide(Way.UPRIGHT, rect.x0 + off, only_left)
    nearest = min((abs(before.at - rect.x0), abs(after.at - rect.x0)))
    assume(abs(before.at - rect.x0) == nearest == abs(after.at - rect.x0))
    for order in ((before, after), (after, before)):
        assert snapped(rect, order, REACH, page).lines == (order[0],)


def test_of_parts_equally_near_the_one_nearest_to_the_origin_holds() -> None:
    rect = Rect(100, 100, 108, 140)
    guide = Guide(Way.UPRIGHT, 104, ENDS)
    assert snapped(rect, [guide], REACH, A4).rect.x0 == 104


def test_nothing_near_leaves_the_stamp_alone() -> None:
    rect = Rect(100, 100, 200, 140)
    far = Guide(Way.UPRIGHT, 100 - REACH - 0.1, ENDS)
    assert snapped(rect, [far], REACH, A4) == (snapped(rect, [], REACH, A4))
    assert snapped(rect, [far], REACH, A4).rect is rect


def test_a_line_that_would_push_the_stamp_off_the_page_does_not_hold_it() -> None:
    rect = Rect(2, 100, 102, 140)
    assert snapped(rect, [Guide(Way.UPRIGHT, -1, ENDS)], REACH, A4).rect is rect


# Resizing and jumping


@given(placed(), st.sampled_from(Corner), st.data())
def test_a_corner_held_by_a_line_keeps_proportions_the_other_corner_and_the_page(
    start: tuple[Rect, PageSize], corner: Corner, data: st.DataObject
) -> None:
    rect, page = start
    held = snapped_corner(rect, corner, data.draw(near(rect)), REACH, page).rect
    assert inside(held, page)
    assert held.width / held.height == pytest.approx(rect.width / rect.height, rel=1e-3)
    opposite = Corner((-corner.value[0], -corner.value[1]))
    assert corner_point(held, opposite) == pytest.approx(corner_point(rect, opposite), abs=1e-6)
    (x, y), (was_x, was_y) = corner_point(held, corner), corner_point(rect, corner)
    assert max(abs(x - was_x), abs(y - was_y)) <= REACH + 1e-6


@pytest.mark.parametrize(
    ("corner", "guide", "wanted"),
    [
        (Corner.TOP_RIGHT, Guide(Way.UPRIGHT, 204, ENDS), Rect(100, 100, 204, 141.6)),
        (
            Corner.TOP_LEFT,
            Guide(Way.UPRIGHT, 96, frozenset({Part.NEAR})),
            Rect(96, 100, 200, 141.6),
        ),
        (Corner.TOP_RIGHT, Guide(Way.LEVEL, 142, ENDS), Rect(100, 100, 205, 142)),
        (Corner.BOTTOM_LEFT, Guide(Way.LEVEL, 98, ENDS), Rect(95, 98, 200, 140)),
    ],
)
def test_a_dragged_corner_is_held_by_the_line_of_its_own_edges(
    corner: Corner, guide: Guide, wanted: Rect
) -> None:
    held = snapped_corner(Rect(100, 100, 200, 140), corner, [guide], REACH, A4)
    assert corners(held.rect) == pytest.approx(corners(wanted))
    assert held.lines == (guide,)


@pytest.mark.parametrize(
    "guide",
    [
        Guide(Way.UPRIGHT, 102, ENDS),  # the edge that stays
        Guide(Way.UPRIGHT, 203, MIDDLE),
        Guide(Way.UPRIGHT, 203, LEFT),
        Guide(Way.LEVEL, 145, ENDS),  # the corner would leap by 12 points
    ],
)
def test_other_lines_do_not_hold_a_dragged_corner(guide: Guide) -> None:
    rect = Rect(100, 100, 200, 140)
    assert snapped_corner(rect, Corner.TOP_RIGHT, [guide], REACH, A4).rect == rect


@pytest.mark.parametrize(
    ("direction", "wanted"),
    [((1, 0), (130, 100)), ((-1, 0), (60, 100)), ((0, 1), (100, 560)), ((0, -1), (100, 100))],
)
def test_a_jump_ends_at_the_next_line_that_way(
    direction: tuple[int, int], wanted: tuple[float, float]
) -> None:
    lines = [
        Guide(Way.UPRIGHT, 100, ENDS),  # it lies there already
        Guide(Way.UPRIGHT, 500, ENDS),
        Guide(Way.UPRIGHT, 180, MIDDLE),
        Guide(Way.UPRIGHT, 60, frozenset({Part.NEAR})),
        Guide(Way.LEVEL, 600, frozenset({Part.FAR})),
        Guide(Way.LEVEL, 850, ENDS),
    ]
    jumped = next_guide(Rect(100, 100, 200, 140), direction, lines, A4).rect
    assert (jumped.x0, jumped.y0) == pytest.approx(wanted)


# Which lines there are


def test_every_size_of_page_has_its_own_corners_and_margins() -> None:
    for size in (A4, PageSize(842, 1191), PageSize(595, 420)):
        upright = {each.at for each in page_guides(1, size, (), 12) if each.way is Way.UPRIGHT}
        assert upright == {12, size.width - 12, 30 * MM, size.width - 15 * MM, size.width / 2}
        level = {each.at for each in page_guides(1, size, (), 12) if each.way is Way.LEVEL}
        assert level == {12, size.height - 12, 20 * MM, size.height - 20 * MM}


def test_landmarks_hold_on_their_own_page_and_come_first() -> None:
    signer = Landmark(LandmarkKind.SIGNER, 2, Rect(300, 200, 400, 260))
    rule = Landmark(LandmarkKind.RULE, 2, Rect(310, 190, 390, 240))
    earlier = Landmark(LandmarkKind.SIGNATURE, 1, Rect(50, 60, 150, 100))
    found = (rule, signer, earlier)
    first, second = (page_guides(page, A4, found, 12) for page in (1, 2))
    assert second[:2] == (
        Guide(Way.UPRIGHT, 310, frozenset({Part.NEAR})),
        Guide(Way.LEVEL, 240, frozenset({Part.FAR})),
    )
    assert Guide(Way.UPRIGHT, 350, MIDDLE) in second
    assert Guide(Way.LEVEL, 230, MIDDLE) in second
    assert Guide(Way.UPRIGHT, 150, ENDS) in first
    assert Guide(Way.UPRIGHT, 150, ENDS) not in second


def corners(rect: Rect) -> tuple[float, ...]:
    return rect.x0, rect.y0, rect.x1, rect.y1


def distances(rect: Rect, guide: Guide) -> list[float]:
    low, high = (rect.x0, rect.x1) if guide.way is Way.UPRIGHT else (rect.y0, rect.y1)
    points = {Part.NEAR: low, Part.MIDDLE: (low + high) / 2, Part.FAR: high}
    return [guide.at - points[part] for part in guide.parts]


def fits(rect: Rect, way: Way, to: float, page: PageSize) -> bool:
    if way is Way.UPRIGHT:
        return rect.x0 + to >= -0.01 and rect.x1 + to <= page.width + 0.01
    return rect.y0 + to >= -0.01 and rect.y1 + to <= page.height + 0.01
