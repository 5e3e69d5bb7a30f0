"""The bytes of one PATCH, from the line to the disk; what arrived is kept whatever happens."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import IO

from starlette.requests import ClientDisconnect

from app.whole_files import disk_errors


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
    chunks: AsyncIterator[bytes], part: Path, *, room: int, idle_seconds: float, algorithm: str
) -> Arrival:
    """Append ``chunks`` to ``part``, at most ``room`` bytes, and flush them to the disk.

    Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    content_hash = hashlib.new(algorithm, usedforsecurity=False)
    with disk_errors(part), part.open("ab", buffering=0) as file:
        ending = await _copy(chunks, file, room, idle_seconds, content_hash)
        await asyncio.to_thread(os.fsync, file.fileno())
    return Arrival(ending, content_hash)


async def _copy(
    chunks: AsyncIterator[bytes],
    file: IO[bytes],
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
        await asyncio.to_thread(file.write, chunk)
