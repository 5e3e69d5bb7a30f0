"""iGate 2 behind the port: files can be brought there, and nothing else is known."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime

from app.domain.paper import MAX_FILE_BYTES
from app.errors import AppError, Code
from sync.contract import FileReceipt
from sync.igate.client import FILES, IgateClient
from sync.province import FileToUpload, UploadProgress
from sync.unsupported import UnsupportedProvince

_STORED = re.compile(rf"^{FILES}/([A-Za-z0-9_-]+)$")


class IgateProvince(UnsupportedProvince):
    """Implements ``sync.province.Province``. For one thread at a time.

    ``health`` is among what is refused, so that no daemon brings a citizen's papers to a province
    at which no dossier can be made for them.
    """

    def __init__(
        self,
        client: IgateClient,
        *,
        account_id: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``account_id`` is iGate's identifier of the officer's account."""
        self.client = client
        self._account_id, self._now = account_id, now

    def upload(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> FileReceipt:
        """Bring ``file`` and read it back: iGate names no hash, so the bytes themselves are its
        word.

        What an attempt stored is written down as ``upload_url`` and found again. An answer that was
        lost may leave a second copy there: iGate knows no key of a request.
        """
        known = _STORED.match(file.upload_url)
        file_id = known[1] if known else ""
        kept = self.client.file(file_id) if file_id else None
        if kept is None:
            file_id = self.client.store_file(
                _content_of(file), name=f"{file.sha256}.pdf", account_id=self._account_id
            )
            progress(UploadProgress(f"{FILES}/{file_id}", file.size))
            kept = self.client.file(file_id)
        if kept is None or hashlib.sha256(kept).hexdigest() != file.sha256:
            self.client.remove_file(file_id)
            progress(UploadProgress("", 0))
            raise AppError(Code.RECEIPT_MISMATCH, sha256=file.sha256)
        return FileReceipt(sha256=file.sha256, bytes=len(kept), received_at=self._now())

    def close(self) -> None:
        self.client.close()


def _content_of(file: FileToUpload) -> bytes:
    """Errors: FILE_MISSING, VAULT_FILE_DAMAGED."""
    try:
        with file.open() as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise AppError(Code.FILE_MISSING, sha256=file.sha256) from error
    if (hashlib.sha256(content).hexdigest(), len(content)) != (file.sha256, file.size):
        raise AppError(Code.VAULT_FILE_DAMAGED, sha256=file.sha256)
    return content
