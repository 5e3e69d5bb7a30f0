"""What was found on a page, as the store keeps it: JSON, empty where nobody looked."""

import json
from typing import Any

from app.domain.scan import Cleaning, PageFinding, PageLook, PixelBox


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
