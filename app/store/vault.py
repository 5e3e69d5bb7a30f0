"""PDF files by SHA-256 of their content, sealed, written once and never changed: the one place
that touches them.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.errors import AppError, Code
from app.sealing.keys import Keys
from app.sealing.sealed_content import SealedReader, seal, unseal
from app.whole_files import disk_errors, whole_file
from app.wiping import wipe

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class VaultFile:
    sha256: str
    size: int


class Vault:
    """Files under ``root``, two hex digits a folder, sealed with ``keys``."""

    def __init__(self, root: Path, keys: Keys) -> None:
        self._root, self._keys = root, keys

    def add(self, content: bytes) -> VaultFile:
        """Keep ``content``; durable when this returns. Errors: DISK_FULL."""
        kept = VaultFile(hashlib.sha256(content).hexdigest(), len(content))
        target = self._place(kept.sha256)
        if not self._is_whole(kept.sha256):
            with whole_file(target) as part:
                part.write_bytes(seal(self._keys, content))
            with disk_errors(target):
                target.chmod(0o400)
        return kept

    def read(self, sha256: str) -> bytes:
        """Errors: VAULT_FILE_DAMAGED when the content is gone or no longer what its name says."""
        try:
            content = unseal(self._keys, self._place(sha256).read_bytes())
        except (FileNotFoundError, AppError) as error:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=sha256)
        return content

    def open(self, sha256: str) -> BinaryIO:
        """The content as a stream that holds a chunk of it at a time; whoever reads it through
        compares its hash. Errors: VAULT_FILE_DAMAGED; SEALED_FILE_DAMAGED while it is read.
        """
        try:
            return SealedReader(self._keys, self._place(sha256).open("rb"))
        except (FileNotFoundError, AppError) as error:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=sha256) from error

    def disk_bytes(self, sha256: str) -> int | None:
        """That the file takes on the disk, sealed; None when it is not there. Not read through."""
        try:
            return self._place(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def seal_plain_files(self) -> int:
        """Seal what versions before encryption left readable; returns how many files there were.

        A readable one is overwritten and removed once its sealed one is whole; one that is no
        longer what its name says is left to whoever looks into it.
        """
        done = 0
        for plain in self._root.glob("*/*.pdf"):
            content = plain.read_bytes()
            if hashlib.sha256(content).hexdigest() == plain.stem:
                self.add(content)
                plain.chmod(0o600)
                wipe(plain)
                done += 1
        return done

    def _place(self, sha256: str) -> Path:
        if not _SHA256.match(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self._root / sha256[:2] / f"{sha256}.sealed"

    def _is_whole(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except AppError:
            return False
        return True
