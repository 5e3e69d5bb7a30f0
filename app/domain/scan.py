"""Scanned pages that are not a paper yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

BatchId = NewType("BatchId", str)
"""A UUID in hex; also the name of the batch's folder under the profile's work folder."""


class BatchState(StrEnum):
    OPEN = "open"  # pages may come, go and turn
    BUILT = "built"  # became a paper
    DISCARDED = "discarded"


@dataclass(frozen=True)
class ScannedPage:
    """One page image on disk; edits are numbers beside it, the image is never rewritten."""

    id: str
    file: str
    """File name within the batch's folder."""
    width_px: int
    height_px: int
    dpi: int
    rotation: int = 0
    """Clockwise quarter turns in degrees: 0, 90, 180 or 270."""


@dataclass(frozen=True)
class ScanBatch:
    id: BatchId
    source: str
    state: BatchState
    started_at: datetime
    dossier_id: str
    component_id: str
    pages: tuple[ScannedPage, ...]
    """In page order, without removed ones."""
