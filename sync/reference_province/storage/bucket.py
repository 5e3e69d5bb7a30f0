"""An S3-compatible bucket that holds the bytes of uploads, for servers on many machines."""

from sync.reference_province.storage.port import StorageAwayError
from sync.reference_province.storage.s3_objects import S3Objects


class Bucket:
    """Implements ``Storage``.

    Objects cannot grow: what each PATCH brought is an object of its own below ``unfinished/``,
    named by the offset at which it begins, and the whole is put together at the end.
    """

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def make(self) -> None:
        """Raises StorageAwayError without the bucket: making one is its owner's affair."""
        if not self._objects.bucket_exists():
            raise StorageAwayError("no such bucket")

    def begin(self, upload_id: str) -> None:
        self.forget_part(upload_id)
        self._objects.put(f"{self._unfinished(upload_id)}begun", b"")

    def part_size(self, upload_id: str) -> int | None:
        pieces = self._objects.sizes_below(self._unfinished(upload_id))
        return sum(pieces.values()) if pieces else None

    def open_part(self, upload_id: str) -> "BucketSink":
        offset = self.part_size(upload_id) or 0
        return BucketSink(self._objects, f"{self._unfinished(upload_id)}{offset:08d}")

    def read_part(self, upload_id: str) -> bytes:
        return b"".join(self._objects.get(key) for key in self._in_order(upload_id))

    def cut_back(self, upload_id: str, size: int) -> None:
        for key in reversed(self._in_order(upload_id)):
            if int(key.rpartition("/")[2]) >= size:
                self._objects.remove(key)

    def keep(self, upload_id: str, sha256: str) -> None:
        self._objects.put(self._whole(sha256), self.read_part(upload_id))
        self.forget_part(upload_id)

    def size(self, sha256: str) -> int | None:
        return self._objects.size(self._whole(sha256))

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        return b"" if length == 0 else self._objects.get(self._whole(sha256), start, length or 0)

    def forget_part(self, upload_id: str) -> None:
        # From the end, and the mark last: what is left of it at any moment is a true beginning.
        for key in reversed(self._in_order(upload_id)):
            self._objects.remove(key)
        self._objects.remove(f"{self._unfinished(upload_id)}begun")

    def forget_whole(self, sha256: str) -> None:
        self._objects.remove(self._whole(sha256))

    def _unfinished(self, upload_id: str) -> str:
        return f"{self._objects.prefix}unfinished/{upload_id}/"

    def _whole(self, sha256: str) -> str:
        return f"{self._objects.prefix}whole/{sha256[:2]}/{sha256}"

    def _in_order(self, upload_id: str) -> list[str]:
        """The keys of what arrived, by offset."""
        found = self._objects.sizes_below(self._unfinished(upload_id))
        return sorted(key for key in found if not key.endswith("/begun"))


class BucketSink:
    """What one PATCH brings, kept in memory until its end: at most 6 MB."""

    def __init__(self, objects: S3Objects, key: str) -> None:
        self._objects, self._key = objects, key
        self._content = bytearray()

    def write(self, content: bytes) -> None:
        self._content += content

    def close(self) -> None:
        if self._content:
            self._objects.put(self._key, bytes(self._content))
