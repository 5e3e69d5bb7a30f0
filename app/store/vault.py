"""PDF files by SHA-256, written once and never changed: the one place that touches them."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError, Code
from app.whole_files import disk_errors, whole_file

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class VaultFile:
    sha256: str
    size: int


class Vault:
    """Files under ``root``, two hex digits a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, content: bytes) -> VaultFile:
        """Keep ``content``; durable when this returns. Errors: DISK_FULL."""
        kept = VaultFile(hashlib.sha256(content).hexdigest(), len(content))
        target = self._place(kept.sha256)
        if not self._is_whole(target, kept.sha256):
            with whole_file(target) as part:
                part.write_bytes(content)
            with disk_errors(target):
                target.chmod(0o400)
        return kept

    def read(self, sha256: str) -> bytes:
        """Errors: VAULT_FILE_DAMAGED when the content is gone or no longer what its name says."""
        try:
            content = self._place(sha256).read_bytes()
        except FileNotFoundError as error:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=sha256)
        return content

    @contextmanager
    def plain_file(self, sha256: str) -> Iterator[Path]:
        """A path at which the file can be read within the ``with`` block, and not written.

        Errors: VAULT_FILE_DAMAGED.
        """
        self.read(sha256)
        yield self._place(sha256)

    def _place(self, sha256: str) -> Path:
        if not _SHA256.match(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self._root / sha256[:2] / f"{sha256}.pdf"

    def _is_whole(self, place: Path, sha256: str) -> bool:
        return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == sha256
