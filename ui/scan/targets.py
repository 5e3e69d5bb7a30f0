"""Where scanned pages can go: components of dossiers that are still at this counter."""

from contextlib import suppress
from dataclasses import dataclass

from app.domain.dossier import Dossier, DossierId, DossierState
from app.errors import AppError
from app.operations.build_paper import takes_result
from app.store.dossiers import DossierFilter
from app.store.store import Store, Work

_OPEN = frozenset({DossierState.DRAFT, DossierState.REFUSED})
_MOST = 100
RESULT = "Kết quả giải quyết"
"""What a scanned result is called until somebody gives it a better name."""


@dataclass(frozen=True)
class Target:
    """One component of one dossier; an empty ``component_id`` is Giấy tờ khác."""

    dossier_id: DossierId
    component_id: str
    title: str
    """The paper's name."""
    name: str
    """As it stands in the list."""
    result: bool = False
    """A result on paper, of a dossier that was received."""


def read_targets(store: Store, aimed: str = "") -> tuple[Target, ...]:
    """Components without a paper first, dossier by dossier, newest dossier first.

    The result on paper of the dossier ``aimed``, if it is one that takes a result now.
    """
    with store.read() as work:
        dossier = _known(work, aimed)
        if dossier is not None and dossier.state not in _OPEN and takes_result(work, dossier):
            who = dossier.applicant.full_name or dossier.shown_code
            return (Target(dossier.id, "", RESULT, f"{who} · {RESULT}", result=True),)
        dossiers = work.dossiers.find(DossierFilter(states=_OPEN, limit=_MOST))
        return tuple(
            target
            for dossier in dossiers
            for target in _of(dossier, {p.component_id for p in work.papers.of_dossier(dossier.id)})
        )


def _known(work: Work, dossier_id: str) -> Dossier | None:
    """None too for a draft that was thrown away meanwhile."""
    with suppress(AppError):
        return work.dossiers.get(DossierId(dossier_id)) if dossier_id else None
    return None


def _of(dossier: Dossier, filled: set[str]) -> list[Target]:
    who = dossier.applicant.full_name or dossier.shown_code
    lines = sorted(dossier.components, key=lambda line: line.id in filled)
    named = [(line.id, line.name) for line in lines]
    return [
        Target(dossier.id, component_id, name, f"{who} · {name}")
        for component_id, name in [*named, ("", "Giấy tờ khác")]
    ]
