"""Where scanned pages can go: components of dossiers that are still at this counter."""

from dataclasses import dataclass

from app.domain.dossier import Dossier, DossierId, DossierState
from app.store.dossiers import DossierFilter
from app.store.store import Store

_OPEN = frozenset({DossierState.DRAFT, DossierState.REFUSED})
_MOST = 100


@dataclass(frozen=True)
class Target:
    """One component of one dossier; an empty ``component_id`` is Giấy tờ khác."""

    dossier_id: DossierId
    component_id: str
    title: str
    """The paper's name."""
    name: str
    """As it stands in the list."""


def read_targets(store: Store) -> tuple[Target, ...]:
    """Components without a paper first, dossier by dossier, newest dossier first."""
    with store.read() as work:
        dossiers = work.dossiers.find(DossierFilter(states=_OPEN, limit=_MOST))
        return tuple(
            target
            for dossier in dossiers
            for target in _of(dossier, {p.component_id for p in work.papers.of_dossier(dossier.id)})
        )


def _of(dossier: Dossier, filled: set[str]) -> list[Target]:
    who = dossier.applicant.full_name or dossier.shown_code
    lines = sorted(dossier.components, key=lambda line: line.id in filled)
    named = [(line.id, line.name) for line in lines]
    return [
        Target(dossier.id, component_id, name, f"{who} · {name}")
        for component_id, name in [*named, ("", "Giấy tờ khác")]
    ]
