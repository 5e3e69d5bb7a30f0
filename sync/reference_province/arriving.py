"""The bytes of one PATCH, from the line to the disk; what arrived is kept whatever happens."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum, auto

from starlette.requests import ClientDisconnect

from sync.reference_province.storage import PartSink, Storage


class Ending(Enum):
    WHOLE = auto()  # the body came to its end
    TORN = auto()  # the sender went away
    STALLED = auto()  # the sender is there or not, but silent
    TOO_MUCH = auto()  # more than the upload has room for


@dataclass(frozen=True)
class Arrival:
    ending: Ending
    content_hash: "hashlib._Hash"


async def take_in(
    chunks: AsyncIterator[bytes],
    storage: Storage,
    upload_id: str,
    *,
    room: int,
    idle_seconds: float,
    algorithm: str,
) -> Arrival:
    """Append ``chunks`` to the upload, at most ``room`` bytes, durably.

    Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    content_hash = hashlib.new(algorithm, usedforsecurity=False)
    sink = await asyncio.to_thread(storage.open_part, upload_id)
    try:
        ending = await _copy(chunks, sink, room, idle_seconds, content_hash)
    finally:
        await asyncio.to_thread(sink.close)
    return Arrival(ending, content_hash)


async def _copy(
    chunks: AsyncIterator[bytes],
    sink: PartSink,
    room: int,
    idle_seconds: float,
    content_hash: "hashlib._Hash",
) -> Ending:
    while True:
        try:
            chunk = await asyncio.wait_for(anext(chunks, None), idle_seconds)
        except ClientDisconnect:
            return Ending.TORN
        except TimeoutError:
            return Ending.STALLED
        if chunk is None:
            return Ending.WHOLE
        if len(chunk) > room:
            return Ending.TOO_MUCH
        room -= len(chunk)
        content_hash.update(chunk)
        await asyncio.to_thread(sink.write, chunk)
