"""A dossier that comes in online, with its papers and its payment."""

import base64
import binascii
import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.working_time import VIETNAM
from sync.contract import ProcedureInfo
from sync.reference_province.acts.work import Work, write_down
from sync.reference_province.changes import unit_in_turn
from sync.reference_province.database import Account, Dossier, Paper, Unit, Upload
from sync.reference_province.dossier_rows import dossier_code, next_number, search_text
from sync.reference_province.office_calendar import office_calendar
from sync.reference_province.parts import Parts
from sync.reference_province.passwords import NOBODY
from sync.reference_province.play.told import OnlineAnswer, OnlineDossier, OnlinePaper
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.procedures import find_procedure
from sync.reference_province.tables_of_citizens import PaymentRow
from sync.reference_province.upload_rows import PDF_HEADER

INTERMEDIARY = "VNPT Money"


def file_online(parts: Parts, filed: OnlineDossier) -> OnlineAnswer:
    """Raises ``invalid`` for an unknown unit or procedure, and for what is no PDF."""
    procedure = find_procedure(parts, filed.procedure_code)
    if procedure is None:
        raise invalid("procedure_code")
    contents = [_content(paper) for paper in filed.papers]
    with parts.database.writing() as session:
        if session.get(Unit, filed.unit_code) is None:
            raise invalid("unit_code")
        unit = unit_in_turn(session, filed.unit_code)
        now = parts.clock().astimezone(VIETNAM)
        dossier = _dossier(session, filed, procedure, unit, now)
        session.add(dossier)
        session.flush()
        for position, (paper, content) in enumerate(zip(filed.papers, contents, strict=True), 1):
            _keep(parts, session, unit, content, paper.title)
            session.add(_paper(dossier, paper, content, position))
        reference = _pay(session, filed, procedure, dossier, now)
        write_down(
            Work(
                parts=parts,
                session=session,
                officer=None,
                unit=unit,
                dossier=dossier,
                kind="file_online",
                key="",
                acted_at=now,
            )
        )
    return OnlineAnswer(dossier_code=dossier.code, payment_reference=reference)


def _content(paper: OnlinePaper) -> bytes:
    try:
        content = base64.b64decode(paper.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("papers.content") from error
    if not content.startswith(PDF_HEADER):
        raise invalid("papers.content")
    return content


def _dossier(
    session: Session, filed: OnlineDossier, procedure: ProcedureInfo, unit: Unit, now: datetime
) -> Dossier:
    cases = {case.code: case for case in procedure.cases}
    case = cases.get(filed.case_code or procedure.cases[0].code)
    if case is None:
        raise invalid("case_code")
    number = next_number(session, unit.code, now.date())
    code = dossier_code(unit.code, now.date(), number)
    return Dossier(
        code=code,
        unit_code=unit.code,
        day=now.date(),
        number=number,
        dossier_id=None,
        provisional_code="",
        state="online_waiting",
        filed="online",
        handled_by="",
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        case_code=case.code,
        applicant=filed.applicant.model_dump(mode="json"),
        fees=[{"name": fee.name, "quantity": 1, "amount": fee.amount} for fee in procedure.fees],
        return_way=filed.return_way,
        received_at=now,
        due_at=office_calendar().due_at(now, case.working_days),
        search=search_text(code, filed.applicant.full_name, procedure.name),
    )


def _keep(parts: Parts, session: Session, unit: Unit, content: bytes, title: str) -> None:
    """As if the unit had uploaded the file."""
    name = hashlib.sha256(content).hexdigest()
    known = session.scalar(
        select(Upload).where(Upload.unit_code == unit.code, Upload.sha256 == name)
    )
    if known is not None and known.received_at is not None:
        return
    if known is not None:
        session.delete(known)
        session.flush()
    upload_id = secrets.token_hex(16)
    parts.files.begin(upload_id)
    sink = parts.files.open_part(upload_id)
    sink.write(content)
    sink.close()
    parts.files.keep(upload_id, name)
    session.add(
        Upload(
            id=upload_id,
            unit_code=unit.code,
            account=_citizens_account(session, unit),
            sha256=name,
            length=len(content),
            filename=title[:300],
            created_at=parts.clock(),
            received_at=parts.clock(),
        )
    )
    session.flush()


def _citizens_account(session: Session, unit: Unit) -> str:
    """Files belong to an account; with this one nobody signs in."""
    account = f"cong-dan.{unit.code}"
    if session.get(Account, account) is None:
        session.add(
            Account(
                account=account,
                unit_code=unit.code,
                full_name="Công dân",
                identity_number="",
                department="",
                role="citizen",
                certificate_serial="",
                password=NOBODY,
            )
        )
        session.flush()
    return account


def _paper(dossier: Dossier, paper: OnlinePaper, content: bytes, position: int) -> Paper:
    name = hashlib.sha256(content).hexdigest()
    sent: dict[str, Any] = {
        "paper_id": secrets.token_hex(16),
        "component_code": paper.component_code,
        "title": paper.title,
        "sha256": name,
        "bytes": len(content),
        "pages": max(1, content.count(b"/Type /Page") - content.count(b"/Type /Pages")),
        "signature": None,
    }
    return Paper(
        dossier_code=dossier.code,
        position=position,
        unit_code=dossier.unit_code,
        sha256=name,
        sent=sent,
    )


def _pay(
    session: Session,
    filed: OnlineDossier,
    procedure: ProcedureInfo,
    dossier: Dossier,
    now: datetime,
) -> str:
    amount = sum(fee.amount for fee in procedure.fees)
    if filed.payment is None or not amount:
        return ""
    reference = f"G22.99.2-{now:%y%m%d}{secrets.randbelow(10**6):06d}"
    while session.get(PaymentRow, reference) is not None:
        reference = f"G22.99.2-{now:%y%m%d}{secrets.randbelow(10**6):06d}"
    session.add(
        PaymentRow(
            reference=reference,
            unit_code=dossier.unit_code,
            dossier_code=dossier.code,
            payer=filed.applicant.full_name,
            paid_for=procedure.fees[0].name,
            intermediary=INTERMEDIARY,
            amount=amount,
            state=filed.payment,
            settled=filed.payment == "succeeded",
            at=now,
            trouble="",
            trouble_text="",
            trouble_contact="",
        )
    )
    return reference
