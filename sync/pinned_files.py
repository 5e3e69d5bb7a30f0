"""Pinned dossiers have all their files here."""

import logging
from collections.abc import Callable

from app.domain.dossier import DossierId
from app.domain.pin import PinOutcome
from app.errors import AppError, Code
from app.store.store import Store
from sync.contract import DossierDetail
from sync.file_fetcher import FileFetcher
from sync.province import Province

_log = logging.getLogger(__name__)
_NOT_FOR_US = frozenset({Code.PROVINCE_REFUSED, Code.PROVINCE_FORBIDDEN})


def files_of(told: DossierDetail) -> tuple[str, ...]:
    """SHA-256 of all files of a dossier, each once, in the province's order."""
    listed = (*told.papers, *told.results, *told.other_files)
    return tuple(dict.fromkeys(each.sha256 for each in listed))


class PinnedFiles:
    """Asks about a dossier once for each of its versions."""

    def __init__(self, store: Store, province: Province, fetcher: FileFetcher) -> None:
        self._store, self._province, self._fetcher = store, province, fetcher
        self._done: dict[DossierId, int] = {}

    def fetch(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Bring what is missing; a dossier that this officer may not see, or of which a file comes
        as another, keeps no other back.

        Errors: PROVINCE_*, SIGN_IN_REQUIRED, those of the vault.
        """
        with self._store.read() as work:
            pinned = [(each, work.pins.outcome(each.id)) for each in work.pins.dossiers()]
        unreadable: AppError | None = None
        for dossier, before in pinned:
            known = before is not None and self._done.get(dossier.id) == dossier.version
            if not dossier.code or known:
                continue
            files: tuple[str, ...] = ()
            try:
                files = files_of(self._province.detail(dossier.code))
                for sha256 in files:
                    if stop():
                        return
                    self._fetcher.fetch(sha256)
                self._keep(dossier.id, before, PinOutcome(dossier.version, len(files), told=files))
            except AppError as error:
                failed = PinOutcome(dossier.version, error=error.code.value, told=files)
                self._keep(dossier.id, before, failed)
                if error.code is Code.PROVINCE_ANSWER_UNREADABLE:
                    unreadable = error
                    continue
                if error.code not in _NOT_FOR_US:
                    raise
                _log.info("files of a pinned dossier: %s", error)
            self._done[dossier.id] = dossier.version
        if unreadable is not None:
            raise unreadable

    def _keep(self, dossier_id: DossierId, before: PinOutcome | None, outcome: PinOutcome) -> None:
        """The officer sees at the dossier how it stands."""
        if outcome != before:
            with self._store.write() as work:
                work.pins.note(dossier_id, outcome)
