"""The bytes of one PATCH, from the line to the disk; what arrived is kept whatever happens."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum, auto

from starlette.requests import ClientDisconnect

from sync.reference_province.storage import PartSink, Storage

GATHERED_BYTES = 262_144
"""Written at once: a way to a thread and back costs more than writing so few bytes does."""
SOON_SECONDS = 0.05
"""So long bytes of a slow line wait for more to be written with."""


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
    arriving = _Arriving(storage, upload_id, content_hash)
    try:
        ending = await _copy(chunks, arriving, room, idle_seconds)
    finally:
        await asyncio.to_thread(arriving.close)
    return Arrival(ending, content_hash)


async def pass_over(chunks: AsyncIterator[bytes], idle_seconds: float) -> Ending:
    """Let bytes go by that are known already."""
    try:
        while await asyncio.wait_for(anext(chunks, None), idle_seconds) is not None:
            pass
    except ClientDisconnect:
        return Ending.TORN
    except TimeoutError:
        return Ending.STALLED
    return Ending.WHOLE


async def _copy(
    chunks: AsyncIterator[bytes], arriving: "_Arriving", room: int, idle_seconds: float
) -> Ending:
    while True:
        try:
            chunk = await _next(chunks, arriving, idle_seconds)
        except ClientDisconnect:
            return Ending.TORN
        except TimeoutError:
            return Ending.STALLED
        if chunk is None:
            return Ending.WHOLE
        if len(chunk) > room:
            return Ending.TOO_MUCH
        room -= len(chunk)
        arriving.gather(chunk)
        if arriving.gathered >= GATHERED_BYTES:
            await asyncio.to_thread(arriving.write)


async def _next(
    chunks: AsyncIterator[bytes], arriving: "_Arriving", idle_seconds: float
) -> bytes | None:
    """None at the end. While a slow line is waited for, nothing stays gathered."""
    coming = asyncio.ensure_future(anext(chunks, None))
    try:
        if arriving.gathered:
            came, _ = await asyncio.wait({coming}, timeout=SOON_SECONDS)
            if not came:
                await asyncio.to_thread(arriving.write)
        return await asyncio.wait_for(coming, idle_seconds)
    finally:
        coming.cancel()


class _Arriving:
    """The end of an upload, opened with the first bytes that are written to it."""

    def __init__(self, storage: Storage, upload_id: str, content_hash: "hashlib._Hash") -> None:
        self._storage, self._upload_id, self._hash = storage, upload_id, content_hash
        self._sink: PartSink | None = None
        self._pieces: list[bytes] = []
        self.gathered = 0

    def gather(self, chunk: bytes) -> None:
        self._pieces.append(chunk)
        self.gathered += len(chunk)

    def write(self) -> None:
        content = b"".join(self._pieces)
        self._pieces, self.gathered = [], 0
        self._hash.update(content)
        if self._sink is None:
            self._sink = self._storage.open_part(self._upload_id)
        self._sink.write(content)

    def close(self) -> None:
        """Make what was gathered durable, and all before it."""
        try:
            if self.gathered:
                self.write()
        finally:
            if self._sink is not None:
                self._sink.close()
