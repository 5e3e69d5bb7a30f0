"""What raising signed files works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence


@dataclass(frozen=True)
class LevelServices:
    """What raising works with; one for a batch, so that everything is asked for once."""

    trust: TrustStore
    timestamper: Timestamper | None
    """None when no service is set."""
    evidence: ValidationEvidence
    now: Callable[[], datetime]
    grace: timedelta = timedelta()
    """How much later than a signature an answer about its certificate must have been given."""
