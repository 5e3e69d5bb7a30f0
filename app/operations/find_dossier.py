"""Finding the dossier that somebody names by its number."""

from app.domain.dossier import Dossier
from app.errors import AppError, Code
from app.store.dossiers import DossierFilter
from app.store.store import Work


def find_dossier(work: Work, code: str) -> Dossier:
    """By the province's number or the one that this counter gave. Errors: DOSSIER_UNKNOWN."""
    wanted = code.strip().upper()
    found = work.dossiers.find(DossierFilter(text=wanted)) if wanted else ()
    for dossier in found:
        if wanted in (dossier.code.upper(), dossier.provisional_code.upper()):
            return dossier
    raise AppError(Code.DOSSIER_UNKNOWN, dossier=code)
