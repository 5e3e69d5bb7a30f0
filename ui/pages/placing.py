"""Moving and resizing a rectangle on a page, never past the page's edge.

All coordinates in PDF points, origin bottom left of the page as it is shown.
"""

from enum import Enum

from app.domain.paper import Rect
from ui.pages.source import PageSize

SMALLEST = 12.0
"""Points: a stamp is never made narrower or lower."""


class Corner(Enum):
    """(horizontal, vertical) side; -1 is left and bottom."""

    TOP_LEFT = (-1, 1)
    TOP_RIGHT = (1, 1)
    BOTTOM_LEFT = (-1, -1)
    BOTTOM_RIGHT = (1, -1)


def moved(rect: Rect, dx: float, dy: float, page: PageSize) -> Rect:
    """``rect`` moved by at most (``dx``, ``dy``), shrunk in proportion if the page is smaller."""
    shrink = min(1.0, page.width / rect.width, page.height / rect.height)
    width, height = rect.width * shrink, rect.height * shrink
    x0 = min(max(0.0, rect.x0 + dx), page.width - width)
    y0 = min(max(0.0, rect.y0 + dy), page.height - height)
    return Rect(x0, y0, min(x0 + width, page.width), min(y0 + height, page.height))


def resized(rect: Rect, corner: Corner, x: float, y: float, page: PageSize) -> Rect:
    """``rect`` with ``corner`` dragged to (``x``, ``y``): same proportions, other corner fixed."""
    side_x, side_y = corner.value
    fixed_x = rect.x0 if side_x > 0 else rect.x1
    fixed_y = rect.y0 if side_y > 0 else rect.y1
    room_x = page.width - fixed_x if side_x > 0 else fixed_x
    room_y = page.height - fixed_y if side_y > 0 else fixed_y
    wanted = max((x - fixed_x) * side_x / rect.width, (y - fixed_y) * side_y / rect.height)
    largest = min(room_x / rect.width, room_y / rect.height)
    smallest = SMALLEST / min(rect.width, rect.height)
    scale = min(max(wanted, smallest), largest)
    far_x = min(max(fixed_x + side_x * rect.width * scale, 0.0), page.width)
    far_y = min(max(fixed_y + side_y * rect.height * scale, 0.0), page.height)
    return Rect(min(fixed_x, far_x), min(fixed_y, far_y), max(fixed_x, far_x), max(fixed_y, far_y))


def corner_point(rect: Rect, corner: Corner) -> tuple[float, float]:
    side_x, side_y = corner.value
    return (rect.x1 if side_x > 0 else rect.x0), (rect.y1 if side_y > 0 else rect.y0)


def centred(rect: Rect, x: float, y: float, page: PageSize) -> Rect:
    """``rect`` with its centre at (``x``, ``y``), or as near as the page allows."""
    dx, dy = x - (rect.x0 + rect.x1) / 2, y - (rect.y0 + rect.y1) / 2
    return moved(rect, dx, dy, page)
