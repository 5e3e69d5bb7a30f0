"""One page image as it came: what is found on it, and what is proposed to be done to it."""

import base64
from collections.abc import Sequence
from dataclasses import replace

from app.domain.scan import Cleaning, PageFinding, PageLook
from app.scanning.cleaning.clean import CleaningWish, find_cleaning
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.codes.patch import has_patch
from app.scanning.codes.reading import read_codes
from app.scanning.page_placement import SNAP_TOLERANCE
from app.scanning.paper_sizes import MM_PER_INCH, paper_of
from app.scanning.quality.duplicates import fingerprint, is_duplicate
from app.scanning.quality.gate import findings

_BEFORE = 20
"""Pages that a page is compared with: a sheet goes in twice in one handful."""


def look_at_page(
    page: RawPage,
    *,
    wish: CleaningWish | None = None,
    request_mm: tuple[float, float] | None = None,
) -> PageLook:
    """What is found on ``page``.

    ``request_mm`` is the width and height that the scanner was asked for, None for files.
    """
    return PageLook(
        cleaning=_at_paper_size(find_cleaning(page, wish), page),
        findings=findings(page, request_mm),
        codes=tuple(code.text for code in read_codes(page)),
        patch=has_patch(page),
        fingerprint=base64.b64encode(fingerprint(page)).decode(),
    )


def with_duplicate(look: PageLook, before: Sequence[PageLook]) -> PageLook:
    """``look``, marked where the page is one of those ``before`` it in the stack."""
    own = base64.b64decode(look.fingerprint)
    others = (base64.b64decode(each.fingerprint) for each in before[-_BEFORE:])
    if not any(is_duplicate(each, own) for each in others):
        return look
    return replace(look, findings=(*look.findings, PageFinding.DUPLICATE))


def _at_paper_size(cleaning: Cleaning, page: RawPage) -> Cleaning:
    """Leave a card on the glass where it lies: cut out, the page would be of no paper's size, which
    the law asks for (100 %; NĐ 30/2020, Phụ lục I, Phần II.I.2).
    """
    if cleaning.box is None or cleaning.skew:
        return cleaning
    height, width = page.pixels.shape[:2]
    if _is_paper(cleaning.box.size, page.dpi) or not _is_paper((width, height), page.dpi):
        return cleaning
    return replace(cleaning, box=None)


def _is_paper(size: tuple[int, int], dpi: int) -> bool:
    width_mm, height_mm = (side / dpi * MM_PER_INCH for side in size)
    return paper_of(width_mm, height_mm, tolerance=SNAP_TOLERANCE) is not None
