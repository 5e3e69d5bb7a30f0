"""Stamps stay on the page; pages lie where they should; images are kept as long as they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from app.domain.paper import Rect
from ui.pages import placing
from ui.pages.image_cache import ImageCache
from ui.pages.page_layout import ACTUAL, GAP, Fit, PageLayout, Zoom
from ui.pages.placing import Corner
from ui.pages.source import PageSize

A4 = PageSize(595.0, 842.0)
SLACK = 1e-6

pages = st.builds(PageSize, st.floats(100, 2000), st.floats(100, 2000))
ways = st.floats(-5000, 5000)


@st.composite
def placed(draw: st.DrawFn) -> tuple[Rect, PageSize]:
    page = draw(pages)
    width = draw(st.floats(placing.SMALLEST, page.width))
    height = draw(st.floats(placing.SMALLEST, page.height))
    x = draw(st.floats(0, 1)) * (page.width - width)
    y = draw(st.floats(0, 1)) * (page.height - height)
    # Sums are rounded: the page is where a stamp ends.
    return Rect(x, y, min(x + width, page.width), min(y + height, page.height)), page


def inside(rect: Rect, page: PageSize) -> bool:
    across = 0 <= rect.x0 < rect.x1 <= page.width
    return across and 0 <= rect.y0 < rect.y1 <= page.height


@given(placed(), ways, ways)
def test_a_moved_stamp_keeps_its_size_and_the_page(
    start: tuple[Rect, PageSize], dx: float, dy: float
) -> None:
    rect, page = start
    moved = placing.moved(rect, dx, dy, page)
    assert inside(moved, page)
    assert moved.width == pytest.approx(rect.width, abs=1e-3)
    assert moved.height == pytest.approx(rect.height, abs=1e-3)


@given(placed(), st.sampled_from(Corner), ways, ways)
def test_a_resized_stamp_keeps_its_proportions_and_the_far_corner(
    start: tuple[Rect, PageSize], corner: Corner, x: float, y: float
) -> None:
    rect, page = start
    resized = placing.resized(rect, corner, x, y, page)
    assert inside(resized, page)
    assert resized.width / resized.height == pytest.approx(rect.width / rect.height, rel=1e-3)
    opposite = Corner((-corner.value[0], -corner.value[1]))
    assert placing.corner_point(resized, opposite) == pytest.approx(
        placing.corner_point(rect, opposite)
    )


def test_a_stamp_larger_than_the_page_is_shrunk_into_it() -> None:
    assert placing.moved(Rect(0, 0, 1190, 421), 50, 50, A4) == Rect(0, 50, 595, 260.5)


def test_a_stamp_is_centred_where_the_page_allows() -> None:
    stamp = Rect(0, 0, 100, 50)
    assert placing.centred(stamp, 300, 400, A4) == Rect(250, 375, 350, 425)
    assert placing.centred(stamp, 0, 842, A4) == Rect(0, 792, 100, 842)


@pytest.mark.parametrize(
    ("rotation", "corner"),
    [(0, "bottom left"), (90, "top left"), (180, "top right"), (270, "bottom right")],
)
def test_the_origin_turns_with_the_page(rotation: int, corner: str) -> None:
    layout = PageLayout([A4], Zoom(None, 100), rotation, 1000, 700)
    box = QRectF(layout.rect(0))
    at = layout.to_pixels(0).map(QPointF(0, 0))
    wanted = {
        "bottom left": box.bottomLeft(),
        "top left": box.topLeft(),
        "top right": box.topRight(),
        "bottom right": box.bottomRight(),
    }[corner]
    assert (at.x(), at.y()) == pytest.approx((wanted.x(), wanted.y()))
    far = layout.to_pixels(0).map(QPointF(A4.width, A4.height))
    assert QRectF(at, far).normalized().size().toSize() == box.size().toSize()


def test_fitting_the_width_leaves_nothing_to_scroll_sideways() -> None:
    layout = PageLayout([A4, PageSize(842, 595)], Zoom(Fit.WIDTH), 0, 900, 600)
    assert layout.width == 900
    assert layout.rect(1).width() == 900 - 2 * GAP
    assert PageLayout([A4], Zoom(Fit.PAGE), 0, 900, 600).height == 600
    assert PageLayout([A4], Zoom(None, 200), 0, 900, 600).scale == pytest.approx(2 * ACTUAL)


def test_only_pages_in_view_are_visible() -> None:
    layout = PageLayout([A4] * 500, Zoom(Fit.PAGE), 0, 900, 600)
    assert layout.visible(0, 600) == range(1)
    top = layout.rect(250).top()
    assert layout.visible(top - GAP, 600) == range(249, 251)
    assert layout.visible(layout.height - 1, 600) == range(499, 500)
    assert layout.at(top + 5) == 250
    assert PageLayout().visible(0, 600) == range(0)


def test_the_cache_keeps_what_was_shown_last_within_its_bytes() -> None:
    def image(width: int) -> QImage:
        return QImage(width, 100, QImage.Format.Format_RGB32)

    cache = ImageCache(100_000)
    cache.put("a", 100, image(100))
    cache.put("b", 100, image(100))
    assert cache.best("a", 100) is not None
    cache.put("c", 100, image(100))
    assert cache.bytes <= 100_000
    assert (cache.has("a", 100), cache.has("b", 100), cache.has("c", 100)) == (True, False, True)


def test_the_best_image_is_the_smallest_that_is_large_enough() -> None:
    cache = ImageCache(10_000_000)
    for width in (50, 200, 400):
        cache.put("a", width, QImage(width, 10, QImage.Format.Format_RGB32))

    def best(width: int) -> int:
        found = cache.best("a", width)
        return found.width() if found else 0

    assert [best(width) for width in (10, 50, 60, 300, 900)] == [50, 50, 200, 400, 400]
    assert cache.best("b", 100) is None
