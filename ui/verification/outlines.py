"""Which differences of a page are the stamps of signatures made later. No Qt in here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.paper import Rect
from signing.verification.report import VerificationReport
from signing.verification.versions import Difference, PageVersions

_MARGIN = 8.0
"""Points by which an outline may reach beyond a stamp: it is drawn in squares."""


class Cause(StrEnum):
    CHANGED = "changed"
    SIGNED_LATER = "signed_later"


@dataclass(frozen=True)
class Outline:
    place: Difference
    cause: Cause


def outlines(
    versions: PageVersions, report: VerificationReport, *, number: int, page: int
) -> Iterator[Outline]:
    """The differences of ``page`` against what signature ``number`` (0 for the first) signed.

    On a page where verification found a change, every difference is called one.
    """
    signature = report.signatures[number]
    later = [
        each.rect
        for each in report.signatures
        if each.rect is not None
        and each.page == page
        and each.signed_bytes > signature.signed_bytes
        and page not in signature.changed_pages
    ]
    for place in versions.differences:
        inside = any(_inside(place, stamp, versions) for stamp in later)
        yield Outline(place, Cause.SIGNED_LATER if inside else Cause.CHANGED)


def _inside(place: Difference, stamp: Rect, versions: PageVersions) -> bool:
    if versions.current is None:
        return False
    across, down = versions.current.points
    return (
        place.left * across >= stamp.x0 - _MARGIN
        and place.right * across <= stamp.x1 + _MARGIN
        and down - place.bottom * down >= stamp.y0 - _MARGIN
        and down - place.top * down <= stamp.y1 + _MARGIN
    )
