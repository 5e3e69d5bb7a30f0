"""What each act does to its dossier; the state has been checked and the files are there."""

from datetime import datetime, timedelta
from functools import singledispatch

from sync.contract import (
    AcceptOnline,
    Approve,
    Cancel,
    GiveOpinion,
    HandOver,
    IssueResult,
    LaterAct,
    ReceiveSupplement,
    Refuse,
    ReportPaymentTrouble,
    RequestSupplement,
    ReturnResult,
    ReturnWithOpinion,
    SaveToWarehouse,
)
from sync.reference_province.acts import results, saving
from sync.reference_province.acts.work import Work
from sync.reference_province.dossier_rows import COUNTER, outcome
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.tables_of_citizens import PaymentRow

LONGEST_PROMISE = timedelta(days=3 * 365)
"""Longer than any procedure takes; else a dossier might never be late."""
FINISHED = ("ready", "returned", "cancelled", "online_cancelled")


def take_effect(work: Work, act: LaterAct, state: str) -> None:
    """Change the dossier, which comes into ``state``."""
    _change(act, work)
    work.dossier.state = state
    if state in FINISHED and work.dossier.finished_at is None:
        work.dossier.finished_at = min(act.acted_at, work.now)
        work.dossier.outcome = outcome(work.dossier.finished_at, work.dossier.due_at)


@singledispatch
def _change(act: LaterAct, work: Work) -> None:
    """Each kind of act has its own below; one without is a fault of the program."""
    raise NotImplementedError(act.kind)


_change.register(Approve, lambda act, work: results.approve(work, act))
_change.register(ReturnWithOpinion, lambda act, work: results.send_back(work, act))
_change.register(IssueResult, lambda act, work: results.issue(work, act))
_change.register(ReturnResult, lambda act, work: results.hand_out(work, act))
_change.register(SaveToWarehouse, lambda act, work: saving.save(work, act))


@_change.register
def _accept(act: AcceptOnline, work: Work) -> None:
    dossier = work.dossier
    dossier.handled_by = COUNTER
    dossier.received_at = act.acted_at
    dossier.due_at = _promise(work, act.due_at)
    work.add_papers(act.papers, "component")


@_change.register
def _ask_for_more(act: RequestSupplement, work: Work) -> None:
    work.text = "; ".join((act.reason, *act.wanted))
    work.add_papers((act.form,), "form")


@_change.register
def _take_more(act: ReceiveSupplement, work: Work) -> None:
    work.add_papers(act.papers, "component")
    work.dossier.due_at = _promise(work, act.due_at or work.dossier.due_at)


@_change.register
def _refuse(act: Refuse, work: Work) -> None:
    work.text = act.reason
    work.add_papers((act.form,), "form")


@_change.register
def _cancel(act: Cancel, work: Work) -> None:
    work.text = act.reason


@_change.register
def _hand_over(act: HandOver, work: Work) -> None:
    work.dossier.handled_by, work.text = act.handled_by, act.note


@_change.register
def _give_opinion(act: GiveOpinion, work: Work) -> None:
    work.text = act.opinion
    work.add_papers((act.file,), "opinion")


@_change.register
def _report(act: ReportPaymentTrouble, work: Work) -> None:
    payment = work.session.get(PaymentRow, act.reference)
    if payment is None or payment.dossier_code != work.dossier.code:
        raise Refused(ProblemCode.NOT_FOUND)
    payment.trouble = act.trouble
    payment.trouble_text = act.text
    payment.trouble_contact = act.contact
    work.text = f"{act.reference}: {act.text}"


def _promise(work: Work, due_at: datetime) -> datetime:
    if not work.dossier.received_at <= due_at <= work.now + LONGEST_PROMISE:
        raise invalid("due_at")
    return due_at
