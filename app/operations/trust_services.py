"""What the settings say of the trust services, put together for one batch."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.settings import Settings
from signing.level_services import LevelServices
from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence


def level_services(
    settings: Settings, *, trust: TrustStore, now: Callable[[], datetime]
) -> LevelServices:
    """What the network is asked through, for one batch: each question once."""
    url = settings.trust.tsa_url
    return LevelServices(
        trust=trust,
        timestamper=Timestamper(url, trust=trust) if url else None,
        evidence=ValidationEvidence(),
        now=now,
        grace=timedelta(minutes=settings.trust.grace_minutes),
    )
