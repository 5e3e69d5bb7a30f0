"""What may be done with a dossier, and what is filled in before: departments and dates."""

from datetime import datetime

from app.domain.act_rules import choices
from app.domain.dossier import Dossier, DossierState
from app.domain.expected_state import Standing
from app.domain.officer import Officer, Role
from app.errors import AppError, Code
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


def require_offered(
    officer: Officer | None, dossier: Dossier, standing: Standing, kind: str, to: str = ""
) -> None:
    """Errors: SIGN_IN_REQUIRED; ACT_NOT_ALLOWED with ``reason`` ``blocked``, ``role`` or
    ``state``, and ``act``, ``role``, ``dossier_state``.
    """
    if officer is None:
        raise AppError(Code.SIGN_IN_REQUIRED)
    offered = choices(officer.role, standing.expected)
    wanted = [each for each in offered if each.kind == kind and (not to or each.to.value == to)]
    if wanted and not standing.blocked:
        return
    elsewhere = any(
        each.kind == kind for state in DossierState for each in choices(officer.role, state)
    )
    reason = "blocked" if standing.blocked else "state" if elsewhere else "role"
    raise AppError(
        Code.ACT_NOT_ALLOWED, reason=reason, act=kind, role=officer.role.value,
        dossier_state=standing.expected.value, dossier=dossier.shown_code,
    )  # fmt: skip
