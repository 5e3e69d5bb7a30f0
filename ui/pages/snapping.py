"""Lines of a page that hold a stamp which is dragged or resized near to them, and that keys take it
to. Pure geometry, no Qt.

All coordinates in PDF points, origin bottom left of the page as it is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.paper import Rect
from ui.pages import placing
from ui.pages.placing import Corner
from ui.pages.source import PageSize

_ON_THE_LINE = 0.01
"""Points; shifts leave rounding behind."""


class Way(Enum):
    """How a line runs."""

    UPRIGHT = "upright"
    LEVEL = "level"


class Part(Enum):
    """What of a stamp lies on a line, counted from left or from below."""

    NEAR = 0.0
    MIDDLE = 0.5
    FAR = 1.0


ENDS = frozenset({Part.NEAR, Part.FAR})
MIDDLE = frozenset({Part.MIDDLE})


@dataclass(frozen=True)
class Guide:
    """A line from edge to edge of a page."""

    way: Way
    at: float
    """Points from the left edge of the page, or from its lower edge for a level line."""
    parts: frozenset[Part]
    """What of a stamp it holds."""


@dataclass(frozen=True)
class Snapped:
    rect: Rect
    lines: tuple[Guide, ...]
    """Those that ``rect`` lies on."""


def snapped(rect: Rect, guides: Sequence[Guide], reach: float, page: PageSize) -> Snapped:
    """``rect``, which lies on ``page``, moved onto the nearest guide each way.

    Only guides at most ``reach`` points away count, and only those on which ``rect`` stays on the
    page. Of guides equally near the first one wins, of its parts the one nearest to the origin.
    """
    dx = _shift(rect.x0, rect.x1, page.width, _of(Way.UPRIGHT, guides), reach)
    dy = _shift(rect.y0, rect.y1, page.height, _of(Way.LEVEL, guides), reach)
    held = placing.moved(rect, dx, dy, page) if dx or dy else rect
    return Snapped(held, tuple(each for each in guides if _lies_on(held, each)))


def snapped_corner(
    rect: Rect, corner: Corner, guides: Sequence[Guide], reach: float, page: PageSize
) -> Snapped:
    """``rect``, which lies on ``page``, resized so that an edge at ``corner`` is on a guide.

    In proportion, the other corner fixed; the guide counts that moves ``corner`` least, at most
    ``reach`` points each way.
    """
    x, y = placing.corner_point(rect, corner)
    best, least = rect, reach
    for guide in guides:
        side = corner.value[0 if guide.way is Way.UPRIGHT else 1]
        if (Part.FAR if side > 0 else Part.NEAR) not in guide.parts:
            continue
        held = _stretched(rect, corner, guide, page)
        new_x, new_y = placing.corner_point(held, corner)
        far = max(abs(new_x - x), abs(new_y - y))
        if _lies_on(held, guide) and far <= least:
            best, least = held, far
    return Snapped(best, tuple(each for each in guides if _lies_on(best, each)))


def next_guide(
    rect: Rect, direction: tuple[float, float], guides: Sequence[Guide], page: PageSize
) -> Snapped:
    """``rect`` moved to the next guide in ``direction``, one of the four along the page's edges.

    Where there is none on which it stays on ``page``, it stays where it is.
    """
    upright = abs(direction[0]) > abs(direction[1])
    ahead = direction[0] + direction[1] > 0
    low, high, end = (rect.x0, rect.x1, page.width) if upright else (rect.y0, rect.y1, page.height)
    ways = [
        way
        for guide in _of(Way.UPRIGHT if upright else Way.LEVEL, guides)
        for way in _distances(low, high, guide)
        if abs(way) > _ON_THE_LINE and (way > 0) is ahead and _stays(low, high, way, end)
    ]
    way = min(ways, key=abs, default=0.0)
    moved = placing.moved(rect, way if upright else 0, 0 if upright else way, page)
    held = moved if way else rect
    return Snapped(held, tuple(each for each in guides if _lies_on(held, each)))


def _stretched(rect: Rect, corner: Corner, guide: Guide, page: PageSize) -> Rect:
    """``rect`` resized until its edge at ``corner`` is on ``guide``, as far as ``page`` allows."""
    x, y = placing.corner_point(rect, corner)
    side_x, side_y = corner.value
    if guide.way is Way.UPRIGHT:
        wider = (guide.at - x) * side_x
        y += side_y * wider * rect.height / rect.width
        x = guide.at
    else:
        higher = (guide.at - y) * side_y
        x += side_x * higher * rect.width / rect.height
        y = guide.at
    return placing.resized(rect, corner, x, y, page)


def _of(way: Way, guides: Sequence[Guide]) -> list[Guide]:
    return [guide for guide in guides if guide.way is way]


def _shift(low: float, high: float, end: float, guides: Sequence[Guide], reach: float) -> float:
    """How far to move so that the nearest guide holds; 0 where none is near enough."""
    ways = [
        way
        for guide in guides
        for way in _distances(low, high, guide)
        if abs(way) <= reach and _stays(low, high, way, end)
    ]
    return min(ways, key=abs, default=0.0)


def _stays(low: float, high: float, way: float, end: float) -> bool:
    return low + way >= -_ON_THE_LINE and high + way <= end + _ON_THE_LINE


def _distances(low: float, high: float, guide: Guide) -> Iterator[float]:
    for part in Part:
        if part in guide.parts:
            yield guide.at - (low + (high - low) * part.value)


def _lies_on(rect: Rect, guide: Guide) -> bool:
    upright = guide.way is Way.UPRIGHT
    low, high = (rect.x0, rect.x1) if upright else (rect.y0, rect.y1)
    return any(abs(way) <= _ON_THE_LINE for way in _distances(low, high, guide))
