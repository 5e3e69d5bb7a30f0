"""Where the bytes of uploads lie, named by a URL: a folder or an S3-compatible bucket."""

from sync.reference_province.storage.opening import open_storage
from sync.reference_province.storage.port import PartSink, Storage

__all__ = ["PartSink", "Storage", "open_storage"]
