"""What the dialog of an act starts from, read at one moment. No Qt in here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.counter import Counter
from app.domain.act_rules import ActChoice
from app.domain.dossier import Dossier, DossierId
from app.domain.expected_state import Standing, standing_of
from app.domain.officer import Officer
from app.domain.paper import Paper, PaperState
from app.domain.published import ResultType
from app.domain.working_time import VIETNAM
from app.operations.act_offers import departments, promised_date
from app.operations.several_dossiers import LeftOut, own_results, who_can


@dataclass(frozen=True)
class ActSubject:
    choice: ActChoice
    dossier: Dossier
    standing: Standing
    officer: Officer | None
    papers: tuple[Paper, ...]
    """Signed ones of the dossier."""
    departments: tuple[str, ...]
    """The one whose turn it is first."""
    due_at: datetime | None
    """Hẹn trả if it is received now."""
    today: date
    stored: Mapping[str, Mapping[str, Any]]
    """``save_to_warehouse`` of each file of the dossier, filled in, by SHA-256."""
    result_types: tuple[ResultType, ...]
    several: bool = False
    together: tuple[Dossier, ...] = ()
    """Of several: those with which it can be done; ``dossier`` stands for them."""
    left_out: tuple[LeftOut, ...] = ()


def read_subject(counter: Counter, dossier: Dossier, choice: ActChoice) -> ActSubject:
    """Errors: DOSSIER_UNKNOWN."""
    now = counter.now()
    today = now.astimezone(VIETNAM).date()
    with counter.store.read() as work:
        dossier = work.dossiers.get(dossier.id)
        papers = work.papers.of_dossier(dossier.id)
        return ActSubject(
            choice=choice,
            dossier=dossier,
            standing=standing_of(dossier, work.outbox.of_dossier(dossier.id)),
            officer=work.facts.officer(),
            papers=tuple(each for each in papers if each.state is PaperState.SIGNED),
            departments=departments(work, choice.to),
            due_at=promised_date(work, dossier, now),
            today=today,
            stored=_stored(work, dossier, today) if choice.kind == "save_to_warehouse" else {},
            result_types=work.mirror.result_types(),
        )


def read_several(counter: Counter, dossiers: Sequence[DossierId], choice: ActChoice) -> ActSubject:
    """``papers`` are those that she signed herself. Errors: DOSSIER_UNKNOWN."""
    with counter.store.read() as work:
        ready, left_out = who_can(work, dossiers, choice)
        papers = [paper for each in ready for paper in own_results(work, each.id)]
    first = ready[0] if ready else left_out[0].dossier
    return replace(
        read_subject(counter, first, choice),
        several=True,
        together=ready,
        left_out=left_out,
        papers=tuple(papers),
    )


def _stored(work: Any, dossier: Dossier, today: date) -> dict[str, dict[str, Any]]:
    from app.operations.warehouse_offer import files_of_dossier, warehouse_offer

    return {
        file.sha256: warehouse_offer(work, dossier, file, today)
        for file in files_of_dossier(work, dossier.id)
    }
