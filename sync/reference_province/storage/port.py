"""The port to the province's storage: unfinished files by upload, whole ones by SHA-256."""

import hashlib
from typing import Protocol


class StorageAwayError(Exception):
    """The storage is there for nobody at the moment; come back later."""


class PartSink(Protocol):
    """The end of an unfinished file."""

    def write(self, content: bytes) -> None: ...

    def close(self) -> None:
        """Make what was written durable."""
        ...


class Storage(Protocol):
    """For many threads and processes at once; two never write to one upload at the same time.

    Names are made of random identifiers and hashes only, never of what a counter sent.
    A file has at most 6 MB (domain §2.1), so that a whole one fits into memory.
    """

    def make(self) -> None:
        """Prepare the place."""
        ...

    def begin(self, upload_id: str) -> None:
        """Start the upload from nothing."""
        ...

    def part_size(self, upload_id: str) -> int | None:
        """None when there is no part: it never began, or became a whole file."""
        ...

    def open_part(self, upload_id: str) -> PartSink: ...

    def read_part(self, upload_id: str) -> bytes: ...

    def cut_back(self, upload_id: str, size: int) -> None:
        """Forget the bytes of the upload after ``size``, where an earlier part ended."""
        ...

    def keep(self, upload_id: str, sha256: str) -> None:
        """Make the part the whole file of ``sha256``, durably. Errors: DISK_FULL."""
        ...

    def size(self, sha256: str) -> int | None:
        """Of the whole file, its content not looked at; None when there is none."""
        ...

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """Raises FileNotFoundError."""
        ...

    def forget_part(self, upload_id: str) -> None: ...

    def forget_whole(self, sha256: str) -> None: ...


def holds_unharmed(storage: Storage, sha256: str, size: int) -> bool:
    """Whether the whole file still has the bytes it is named after."""
    if storage.size(sha256) != size:
        return False
    return hashlib.sha256(storage.read(sha256)).hexdigest() == sha256
