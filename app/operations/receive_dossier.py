"""Receiving a dossier at the counter: from an empty draft to a place in the queue."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.audit import Act
from app.domain.dossier import Applicant, Dossier, DossierId, ReturnWay
from app.domain.paper import Paper, PaperState
from app.domain.submission import OutboxKind
from app.domain.working_time import VIETNAM, WorkingCalendar
from app.errors import AppError, Code
from app.store.store import Store, Work
from sync.contract import ApplicantSent, FeeSent, PaperSent, ReceiveDossier, SignatureSent

_CITIZEN_NUMBER = re.compile(r"^\d{12}$")


def open_draft(*, store: Store, procedure_code: str, case_code: str, now: datetime) -> Dossier:
    """A new draft of ``procedure_code``. Errors: PROCEDURE_UNKNOWN."""
    with store.write() as work:
        procedure = work.catalogue.procedure(procedure_code)
        return work.dossiers.open_draft(
            procedure=procedure,
            case_code=case_code,
            counter=work.facts.counter_number(),
            now=now.astimezone(VIETNAM),
        )


def choose_procedure(
    *, store: Store, dossier_id: DossierId, procedure_code: str, case_code: str
) -> Dossier:
    """Give a draft another procedure or case. Errors: PROCEDURE_UNKNOWN."""
    with store.write() as work:
        procedure = work.catalogue.procedure(procedure_code)
        return work.dossiers.change_procedure(dossier_id, procedure, case_code)


def write_applicant(*, store: Store, dossier_id: DossierId, applicant: Applicant) -> None:
    """Keep what the officer typed so far; a draft may be incomplete."""
    with store.write() as work:
        work.dossiers.set_applicant(dossier_id, applicant)


def write_terms(
    *,
    store: Store,
    dossier_id: DossierId,
    return_way: ReturnWay,
    fees: Sequence[tuple[str, int, int]],
) -> None:
    """Keep how the result is returned and the fees as (name, quantity, amount)."""
    with store.write() as work:
        work.dossiers.set_terms(dossier_id, return_way=return_way, fees=fees)


def discard_draft(*, store: Store, dossier_id: DossierId) -> None:
    with store.write() as work:
        work.dossiers.discard_draft(dossier_id)
        work.level_goals.forget(dossier_id)
        work.audit.note(Act.DISCARDED, dossier=dossier_id)


def receive_dossier(
    *, store: Store, dossier_id: DossierId, calendar: WorkingCalendar, now: datetime
) -> Dossier:
    """Promise the applicant a date and queue everything for the province, in one transaction.

    A dossier that the province refused may be received again; what was not delivered before is
    taken back first. Errors: SIGN_IN_REQUIRED when nobody ever signed in, APPLICANT_INCOMPLETE
    with ``missing``, IDENTITY_NUMBER_INVALID, COMPONENT_MISSING with ``component``,
    PAPER_NOT_SIGNED with ``paper``, DOSSIER_ALREADY_SUBMITTED.
    """
    received_at = now.astimezone(VIETNAM)
    with store.write() as work:
        officer = work.facts.officer()
        if officer is None:
            raise AppError(Code.SIGN_IN_REQUIRED)
        dossier, papers = work.dossiers.get(dossier_id), work.papers.of_dossier(dossier_id)
        require_complete(dossier, papers)
        procedure = work.catalogue.procedure(dossier.procedure_code)
        days = procedure.case(dossier.case_code).working_days
        due_at = calendar.due_at(received_at, days)
        work.dossiers.submit(dossier_id, received_at=received_at, due_at=due_at)
        dossier = work.dossiers.get(dossier_id)
        work.outbox.withdraw(dossier_id)
        _enqueue(work, dossier, papers, officer.unit_code, now)
        work.audit.note(
            Act.RECEIVED, dossier=dossier_id, code=dossier.shown_code, papers=len(papers)
        )
    return dossier


def require_complete(dossier: Dossier, papers: Sequence[Paper]) -> None:
    """Raise what stands between ``dossier`` and its reception; see :func:`receive_dossier`."""
    require_filled(dossier, papers)
    for paper in papers:
        if paper.state is not PaperState.SIGNED:
            raise AppError(Code.PAPER_NOT_SIGNED, paper=paper.title)


def require_filled(dossier: Dossier, papers: Sequence[Paper]) -> None:
    """As :func:`require_complete`, before the papers are signed."""
    if not dossier.applicant.full_name.strip():
        raise AppError(Code.APPLICANT_INCOMPLETE, missing="full_name")
    if not _CITIZEN_NUMBER.match(dossier.applicant.identity_number):
        raise AppError(Code.IDENTITY_NUMBER_INVALID)
    present = {paper.component_id for paper in papers}
    for line in dossier.components:
        if line.required and line.id not in present:
            raise AppError(Code.COMPONENT_MISSING, component=line.name)
    if not papers:
        raise AppError(Code.COMPONENT_MISSING, component="")


def _enqueue(
    work: Work, dossier: Dossier, papers: Sequence[Paper], unit_code: str, now: datetime
) -> None:
    delivered = {
        item.payload["sha256"]
        for item in work.outbox.of_dossier(dossier.id)
        if item.kind is OutboxKind.UPLOAD and item.delivered_at is not None
    }
    for paper in papers:
        if paper.sha256 in delivered:
            continue
        payload = {
            "paper_id": paper.id,
            "title": paper.title,
            "sha256": paper.sha256,
            "bytes": paper.size_bytes,
        }
        work.outbox.enqueue(dossier.id, OutboxKind.UPLOAD, payload, now)
    act = reception_act(dossier, papers, unit_code)
    work.outbox.enqueue(dossier.id, OutboxKind.RECEIVE_DOSSIER, act.model_dump(mode="json"), now)


def reception_act(dossier: Dossier, papers: Sequence[Paper], unit_code: str) -> ReceiveDossier:
    """The act as it goes over the wire, fixed from now on (docs/decisions/002).

    It names the unit, because another officer may be signed in by the time it is sent.
    """
    applicant = dossier.applicant
    components: Mapping[str, str] = {line.id: line.code for line in dossier.components}
    return ReceiveDossier.model_validate(
        {
            "dossier_id": dossier.id,
            "unit_code": unit_code,
            "provisional_code": dossier.provisional_code,
            "procedure_code": dossier.procedure_code,
            "case_code": dossier.case_code,
            "applicant": ApplicantSent(
                full_name=applicant.full_name.strip(),
                identity_number=applicant.identity_number,
                born=applicant.born,
                gender=applicant.gender.value,
                address=applicant.address,
                phone=applicant.phone,
                email=applicant.email,
                organization=applicant.organization,
            ),
            "papers": [_sent(paper, components.get(paper.component_id, "")) for paper in papers],
            "fees": [
                FeeSent(name=name, quantity=quantity, amount=amount)
                for name, quantity, amount in dossier.fees
            ],
            "return_way": dossier.return_way.value,
            "received_at": dossier.received_at,
            "due_at": dossier.due_at,
        }
    )


def _sent(paper: Paper, component_code: str) -> PaperSent:
    if paper.signature is None:
        raise AppError(Code.PAPER_NOT_SIGNED, paper=paper.title)
    signature = SignatureSent.model_validate(
        {
            "signer": paper.signature.signer,
            "serial": paper.signature.serial,
            "level": paper.signature.level,
            "signed_at": paper.signature.signed_at,
        }
    )
    return PaperSent(
        paper_id=paper.id,
        component_code=component_code,
        title=paper.title,
        sha256=paper.sha256,
        bytes=paper.size_bytes,
        pages=paper.pages,
        signature=signature,
    )
