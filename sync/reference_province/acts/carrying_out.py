"""Acts about a dossier that the province has: checked, carried out and written down."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.working_time import VIETNAM
from sync.contract import ActReceipt, LaterAct, Officer, TimelineStep, papers_of
from sync.reference_province.access import require_unit
from sync.reference_province.acts.effects import take_effect
from sync.reference_province.acts.files import files_of
from sync.reference_province.acts.once import Key, earlier_receipt, remember
from sync.reference_province.acts.rules import state_after
from sync.reference_province.acts.work import Work, write_down
from sync.reference_province.changes import unit_in_turn
from sync.reference_province.database import Dossier
from sync.reference_province.parts import Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.reuse import take_over
from sync.reference_province.tables_of_acts import TimelineRow
from sync.reference_province.timeline import step_of

CLOCK_TOLERANCE = timedelta(days=1)
OLDEST_ACT = timedelta(days=366)
"""A counter may have been without a line for long."""


def carry_out(parts: Parts, officer: Officer, act: LaterAct, key: Key) -> ActReceipt:
    """Raises what ``rules``, ``effects`` and ``files`` raise, ``changed_meanwhile``, ``invalid``,
    ``not_found`` and ``forbidden``; the dossier is untouched then."""
    if act.account not in ("", officer.account):
        raise Refused(ProblemCode.FORBIDDEN)
    now = parts.clock()
    if not now - OLDEST_ACT <= act.acted_at <= now + CLOCK_TOLERANCE:
        raise invalid("acted_at")
    files = files_of(parts, officer, papers_of(act))
    with parts.database.writing() as session:
        unit = unit_in_turn(session, officer.unit_code)
        earlier = earlier_receipt(session, key)
        if earlier is not None:
            return earlier
        work = Work(
            parts=parts,
            session=session,
            officer=officer,
            unit=unit,
            dossier=_dossier_of(session, officer, act),
            kind=act.kind,
            key=key.text,
            acted_at=act.acted_at,
            files=files,
        )
        state = state_after(officer, act, work.dossier.state)
        _require_version(session, work.dossier, act)
        take_over(session, parts, officer, papers_of(act))
        take_effect(work, act, state)
        work.dossier.version += 1
        write_down(work)
        receipt = _receipt(work)
        remember(session, key, act.kind, officer, receipt)
    return receipt


def _dossier_of(session: Session, officer: Officer, act: LaterAct) -> Dossier:
    if not act.dossier_code and not act.dossier_id:
        raise invalid("dossier_id")
    query = select(Dossier)
    if act.dossier_code:
        query = query.where(Dossier.code == act.dossier_code)
    if act.dossier_id:
        query = query.where(Dossier.dossier_id == act.dossier_id)
        if not act.dossier_code:
            query = query.where(Dossier.unit_code == officer.unit_code)
    dossier = session.scalar(query)
    if dossier is None:
        raise Refused(ProblemCode.NOT_FOUND)
    require_unit(officer, dossier.unit_code)
    return dossier


def _require_version(session: Session, dossier: Dossier, act: LaterAct) -> None:
    if act.expected_version in (None, dossier.version):
        return
    since = (
        select(TimelineRow)
        .where(
            TimelineRow.dossier_code == dossier.code,
            TimelineRow.version > act.expected_version,
        )
        .order_by(TimelineRow.version)
    )
    changes: tuple[TimelineStep, ...] = tuple(step_of(row) for row in session.scalars(since))
    raise Refused(
        ProblemCode.CHANGED_MEANWHILE,
        dossier_code=dossier.code,
        version=dossier.version,
        changes=changes,
        state=dossier.state,
    )


def _receipt(work: Work) -> ActReceipt:
    code, item = work.warehouse
    return ActReceipt(
        receipt_number=f"BN-{work.dossier.code}-{work.dossier.version}",
        dossier_id=work.dossier.dossier_id or "",
        dossier_code=work.dossier.code,
        accepted_at=work.now.astimezone(VIETNAM),
        files=work.files,
        version=work.dossier.version,
        state=work.dossier.state,
        warehouse_code=code,
        warehouse_item=item,
    )
