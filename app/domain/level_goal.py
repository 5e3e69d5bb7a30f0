"""The level that a paper's signature is to have, and why it does not have it yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
"""Baseline levels of ETSI EN 319 142-1, lowest first."""


@dataclass(frozen=True)
class RaisedVersion:
    """A file at a higher level beside the one that was delivered, which stays as it is."""

    sha256: str
    size: int
    """Bytes."""
    level: str


@dataclass(frozen=True)
class LevelGoal:
    """Kept for papers whose signature could not be had at the wanted level when it was made, and
    for archived ones (B-LTA), whose time stamp is to be renewed before its certificate ends.
    """

    paper_id: str
    wanted: str
    """One of ``LEVELS``."""
    reason: str
    """An ``app.errors.Code`` value: why it is not there, or not renewed; empty once it is."""
    facts: dict[str, Any]
    """Facts of ``reason``."""
    attempts: int
    next_attempt_at: datetime | None
    """None when it is reached, or can never be."""
    raised: RaisedVersion | None
    """None while the paper's own file is the one that was raised."""
    archived_until: datetime | None = None
    """When the certificate of the last archive time stamp ends; None below B-LTA."""

    def is_due(self, now: datetime, renew_before: timedelta) -> bool:
        """Whether its archive time stamp is to be renewed, ``renew_before`` it ends."""
        return self.archived_until is not None and self.archived_until <= now + renew_before
