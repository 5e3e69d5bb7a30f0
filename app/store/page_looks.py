"""What was found on a page and what was read from it, as the store keeps it beside the page."""

import json
from typing import Any

from sqlalchemy.orm import Session

from app.domain.scan import Cleaning, PageFinding, PageLook, PixelBox, ScannedPage
from app.errors import AppError, Code
from app.store.schema import PageRow


class PageLooks:
    """Errors of all: PAGE_ABSENT."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def looked(self, page_id: str, look: PageLook) -> None:
        """Keep what was found on a page image, and what is proposed to be done to it."""
        page = self._row(page_id)
        page.look, page.text = look_to_text(look), ""

    def set_cleaned(self, page_id: str, *, cleaned: bool) -> None:
        """Do what the look proposes, or leave the image as the scanner gave it."""
        page = self._row(page_id)
        if page.cleaned != cleaned:
            page.cleaned, page.text = cleaned, ""

    def read_as(self, page: ScannedPage, text: str) -> None:
        """Keep what was read from ``page``, unless it was turned or cleaned otherwise since."""
        row = self._row(page.id)
        now = row.rotation, row.cleaned, look_from_text(row.look)
        if now == (page.rotation, page.cleaned, page.look):
            row.text = text

    def _row(self, page_id: str) -> PageRow:
        row = self._session.get(PageRow, page_id)
        if row is None:
            raise AppError(Code.PAGE_ABSENT, page=page_id)
        return row


def look_to_text(look: PageLook) -> str:
    """``look`` for the column ``scan_pages.look``."""
    cleaning = look.cleaning
    return json.dumps(
        {
            "skew": cleaning.skew,
            "box": cleaning.box,
            "white_ground": cleaning.white_ground,
            "despeckle_dpi": cleaning.despeckle_dpi,
            "findings": [each.value for each in look.findings],
            "codes": look.codes,
            "patch": look.patch,
            "fingerprint": look.fingerprint,
        }
    )


def look_from_text(text: str) -> PageLook | None:
    """What ``look_to_text`` wrote; None for the empty text."""
    if not text:
        return None
    said: dict[str, Any] = json.loads(text)
    return PageLook(
        cleaning=Cleaning(
            skew=float(said["skew"]),
            box=PixelBox(*said["box"]) if said["box"] else None,
            white_ground=bool(said["white_ground"]),
            despeckle_dpi=int(said["despeckle_dpi"]),
        ),
        findings=tuple(PageFinding(each) for each in said["findings"]),
        codes=tuple(said["codes"]),
        patch=bool(said["patch"]),
        fingerprint=str(said["fingerprint"]),
    )
