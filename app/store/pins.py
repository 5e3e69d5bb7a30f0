"""Dossiers whose files are kept here for work without a line."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.dossier import Dossier, DossierId
from app.domain.pin import PinOutcome
from app.errors import AppError, Code
from app.store.changes import Topic, note
from app.store.dossiers import dossier_of
from app.store.schema import DossierRow, FactRow


class Pins:
    def __init__(self, session: Session) -> None:
        self._session = session

    def set(self, dossier_id: DossierId, *, pinned: bool) -> None:
        """Errors: DOSSIER_UNKNOWN."""
        row = self._session.get(DossierRow, dossier_id)
        if row is None:
            raise AppError(Code.DOSSIER_UNKNOWN, dossier=dossier_id)
        row.pinned = pinned
        outcome = self._session.get(FactRow, _name(dossier_id))
        if outcome is not None:
            self._session.delete(outcome)

    def outcome(self, dossier_id: DossierId) -> PinOutcome | None:
        """How the last try to have its files here ended; None before the first."""
        row = self._session.get(FactRow, _name(dossier_id))
        if row is None:
            return None
        return PinOutcome(**{**row.value, "told": tuple(row.value.get("told", ()))})

    def note(self, dossier_id: DossierId, outcome: PinOutcome) -> None:
        row, name = self._session.get(FactRow, _name(dossier_id)), _name(dossier_id)
        if row is None:
            self._session.add(FactRow(name=name, value=asdict(outcome)))
        else:
            row.value = asdict(outcome)
        note(self._session, Topic.DOSSIERS, dossier_id)

    def with_code(self, code: str) -> DossierId | None:
        """The dossier with the province's number ``code``; None when this counter knows none."""
        found = self._session.scalar(select(DossierRow.id).where(DossierRow.code == code))
        return None if found is None or not code else DossierId(found)

    def dossiers(self) -> tuple[Dossier, ...]:
        rows = self._session.scalars(select(DossierRow).where(DossierRow.pinned))
        return tuple(dossier_of(row) for row in rows)


def _name(dossier_id: DossierId) -> str:
    return f"pin/{dossier_id}"
