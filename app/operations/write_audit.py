"""Writing to the audit log where no transaction of the store is under way."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.audit import Act
from app.errors import AppError, Code
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.store import Store

_log = logging.getLogger(__name__)
_TELLING = frozenset(
    {
        Code.SIGNATURE_NOT_CONFIRMED,
        Code.CLOCK_WRONG,
        Code.TOKEN_REFUSED,
        Code.TOKEN_EXCHANGED,
        Code.TOKEN_REMOVED,
        Code.COPY_OF_ELECTRONIC_ORIGINAL,
        Code.SIGNING_FORBIDDEN_BY_FILE,
    }
)


def is_telling(code: Code) -> bool:
    """Whether an act that failed by ``code`` says something about people, keys or trust, rather
    than about a file or a line.
    """
    return code in _TELLING or code.value.startswith(("pin_", "certificate_", "remote_"))


@dataclass(frozen=True)
class AuditLog:
    """The log of a store, or of none: of a command on a machine without a profile."""

    store: Store | None = None

    def note(self, act: Act, *, dossier: str = "", **facts: str) -> None:
        """In a transaction of its own. Errors: those of the store; then the act must not be."""
        if self.store is not None:
            with self.store.write() as work:
                work.audit.note(act, dossier=dossier, **facts)

    def note_failure(self, act: Act, error: AppError, *, dossier: str = "", **facts: str) -> None:
        """That ``act`` failed, if that is worth knowing; ``error`` stays what is told."""
        if self.store is None or not is_telling(error.code):
            return
        try:
            with self.store.write() as work:
                work.audit.note(act, dossier=dossier, result=error.code.value, **facts)
        except AppError as fault:
            _log.warning("a failure is not in the audit log: %s", fault)


@contextmanager
def audit_log_of(profile: Profile, passphrase: str = "") -> Iterator[AuditLog]:
    """The log of ``profile`` for a command that needs no counter; none where nothing was kept yet.

    The window may be open meanwhile. Errors: those of ``ProfileKey.load`` and ``Store``.
    """
    if not profile.database.exists():
        yield AuditLog()
        return
    keys = ProfileKey(profile, passphrase).load()
    with closing(Store(profile.database, profile.backups, keys)) as store:
        yield AuditLog(store)


def changed_file(before: Path, after: Path) -> dict[str, str]:
    """The SHA-256 of a file outside the store and of what comes of it."""
    told = {"sha256_before": before, "sha256": after}
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in told.items()}
