"""Where scanned pages can go: components of dossiers that are still at this counter."""

from contextlib import suppress
from dataclasses import dataclass, replace

from app.domain.dossier import Dossier, DossierId, DossierState
from app.domain.expected_state import TAKES_RESULT, standing_of
from app.errors import AppError
from app.operations.build_paper import takes_paper
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
    received: bool = False
    """Of a dossier that was received before: what it gets is signed next."""
    result: bool = False
    """A result on paper."""


def read_targets(store: Store, aimed: str = "") -> tuple[Target, ...]:
    """Components without a paper first, dossier by dossier, newest dossier first.

    Of the received dossier ``aimed`` what it takes now: a result on paper, or a supplement.
    """
    with store.read() as work:
        dossier = _known(work, aimed)
        if dossier is not None and dossier.state not in _OPEN and takes_paper(work, dossier):
            return _of_received(work, dossier)
        dossiers = work.dossiers.find(DossierFilter(states=_OPEN, limit=_MOST))
        return tuple(
            target
            for dossier in dossiers
            for target in _of(dossier, {p.component_id for p in work.papers.of_dossier(dossier.id)})
        )


def _of_received(work: Work, dossier: Dossier) -> tuple[Target, ...]:
    if standing_of(dossier, work.outbox.of_dossier(dossier.id)).expected in TAKES_RESULT:
        who = dossier.applicant.full_name or dossier.shown_code
        name = f"{who} · {RESULT}"
        return (Target(dossier.id, "", RESULT, name, received=True, result=True),)
    filled = {paper.component_id for paper in work.papers.of_dossier(dossier.id)}
    return tuple(replace(each, received=True) for each in _of(dossier, filled))


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
