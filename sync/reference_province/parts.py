"""What one running province is made of, handed to every request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from sync.reference_province.engine import Database
from sync.reference_province.id_tokens import IdTokenKey
from sync.reference_province.limits import RateLimit
from sync.reference_province.refusals import Refusals
from sync.reference_province.settings import Clock, ProvinceServerSettings
from sync.reference_province.storage import Storage
from sync.reference_province.virus_scan import VirusScan
from sync.reference_province.writers import Writers


@dataclass(frozen=True)
class Parts:
    settings: ProvinceServerSettings
    clock: Clock
    database: Database
    files: Storage
    virus_scan: VirusScan
    writers: Writers
    rate_limit: RateLimit
    refusals: Refusals
    id_token_key: IdTokenKey


async def parts_of(request: Request) -> Parts:
    """On the event loop: a way to a thread and back is felt with hundreds of counters."""
    parts: Parts = request.app.state.parts
    return parts


Here = Annotated[Parts, Depends(parts_of)]
