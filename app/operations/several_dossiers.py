"""Which of several dossiers can take the same act."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.act_rules import HAND_OVER, ActChoice
from app.domain.dossier import Dossier, DossierId
from app.domain.expected_state import standing_of
from app.domain.paper import Paper, PaperState
from app.domain.submission import OutboxItem
from app.errors import AppError
from app.operations.act_offers import require_offered
from app.store.store import Work
from signing.certificates import same_serial

TOGETHER = frozenset(
    {
        "accept_online",
        "approve",
        HAND_OVER,
        "give_opinion",
        "return_with_opinion",
        "refuse",
        "cancel",
    }
)
"""The others ask of each dossier what only it has: a number, who came for it, missing papers."""
MOST = 200
"""Dossiers at a time."""


@dataclass(frozen=True)
class LeftOut:
    dossier: Dossier
    why: AppError


@dataclass(frozen=True)
class Several:
    """What became of one act on several dossiers, in their order."""

    queued: tuple[OutboxItem, ...]
    left_out: tuple[LeftOut, ...]


def own_results(work: Work, dossier_id: DossierId) -> tuple[Paper, ...]:
    """Papers of the dossier that the officer's own certificate signed last: what a leader signed
    in Ký số, all dossiers under one PIN, she need not choose again.
    """
    officer = work.facts.officer()
    serial = officer.certificate_serial if officer else ""
    return tuple(
        each
        for each in work.papers.of_dossier(dossier_id)
        if each.state is PaperState.SIGNED
        and each.signature is not None
        and same_serial(each.signature.serial, serial)
    )


def who_can(
    work: Work, dossiers: Sequence[DossierId], choice: ActChoice
) -> tuple[tuple[Dossier, ...], tuple[LeftOut, ...]]:
    """Which of ``dossiers`` the officer may do ``choice`` with now, and why not the others.

    Errors: DOSSIER_UNKNOWN.
    """
    officer, ready, left_out = work.facts.officer(), list[Dossier](), list[LeftOut]()
    to = choice.to.value if choice.kind == HAND_OVER else ""
    for dossier_id in dossiers:
        dossier = work.dossiers.get(dossier_id)
        standing = standing_of(dossier, work.outbox.of_dossier(dossier_id))
        try:
            require_offered(officer, dossier, standing, choice.kind, to)
        except AppError as error:
            left_out.append(LeftOut(dossier, error))
        else:
            ready.append(dossier)
    return tuple(ready), tuple(left_out)
