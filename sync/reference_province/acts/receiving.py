"""The act of receiving a dossier at a counter."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.working_time import VIETNAM
from sync.contract import ActReceipt, FileReceipt, Officer, ProcedureInfo, ReceiveDossier
from sync.reference_province.acts.carrying_out import CLOCK_TOLERANCE, OLDEST_ACT
from sync.reference_province.acts.files import files_of
from sync.reference_province.acts.once import Key, earlier_receipt, remember
from sync.reference_province.acts.rules import require_receiving_role
from sync.reference_province.acts.work import Work, write_down
from sync.reference_province.changes import unit_in_turn
from sync.reference_province.database import Act, Dossier
from sync.reference_province.dossier_rows import new_dossier, next_number
from sync.reference_province.parts import Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.procedures import find_procedure
from sync.reference_province.reuse import take_over


def receive(parts: Parts, officer: Officer, act: ReceiveDossier, key: Key) -> ActReceipt:
    """Raises ``already_received``, ``invalid`` and ``missing_files``."""
    require_receiving_role(officer)
    with parts.database.reading() as session:
        _require_new(session, officer.unit_code, act.dossier_id)
    procedure = _plausible(parts, act)
    files = files_of(parts, officer, act.papers)
    with parts.database.writing() as session:
        unit = unit_in_turn(session, officer.unit_code)
        # Asked again, now in turn: the same act may have come over another line meanwhile.
        earlier = earlier_receipt(session, key)
        if earlier is not None:
            return earlier
        _require_new(session, unit.code, act.dossier_id)
        take_over(session, parts, officer, act.papers)
        now = parts.clock().astimezone(VIETNAM)
        number = next_number(session, unit.code, now.date())
        dossier = new_dossier(act, procedure, unit_code=unit.code, day=now.date(), number=number)
        session.add(dossier)
        session.flush()
        receipt = _receipt(dossier, now, files)
        remember(session, key, act.kind, officer, receipt)
        write_down(
            Work(
                parts=parts,
                session=session,
                officer=officer,
                unit=unit,
                dossier=dossier,
                kind=act.kind,
                key=key.text,
                acted_at=act.received_at,
                files=files,
            )
        )
    return receipt


def _receipt(dossier: Dossier, now: datetime, files: tuple[FileReceipt, ...]) -> ActReceipt:
    return ActReceipt(
        receipt_number=f"BN-{dossier.code}",
        dossier_id=dossier.dossier_id or "",
        dossier_code=dossier.code,
        accepted_at=now,
        files=files,
        version=dossier.version,
        state=dossier.state,
    )


def receipt_of_receiving(session: Session, unit_code: str, dossier_id: str) -> ActReceipt | None:
    """What was answered when the counter's dossier was received."""
    act = session.scalar(
        select(Act)
        .join(Dossier, Dossier.code == Act.dossier_code)
        .where(
            Dossier.unit_code == unit_code,
            Dossier.dossier_id == dossier_id,
            Act.kind == "receive_dossier",
        )
    )
    return ActReceipt.model_validate(act.receipt) if act else None


def _require_new(session: Session, unit_code: str, dossier_id: str) -> None:
    other = receipt_of_receiving(session, unit_code, dossier_id)
    if other is not None:
        raise Refused(ProblemCode.ALREADY_RECEIVED, dossier_code=other.dossier_code)


def _plausible(parts: Parts, act: ReceiveDossier) -> ProcedureInfo:
    """The act's procedure. Raises ``invalid`` for what no counter can mean.

    Cases and components are not compared: the procedure may have been changed after a counter
    without a line received the dossier, and that promise stands.
    """
    procedure = find_procedure(parts, act.procedure_code)
    if procedure is None:
        raise invalid("procedure_code")
    now = parts.clock()
    if not now - OLDEST_ACT <= act.received_at <= now + CLOCK_TOLERANCE:
        raise invalid("received_at")
    longest = max(case.working_days for case in procedure.cases)
    # Weekends, public holidays and Tết can double the working days of a limit.
    latest = act.received_at + timedelta(days=2 * longest + 30)
    if not act.received_at <= act.due_at <= latest:
        raise invalid("due_at")
    if len({paper.paper_id for paper in act.papers}) < len(act.papers):
        raise invalid("papers")
    return procedure
