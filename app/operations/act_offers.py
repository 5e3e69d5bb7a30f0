"""What is filled in for the officer before she does an act: departments and dates."""

from datetime import datetime

from app.domain.dossier import Dossier, DossierState
from app.domain.officer import Role
from app.errors import AppError
from app.store.store import Work

_WORKS_ON = {
    DossierState.CHECKING: Role.SPECIALIST,
    DossierState.SUBMITTED_FOR_SIGNATURE: Role.LEADER,
    DossierState.APPROVING: Role.CLERK,
    DossierState.READY: Role.COUNTER,
}
"""Whose turn it is once a dossier has come to a step."""


def departments(work: Work, to: DossierState) -> tuple[str, ...]:
    """Bộ phận of the unit, the one whose turn it is at the step ``to`` first; as mirrored."""
    officers = work.mirror.officers()
    wanted = _WORKS_ON.get(to)
    first = [each.department for each in officers if each.role == wanted]
    rest = sorted(each.department for each in officers)
    return tuple(dict.fromkeys(each for each in (*first, *rest) if each))


def promised_date(work: Work, dossier: Dossier, now: datetime) -> datetime | None:
    """Hẹn trả of a dossier received ``now``, by the time limit of its case; the province's own
    promise where this counter does not know the procedure.
    """
    try:
        procedure = work.catalogue.procedure(dossier.procedure_code)
    except AppError:
        return dossier.due_at
    days = procedure.case(dossier.case_code).working_days
    return work.mirror.calendar().due_at(now, days)
