"""The act of receiving a dossier, carried out once for its key."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.working_time import VIETNAM
from sync.contract import (
    API,
    ActReceipt,
    FileReceipt,
    Officer,
    PaperSent,
    ProcedureInfo,
    ReceiveDossier,
)
from sync.reference_province.access import Caller, require_unit
from sync.reference_province.changes import record_change, unit_in_turn
from sync.reference_province.database import Act, Dossier, Upload
from sync.reference_province.dossier_rows import new_dossier, next_number
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.procedures import find_procedure
from sync.reference_province.upload_rows import begin_again, receipt_of

CLOCK_TOLERANCE = timedelta(days=1)
OLDEST_RECEIPT = timedelta(days=366)
"""A counter may have been without a line for long."""

Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{8,200}$")]

router = APIRouter(prefix=API, tags=["dossiers"])


@router.post(
    "/acts",
    summary="Receive a dossier, once for its Idempotency-Key",
    responses=refusals(
        ProblemCode.INVALID,
        ProblemCode.MISSING_FILES,
        ProblemCode.CONFLICT,
        ProblemCode.ALREADY_RECEIVED,
        ProblemCode.TOO_LARGE,
    ),
)
def perform_act(
    here: Here, officer: Caller, act: ReceiveDossier, idempotency_key: Key
) -> ActReceipt:
    """A repeat with the same key and content gets the same receipt, whoever of the unit sends
    it. Everything is written in one transaction."""
    if act.unit_code:
        require_unit(officer, act.unit_code)
    fingerprint = hashlib.sha256(act.model_dump_json().encode()).hexdigest()
    with here.database.reading() as session:
        earlier = _earlier(session, officer.unit_code, idempotency_key, fingerprint, act)
    if earlier is not None:
        return earlier
    procedure = _plausible(here, act)
    files = _files_of(here, officer, act.papers)
    with here.database.writing() as session:
        unit = unit_in_turn(session, officer.unit_code)
        # Asked again, now in turn: the same act may have come over another line meanwhile.
        earlier = _earlier(session, unit.code, idempotency_key, fingerprint, act)
        if earlier is not None:
            return earlier
        now = here.clock().astimezone(VIETNAM)
        number = next_number(session, unit.code, now.date())
        dossier = new_dossier(act, procedure, unit_code=unit.code, day=now.date(), number=number)
        session.add(dossier)
        session.flush()
        receipt = ActReceipt(
            receipt_number=f"BN-{dossier.code}",
            dossier_id=act.dossier_id,
            dossier_code=dossier.code,
            accepted_at=now,
            files=files,
        )
        session.add(_act_row(officer, idempotency_key, fingerprint, receipt))
        record_change(session, unit, dossier, here.clock)
    return receipt


@router.get(
    "/dossiers/{dossier_id}/receipt",
    summary="The receipt of a dossier received before",
    responses=refusals(ProblemCode.NOT_FOUND),
)
def receipt_of_dossier(here: Here, officer: Caller, dossier_id: str) -> ActReceipt:
    """`dossier_id` is the counter's own identifier."""
    with here.database.reading() as session:
        act = _act_of(session, officer.unit_code, dossier_id)
    if act is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return ActReceipt.model_validate(act.receipt)


def _earlier(
    session: Session, unit_code: str, key: str, fingerprint: str, act: ReceiveDossier
) -> ActReceipt | None:
    """The receipt given before for this key. Raises ``conflict`` and ``already_received``."""
    done = session.get(Act, (unit_code, key))
    if done is not None:
        if done.fingerprint != fingerprint:
            raise Refused(ProblemCode.CONFLICT)
        return ActReceipt.model_validate(done.receipt)
    other = _act_of(session, unit_code, act.dossier_id)
    if other is not None:
        raise Refused(ProblemCode.ALREADY_RECEIVED, dossier_code=other.dossier_code)
    return None


def _act_of(session: Session, unit_code: str, dossier_id: str) -> Act | None:
    return session.scalar(
        select(Act)
        .join(Dossier, Dossier.code == Act.dossier_code)
        .where(Dossier.unit_code == unit_code, Dossier.dossier_id == dossier_id)
    )


def _act_row(officer: Officer, key: str, fingerprint: str, receipt: ActReceipt) -> Act:
    return Act(
        unit_code=officer.unit_code,
        key=key,
        fingerprint=fingerprint,
        account=officer.account,
        dossier_code=receipt.dossier_code,
        receipt=receipt.model_dump(mode="json"),
    )


def _plausible(parts: Parts, act: ReceiveDossier) -> ProcedureInfo:
    """The act's procedure. Raises ``invalid`` for what no counter can mean.

    Cases and components are not compared: the procedure may have been changed after a counter
    without a line received the dossier, and that promise stands.
    """
    procedure = find_procedure(parts, act.procedure_code)
    if procedure is None:
        raise invalid("procedure_code")
    now = parts.clock()
    if not now - OLDEST_RECEIPT <= act.received_at <= now + CLOCK_TOLERANCE:
        raise invalid("received_at")
    longest = max(case.working_days for case in procedure.cases)
    # Weekends, public holidays and Tết can double the working days of a limit.
    latest = act.received_at + timedelta(days=2 * longest + 30)
    if not act.received_at <= act.due_at <= latest:
        raise invalid("due_at")
    if len({paper.paper_id for paper in act.papers}) < len(act.papers):
        raise invalid("papers")
    return procedure


def _files_of(
    parts: Parts, officer: Officer, papers: Sequence[PaperSent]
) -> tuple[FileReceipt, ...]:
    """The receipts of the papers' files, their bytes looked at once more.

    Raises ``missing_files`` with the hashes of those that never came whole, were lost or harmed.
    """
    wanted = dict.fromkeys(paper.sha256 for paper in papers)
    query = select(Upload).where(
        Upload.unit_code == officer.unit_code,
        Upload.sha256.in_(wanted),
        Upload.received_at.is_not(None),
    )
    with parts.database.reading() as session:
        received = {upload.sha256: upload for upload in session.scalars(query)}
    missing = [sha256 for sha256 in wanted if not _is_there(parts, received.get(sha256))]
    if missing:
        raise Refused(ProblemCode.MISSING_FILES, missing_sha256=tuple(missing), count=len(missing))
    if any(received[paper.sha256].length != paper.bytes for paper in papers):
        raise invalid("papers.bytes")
    return tuple(receipt_of(received[sha256]) for sha256 in wanted)


def _is_there(parts: Parts, upload: Upload | None) -> bool:
    if upload is None:
        return False
    if parts.files.holds_unharmed(upload.sha256, upload.length):
        return True
    begin_again(parts, upload)
    return False
