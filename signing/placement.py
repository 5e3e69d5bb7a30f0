"""Where a stamp stands on a page, in the page as it is shown and in the file's own coordinates."""

from dataclasses import dataclass

from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.profiles import Rule, SignatureProfile

_TOLERANCE = 0.01
"""Points; coordinates come through pixels and back."""


@dataclass(frozen=True)
class PageGeometry:
    """The visible part of a page and how it is turned."""

    crop: Rect
    """CropBox within MediaBox, in default user space."""
    rotation: int
    """0, 90, 180 or 270 degrees clockwise when shown (ISO 32000-2, 7.7.3.3)."""
    unit: float = 1.0
    """Points in one unit of user space (UserUnit)."""

    @property
    def width(self) -> float:
        """Points, as shown."""
        return self.unit * (self.crop.height if self._on_its_side else self.crop.width)

    @property
    def height(self) -> float:
        """Points, as shown."""
        return self.unit * (self.crop.width if self._on_its_side else self.crop.height)

    @property
    def _on_its_side(self) -> bool:
        return self.rotation in (90, 270)

    def to_user_space(self, shown: Rect) -> Rect:
        """The rectangle of the file that is shown at ``shown``."""
        corners = (self._user_point(shown.x0, shown.y0), self._user_point(shown.x1, shown.y1))
        return _spanning(*corners)

    def to_shown(self, user: Rect) -> Rect:
        """Where a rectangle of the file is shown."""
        corners = (self._shown_point(user.x0, user.y0), self._shown_point(user.x1, user.y1))
        return _spanning(*corners)

    @property
    def upright(self) -> tuple[int, int, int, int, int, int]:
        """The matrix that turns an appearance so that it is upright on the page as shown."""
        return {
            0: (1, 0, 0, 1, 0, 0),
            90: (0, 1, -1, 0, 0, 0),
            180: (-1, 0, 0, -1, 0, 0),
            270: (0, -1, 1, 0, 0, 0),
        }[self.rotation]

    def _user_point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x / self.unit, y / self.unit
        crop = self.crop
        return {
            0: (crop.x0 + x, crop.y0 + y),
            90: (crop.x1 - y, crop.y0 + x),
            180: (crop.x1 - x, crop.y1 - y),
            270: (crop.x0 + y, crop.y1 - x),
        }[self.rotation]

    def _shown_point(self, x: float, y: float) -> tuple[float, float]:
        crop = self.crop
        right, up = {
            0: (x - crop.x0, y - crop.y0),
            90: (y - crop.y0, crop.x1 - x),
            180: (crop.x1 - x, crop.y1 - y),
            270: (crop.y1 - y, x - crop.x0),
        }[self.rotation]
        return right * self.unit, up * self.unit


@dataclass(frozen=True)
class Placement:
    """A rectangle on a page."""

    page: int
    """1 for the first."""
    rect: Rect
    """On the page as shown: points, origin bottom left."""


def place_in_corner(
    profile: SignatureProfile,
    pages: tuple[PageGeometry, ...],
    *,
    size: tuple[float, float] | None = None,
) -> Placement:
    """The corner that ``profile`` asks for; ``size`` of the stamp in points, None its usual one.

    Errors: PAGE_ABSENT, PLACEMENT_OUTSIDE_PAGE.
    """
    page = page_at(pages, profile.page)
    width, height = size or (profile.width, profile.height)
    left = profile.margin
    if profile.rule is Rule.TOP_RIGHT:
        left = page.width - profile.margin - width
    top = page.height - profile.margin
    wanted = Rect(left, top - height, left + width, top)
    return Placement(profile.page, keep_inside(wanted, page))


def keep_inside(rect: Rect, page: PageGeometry) -> Rect:
    """``rect`` moved, never resized, to lie on the page as shown.

    Errors: PLACEMENT_OUTSIDE_PAGE when it is larger than the page or has no size.
    """
    if not (0 < rect.width <= page.width + _TOLERANCE):
        raise AppError(Code.PLACEMENT_OUTSIDE_PAGE, width=rect.width, page_width=page.width)
    if not (0 < rect.height <= page.height + _TOLERANCE):
        raise AppError(Code.PLACEMENT_OUTSIDE_PAGE, height=rect.height, page_height=page.height)
    x0 = max(0.0, min(rect.x0, page.width - rect.width))
    y0 = max(0.0, min(rect.y0, page.height - rect.height))
    return Rect(x0, y0, x0 + rect.width, y0 + rect.height)


def require_inside(placement: Placement, pages: tuple[PageGeometry, ...]) -> PageGeometry:
    """The page of ``placement``. Errors: PAGE_ABSENT, PLACEMENT_OUTSIDE_PAGE."""
    page = page_at(pages, placement.page)
    kept, rect = keep_inside(placement.rect, page), placement.rect
    if abs(kept.x0 - rect.x0) > _TOLERANCE or abs(kept.y0 - rect.y0) > _TOLERANCE:
        raise AppError(Code.PLACEMENT_OUTSIDE_PAGE, page=placement.page)
    return page


def page_at(pages: tuple[PageGeometry, ...], number: int) -> PageGeometry:
    """Page ``number``, 1 for the first. Errors: PAGE_ABSENT with ``page`` and ``pages``."""
    if not 1 <= number <= len(pages):
        raise AppError(Code.PAGE_ABSENT, page=number, pages=len(pages))
    return pages[number - 1]


def _spanning(one: tuple[float, float], other: tuple[float, float]) -> Rect:
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Rect(xs[0], ys[0], xs[1], ys[1])
