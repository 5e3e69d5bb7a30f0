"""The lines that a stamp is held to on each page of a paper. No Qt."""

from collections.abc import Iterator, Sequence

from app.domain.paper import Rect
from signing.place_facts import Landmark, LandmarkKind
from signing.profiles import MM
from ui.pages.snapping import ENDS, MIDDLE, Guide, Part, Way
from ui.pages.source import PageSize

_LEFT, _RIGHT, _ABOVE, _BELOW = 30 * MM, 15 * MM, 20 * MM, 20 * MM
"""Margins of a document's text (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, I.3)."""


def page_guides(
    page: int, size: PageSize, landmarks: Sequence[Landmark], margin: float
) -> tuple[Guide, ...]:
    """Guides of ``page`` (1 for the first), those of the law first.

    ``margin``: points between the page's edges and a stamp in one of its corners.
    """
    here = [each for each in landmarks if each.page == page]
    found = [guide for each in here for guide in _of_landmark(each)]
    return tuple(dict.fromkeys([*found, *_corners(size, margin), *_margins(size)]))


def _of_landmark(landmark: Landmark) -> Iterator[Guide]:
    rect = landmark.rect
    match landmark.kind:
        case LandmarkKind.RULE:
            yield Guide(Way.UPRIGHT, rect.x0, frozenset({Part.NEAR}))
            yield Guide(Way.LEVEL, rect.y1, frozenset({Part.FAR}))
        case LandmarkKind.SIGNER:
            yield from _through_the_middle(rect)
        case LandmarkKind.SIGNATURE:
            for x in (rect.x0, rect.x1):
                yield Guide(Way.UPRIGHT, x, ENDS)
            for y in (rect.y0, rect.y1):
                yield Guide(Way.LEVEL, y, ENDS)
            yield from _through_the_middle(rect)


def _through_the_middle(rect: Rect) -> Iterator[Guide]:
    yield Guide(Way.UPRIGHT, (rect.x0 + rect.x1) / 2, MIDDLE)
    yield Guide(Way.LEVEL, (rect.y0 + rect.y1) / 2, MIDDLE)


def _corners(size: PageSize, margin: float) -> Iterator[Guide]:
    yield Guide(Way.UPRIGHT, margin, frozenset({Part.NEAR}))
    yield Guide(Way.UPRIGHT, size.width - margin, frozenset({Part.FAR}))
    yield Guide(Way.LEVEL, size.height - margin, frozenset({Part.FAR}))
    yield Guide(Way.LEVEL, margin, frozenset({Part.NEAR}))


def _margins(size: PageSize) -> Iterator[Guide]:
    """Of the text; a stamp may stand inside or outside them. And the middle of the page."""
    yield Guide(Way.UPRIGHT, _LEFT, ENDS)
    yield Guide(Way.UPRIGHT, size.width - _RIGHT, ENDS)
    yield Guide(Way.LEVEL, size.height - _ABOVE, ENDS)
    yield Guide(Way.LEVEL, _BELOW, ENDS)
    yield Guide(Way.UPRIGHT, size.width / 2, MIDDLE)
