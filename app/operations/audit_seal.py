"""The end of the audit log sealed in a file of the profile, where cutting off the log does not
reach (docs/decisions/021).
"""

import json
import logging

from app.domain.audit import EMPTY, Act, ChainEnd
from app.domain.audit_chain import ChainReport, Sealed
from app.errors import AppError
from app.paths import AUDIT_SEAL, Profile
from app.sealing.keys import Keys
from app.sealing.sealed_content import seal, unseal
from app.store.store import Store
from app.whole_files import write_whole

_log = logging.getLogger(__name__)


class AuditSeal:
    """Of one profile. Only whoever holds the profile's lock moves it on."""

    def __init__(self, profile: Profile, keys: Keys) -> None:
        self._path, self._keys = profile.root / AUDIT_SEAL, keys
        self.remade = False
        """Whether one that was gone or damaged was made anew since the program began."""

    @classmethod
    def opened(cls, profile: Profile, keys: Keys, store: Store) -> "AuditSeal":
        """With its first move, for ``store`` that was just opened."""
        made = cls(profile, keys)
        made.move_on(store)
        return made

    def read(self) -> Sealed:
        if not self._path.exists():
            return Sealed(None)
        try:
            said = json.loads(unseal(self._keys, self._path.read_bytes()))
            return Sealed(ChainEnd(int(said["entries"]), str(said["hash"])))
        except (AppError, OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("the seal of the audit log is unreadable: %s", type(error).__name__)
            return Sealed(None, unreadable=True)

    def move_on(self, store: Store) -> None:
        """Seal the end that the log of ``store`` has now, unless it does not go on from the sealed
        one: then the seal stays, as evidence. Errors: those of the store, DISK_FULL.

        A seal that is gone or damaged is made anew, and the log says so.
        """
        found = self.read()
        with store.read() as work:
            end, once = work.audit.end(), work.audit.sealed_once()
            fits = work.audit.goes_on_from(found.end or EMPTY)
        if end.entries == 0 or end == found.end:
            return
        if not fits:
            _log.warning("the audit log does not go on from its sealed end")
            return
        if found.unreadable or (found.end is None and once):
            with store.write() as work:
                work.audit.note(Act.SEAL_REMADE, unreadable=found.unreadable)
                end = work.audit.end()
            self.remade = True
        self.write(end)
        if not once:
            with store.write() as work:
                work.audit.note_sealed()

    def move_on_if_possible(self, store: Store) -> None:
        """As ``move_on`` where the next time will do, too."""
        try:
            self.move_on(store)
        except AppError as error:
            _log.warning("the audit log is not sealed: %s", error)

    def write(self, end: ChainEnd) -> None:
        said = json.dumps({"entries": end.entries, "hash": end.hash})
        write_whole(self._path, seal(self._keys, said.encode()))

    def examine(self, store: Store) -> ChainReport:
        """Whether the log of ``store`` is what was written."""
        with store.read() as work:
            found = self.read()
            sealed = Sealed(found.end, found.unreadable, expected=work.audit.sealed_once())
            return work.audit.examine(sealed)
