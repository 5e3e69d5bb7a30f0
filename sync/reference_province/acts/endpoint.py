"""``POST /v1/acts``: every act of an officer, and the receipt of the first one."""

from typing import Annotated

from fastapi import APIRouter, Body, Header, Request

from sync.contract import API, Act, ActReceipt, LaterAct, Officer, ReceiveDossier, papers_of
from sync.reference_province.access import Caller, require_unit
from sync.reference_province.acts.carrying_out import carry_out
from sync.reference_province.acts.once import earlier_receipt, key_of
from sync.reference_province.acts.receiving import receipt_of_receiving, receive
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.refusal_told import About, tell_about

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{8,200}$")]

router = APIRouter(prefix=API, tags=["dossiers"])


@router.post(
    "/acts",
    summary="Carry out an act, once for its Idempotency-Key",
    responses=refusals(
        ProblemCode.INVALID,
        ProblemCode.MISSING_FILES,
        ProblemCode.WRONG_CERTIFICATE,
        ProblemCode.CONFLICT,
        ProblemCode.ALREADY_RECEIVED,
        ProblemCode.CHANGED_MEANWHILE,
        ProblemCode.WRONG_STATE,
        ProblemCode.RESULT_MISSING,
        ProblemCode.NUMBER_TAKEN,
        ProblemCode.FORBIDDEN,
        ProblemCode.ROLE_NOT_ALLOWED,
        ProblemCode.NOT_FOUND,
        ProblemCode.TOO_LARGE,
    ),
)
def perform_act(
    *,
    request: Request,
    here: Here,
    officer: Caller,
    act: Annotated[Act, Body()],
    idempotency_key: IdempotencyKey,
) -> ActReceipt:
    """A repeat with the same key and content gets the same receipt, whoever of the unit sends
    it. Everything is written in one transaction."""
    tell_about(request, about(act))
    return perform(here, officer, act, idempotency_key)


def about(act: ReceiveDossier | LaterAct) -> About:
    code = "" if isinstance(act, ReceiveDossier) else act.dossier_code
    return About(act.kind, code, tuple(paper.sha256 for paper in papers_of(act)))


def perform(
    here: Parts, officer: Officer, act: ReceiveDossier | LaterAct, idempotency_key: str
) -> ActReceipt:
    if act.unit_code:
        require_unit(officer, act.unit_code)
    key = key_of(officer, idempotency_key, act)
    with here.database.reading() as session:
        earlier = earlier_receipt(session, key)
    if earlier is not None:
        return earlier
    if isinstance(act, ReceiveDossier):
        return receive(here, officer, act, key)
    return carry_out(here, officer, act, key)


@router.get(
    "/dossiers/{dossier_id}/receipt",
    summary="The receipt of a dossier received before",
    responses=refusals(ProblemCode.NOT_FOUND),
)
def receipt_of_dossier(here: Here, officer: Caller, dossier_id: str) -> ActReceipt:
    """`dossier_id` is the counter's own identifier."""
    with here.database.reading() as session:
        receipt = receipt_of_receiving(session, officer.unit_code, dossier_id)
    if receipt is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return receipt
