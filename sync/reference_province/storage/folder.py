"""A folder that holds the bytes of uploads; several processes of one machine may share it."""

import os
from pathlib import Path

from app.whole_files import disk_errors, make_folder, sync_folder


class FilesFolder:
    """Implements ``Storage``."""

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
        part = self.part(upload_id)
        with disk_errors(part):
            part.write_bytes(b"")

    def part_size(self, upload_id: str) -> int | None:
        try:
            return self.part(upload_id).stat().st_size
        except FileNotFoundError:
            return None

    def open_part(self, upload_id: str) -> "FolderSink":
        """Errors: DISK_FULL, PROFILE_UNWRITABLE, here and of what it gives."""
        return FolderSink(self.part(upload_id))

    def read_part(self, upload_id: str) -> bytes:
        return self.part(upload_id).read_bytes()

    def cut_back(self, upload_id: str, size: int) -> None:
        os.truncate(self.part(upload_id), size)

    def keep(self, upload_id: str, sha256: str) -> None:
        part, whole = self.part(upload_id), self.whole(sha256)
        make_folder(whole.parent)
        with disk_errors(whole):
            # A server that died over the last bytes may not have flushed them.
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(whole)
            sync_folder(whole.parent)

    def size(self, sha256: str) -> int | None:
        try:
            return self.whole(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        with self.whole(sha256).open("rb") as file:
            file.seek(start)
            return file.read(-1 if length is None else length)

    def forget_part(self, upload_id: str) -> None:
        self.part(upload_id).unlink(missing_ok=True)

    def forget_whole(self, sha256: str) -> None:
        self.whole(sha256).unlink(missing_ok=True)


class FolderSink:
    def __init__(self, path: Path) -> None:
        self._path = path
        with disk_errors(path):
            self._file = path.open("ab", buffering=0)

    def write(self, content: bytes) -> None:
        with disk_errors(self._path):
            rest = memoryview(content)
            while rest:  # a raw file may take less than it is given
                rest = rest[self._file.write(rest) :]

    def close(self) -> None:
        with disk_errors(self._path), self._file:
            os.fsync(self._file.fileno())
