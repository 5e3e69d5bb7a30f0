"""The small reads of intake."""

from collections import Counter as Tally
from dataclasses import dataclass

from app.domain.dossier import Applicant, Dossier, DossierId
from app.domain.paper import Paper
from app.domain.procedure import Procedure
from app.store.dossiers import DossierFilter, DossierOrder
from app.store.store import Store

_LATELY = 50
"""Dossiers that tell which procedures this counter uses."""


@dataclass(frozen=True)
class DraftRead:
    dossier: Dossier
    papers: tuple[Paper, ...]


def read_draft(store: Store, dossier_id: DossierId) -> DraftRead:
    """Errors: DOSSIER_UNKNOWN."""
    with store.read() as work:
        return DraftRead(work.dossiers.get(dossier_id), work.papers.of_dossier(dossier_id))


def read_procedures(store: Store) -> tuple[tuple[Procedure, ...], tuple[str, ...]]:
    """The catalogue, and the codes used lately, most often first."""
    with store.read() as work:
        newest = work.dossiers.find(DossierFilter(order=DossierOrder.NEWEST, limit=_LATELY))
        used = Tally(each.procedure_code for each in newest)
        return work.catalogue.procedures(), tuple(code for code, _ in used.most_common())


def last_known(store: Store, number: str, besides: str) -> Applicant | None:
    """Who ``number`` was when they came last, not counting the dossier ``besides``."""
    wanted = DossierFilter(text=number, order=DossierOrder.NEWEST, limit=5)
    with store.read() as work:
        found = work.dossiers.find(wanted)
    return next(
        (
            each.applicant
            for each in found
            if each.id != besides
            and each.applicant.identity_number == number
            and each.applicant.full_name
        ),
        None,
    )
