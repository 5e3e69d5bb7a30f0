"""How one reference province is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.working_time import VIETNAM

Clock = Callable[[], datetime]
"""Gives the moment it is, with an offset."""


def vietnam_now() -> datetime:
    return datetime.now(VIETNAM)


@dataclass(frozen=True)
class ProvinceServerSettings:
    database_url: str
    """SQLAlchemy address: ``sqlite:////srv/province.sqlite3`` or ``postgresql+psycopg://…``."""
    files_folder: Path
    """Belongs to one server process, which locks it."""
    public_url: str
    """Address that counters and browsers use, without a slash at the end."""
    access_token_seconds: int = 900
    refresh_token_days: int = 30
    wrong_passwords: int = 5
    """In a row, before the account is blocked for a while."""
    requests_per_minute: int = 6_000
    """Of one account."""
    idle_upload_seconds: float = 10.0
    """A sender silent for so long is taken for dead; what arrived is kept."""
