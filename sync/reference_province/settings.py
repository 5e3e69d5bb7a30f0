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
    """Belongs to one server, which locks it. Holds the files where ``files_url`` is empty."""
    public_url: str
    """Address that counters and browsers use, without a slash at the end."""
    files_url: str = ""
    """``s3://bucket/prefix?endpoint=…&region=…`` of an S3-compatible storage."""
    virus_scan_url: str = ""
    """``clamd://host:3310`` or ``clamd:///run/clamav/clamd.ctl``; empty for no scan."""
    play: bool = False
    """Also play the citizen and the national side (``/v1/play``)."""
    workers: int = 1
    """Processes that share the database's connections."""
    access_token_seconds: int = 900
    refresh_token_days: int = 30
    wrong_passwords: int = 5
    """In a row, before the account is blocked for a while."""
    requests_per_minute: int = 6_000
    """Of one account."""
    unfinished_bytes: int = 300_000_000
    """Of all uploads that one officer has begun and not finished."""
    longest_queue: int = 200
    """Requests of one process that wait for a thread; the next ones are told to come back."""
    idle_upload_seconds: float = 10.0
    """A sender silent for so long is taken for dead; what arrived is kept."""
