"""Files of the province on demand: into the vault, compared by their hash."""

import hashlib

from app.errors import AppError, Code
from app.store.vault import Vault, VaultFile
from sync.province import Province

MAX_FILE_BYTES = 100_000_000
"""No more than this is held in memory for what a server says."""


class FileFetcher:
    """For one thread. What came of a file before the line broke is kept in memory, never readable
    on the disk, and the next call goes on behind it.
    """

    def __init__(self, province: Province, vault: Vault) -> None:
        self._province, self._vault = province, vault
        self._begun: dict[str, bytearray] = {}

    def fetch(self, sha256: str) -> VaultFile:
        """Have the file ``sha256`` in the vault; nothing is asked when it is there.

        Errors: PROVINCE_*, SIGN_IN_REQUIRED; PROVINCE_REFUSED with ``problem=not_found`` for a
        file that the unit may not have; PROVINCE_ANSWER_UNREADABLE for other bytes; DISK_FULL.
        """
        here = self._here(sha256)
        if here is not None:
            return here
        content = self._begun.setdefault(sha256, bytearray())
        try:
            self._complete(sha256, content)
        except AppError as error:
            if error.code in (Code.PROVINCE_REFUSED, Code.PROVINCE_ANSWER_UNREADABLE):
                self._begun.pop(sha256, None)
            raise
        del self._begun[sha256]
        if hashlib.sha256(content).hexdigest() != sha256:
            raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, sha256=sha256)
        return self._vault.add(bytes(content))

    def _complete(self, sha256: str, content: bytearray) -> None:
        total = len(content) + 1
        while len(content) < total:
            part = self._province.file_part(sha256, len(content))
            total = part.total
            if not part.content or not len(content) < total <= MAX_FILE_BYTES:
                raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, sha256=sha256)
            content += part.content

    def _here(self, sha256: str) -> VaultFile | None:
        try:
            return VaultFile(sha256, len(self._vault.read(sha256)))
        except AppError:
            return None
