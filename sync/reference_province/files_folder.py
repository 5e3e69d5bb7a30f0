"""Where the bytes of uploads lie: unfinished ones by upload, whole ones by SHA-256."""

import hashlib
import os
from pathlib import Path

from app.whole_files import disk_errors, whole_file


class FilesFolder:
    """Names are made of random identifiers and hashes only, never of what a counter sent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unfinished = root / "unfinished"
        self._whole = root / "whole"

    def make(self) -> None:
        for folder in (self.root, self._unfinished, self._whole):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def part(self, upload_id: str) -> Path:
        """The bytes of an upload so far. Their number is its offset: there is no second truth."""
        return self._unfinished / upload_id

    def whole(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256

    def begin(self, upload_id: str) -> None:
        """Start the upload from nothing."""
        part = self.part(upload_id)
        with disk_errors(part):
            part.write_bytes(b"")

    def part_size(self, upload_id: str) -> int | None:
        """None when there is no part: it never began, or became a whole file."""
        try:
            return self.part(upload_id).stat().st_size
        except FileNotFoundError:
            return None

    def cut_back(self, upload_id: str, size: int) -> None:
        """Forget the bytes of the upload after ``size``."""
        os.truncate(self.part(upload_id), size)

    def keep(self, upload_id: str, sha256: str) -> None:
        """Make the part the whole file of ``sha256``, durably. Errors: DISK_FULL."""
        with whole_file(self.whole(sha256)) as temporary:
            self.part(upload_id).replace(temporary)

    def holds(self, sha256: str, size: int) -> bool:
        """Whether there is a whole file of that name and size, its content not looked at."""
        try:
            return self.whole(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def holds_unharmed(self, sha256: str, size: int) -> bool:
        """Whether the whole file still has the bytes it is named after."""
        return self.holds(sha256, size) and sha256_of(self.whole(sha256)) == sha256

    def forget_part(self, upload_id: str) -> None:
        self.part(upload_id).unlink(missing_ok=True)

    def forget_whole(self, sha256: str) -> None:
        self.whole(sha256).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
