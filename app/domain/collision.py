"""An act of this counter that met what another officer did to the dossier meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.dossier import DossierId


@dataclass(frozen=True)
class ChangeMeanwhile:
    """What somebody else did."""

    act: str
    """``kind`` of an act in sync/contract, or another word of the province for it."""
    full_name: str
    """Of the officer, empty for the citizen and where the province did not say."""
    state: str
    """Of the dossier after it."""
    handled_by: str
    text: str
    """Reason, opinion or note."""
    acted_at: datetime


@dataclass(frozen=True)
class Collision:
    """Both versions: ``act`` as it was queued here, and ``changes`` as the province has them."""

    item_id: int
    dossier_id: DossierId
    act: dict[str, Any]
    version: int
    """Of the dossier at the province after ``changes``."""
    state: str
    changes: tuple[ChangeMeanwhile, ...]
    """Oldest first."""
    noted_at: datetime
