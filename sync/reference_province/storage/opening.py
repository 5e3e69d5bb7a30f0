"""The storage that a URL names."""

from pathlib import Path
from urllib.parse import urlsplit

from sync.reference_province.storage.folder import FilesFolder
from sync.reference_province.storage.port import Storage


def open_storage(url: str, folder: Path) -> Storage:
    """``s3://bucket/prefix?endpoint=https://…&region=…``, or ``folder`` for an empty ``url``.

    Credentials come from where S3 programs look for them (``AWS_ACCESS_KEY_ID`` …).
    Raises ValueError for another kind of URL.
    """
    if not url:
        return FilesFolder(folder)
    if urlsplit(url).scheme != "s3":
        raise ValueError(f"no storage for {urlsplit(url).scheme}://")
    from sync.reference_province.storage.bucket import Bucket
    from sync.reference_province.storage.s3_objects import S3Objects

    return Bucket(S3Objects(url))
