"""Dossiers whose files are kept here for work without a line."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.dossier import Dossier, DossierId
from app.errors import AppError, Code
from app.store.dossiers import dossier_of
from app.store.schema import DossierRow


class Pins:
    def __init__(self, session: Session) -> None:
        self._session = session

    def set(self, dossier_id: DossierId, *, pinned: bool) -> None:
        """Errors: DOSSIER_UNKNOWN."""
        row = self._session.get(DossierRow, dossier_id)
        if row is None:
            raise AppError(Code.DOSSIER_UNKNOWN, dossier=dossier_id)
        row.pinned = pinned

    def with_code(self, code: str) -> DossierId | None:
        """The dossier with the province's number ``code``; None when this counter knows none."""
        found = self._session.scalar(select(DossierRow.id).where(DossierRow.code == code))
        return None if found is None or not code else DossierId(found)

    def dossiers(self) -> tuple[Dossier, ...]:
        rows = self._session.scalars(select(DossierRow).where(DossierRow.pinned))
        return tuple(dossier_of(row) for row in rows)
