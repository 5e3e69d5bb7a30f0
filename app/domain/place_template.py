"""Where the stamp of a procedure's papers stands, so that it fits papers of any size and length."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from app.domain.paper import Rect

PageSizes = Sequence[tuple[float, float]]
"""Width and height in points of each page as it is shown."""


class PageCorner(StrEnum):
    """The corner of a page that distances are measured from."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"

    @property
    def left(self) -> bool:
        return self in (PageCorner.TOP_LEFT, PageCorner.BOTTOM_LEFT)

    @property
    def top(self) -> bool:
        return self in (PageCorner.TOP_LEFT, PageCorner.TOP_RIGHT)


@dataclass(frozen=True)
class PlaceTemplate:
    """A place on a page of a paper that may be longer or larger than the one it was learnt from."""

    page: int
    """1 for the first; -1 for the last, -2 for the one before it, and so on."""
    corner: PageCorner
    across: float
    """Points from the corner's left or right edge to the nearest side of the stamp."""
    down: float
    """Points from the corner's upper or lower edge to the nearest side of the stamp."""
    width: float
    """Points; the height follows from the stamp's own proportions."""

    @classmethod
    def learnt(cls, page: int, rect: Rect, sizes: PageSizes) -> Self:
        """From ``rect`` on ``page`` (1 for the first) of a paper with pages of ``sizes``.

        Measured from the corner that the middle of ``rect`` is nearest to; a page in the second
        half of the paper is counted from its end.
        """
        width, height = sizes[page - 1]
        left = rect.x0 + rect.x1 <= width
        top = rect.y0 + rect.y1 >= height
        corner = {
            (True, True): PageCorner.TOP_LEFT,
            (False, True): PageCorner.TOP_RIGHT,
            (True, False): PageCorner.BOTTOM_LEFT,
            (False, False): PageCorner.BOTTOM_RIGHT,
        }[left, top]
        from_end = page - len(sizes) - 1
        return cls(
            page=page if page <= -from_end else from_end,
            corner=corner,
            across=rect.x0 if left else width - rect.x1,
            down=height - rect.y1 if top else rect.y0,
            width=rect.width,
        )

    def page_of(self, pages: int) -> int | None:
        """The page in a paper of ``pages`` pages, 1 for the first; None when there is none."""
        page = self.page if self.page > 0 else pages + 1 + self.page
        return page if 1 <= page <= pages else None

    def rect_on(self, width: float, height: float, proportion: float) -> Rect:
        """Where it is on a page of ``width`` × ``height`` points as shown; may stick out of it.

        ``proportion`` is the stamp's height in units of its width.
        """
        tall = self.width * proportion
        x0 = self.across if self.corner.left else width - self.across - self.width
        y0 = height - self.down - tall if self.corner.top else self.down
        return Rect(x0, y0, x0 + self.width, y0 + tall)


@dataclass(frozen=True)
class RememberedPlace:
    """What the counter remembers for a paper."""

    template: PlaceTemplate
    component_only: bool
    """For papers of the same component (thành phần hồ sơ) only, not for the whole procedure."""
    procedure_too: bool = False
    """Whether another one, for the whole procedure, lies beneath."""
