"""A dossier that is pinned: whether its files are on this machine for work without a line."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import Dossier


class PinState(StrEnum):
    NONE = "none"  # it is not pinned
    WAITING = "waiting"  # for a line, or for what changed since
    HERE = "here"
    FAILED = "failed"


@dataclass(frozen=True)
class PinOutcome:
    """How the last try to have the files here ended."""

    version: int
    """Of the dossier, as it was asked about."""
    files: int = 0
    """How many are here; 0 after a failure."""
    error: str = ""
    """``app.errors.Code``; empty when all are here."""
    told: tuple[str, ...] = ()
    """SHA-256 of all files of the dossier, as far as the province told."""


def pin_state(dossier: Dossier, outcome: PinOutcome | None) -> PinState:
    if not dossier.pinned:
        return PinState.NONE
    if outcome is None or outcome.version < dossier.version:
        return PinState.WAITING
    return PinState.FAILED if outcome.error else PinState.HERE
