"""What the province publishes, brought into the store: dossier news and procedures."""

import logging
from collections.abc import Callable
from datetime import datetime

from app.domain.dossier import DossierState
from app.domain.procedure import Component, CopyKind, Fee, Procedure, ProcedureCase
from app.errors import AppError, Code
from app.store.news import DossierNews
from app.store.store import Store
from sync.contract import DossierNews as SentNews
from sync.contract import ProcedureInfo
from sync.province import Province

_log = logging.getLogger(__name__)


def fetch_news(
    *,
    store: Store,
    province: Province,
    now: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Apply all changes since the cursor and return how many.

    Each page is one transaction with its cursor: a page is applied wholly and never twice.
    Errors: PROVINCE_*, SIGN_IN_REQUIRED, those of the store.
    """
    applied = 0
    while not stop():
        with store.read() as work:
            cursor = work.news.cursor()
        page = province.changes(cursor)
        if page.next < cursor or (page.more and page.next == cursor):
            raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, cursor=cursor, next=page.next)
        if page.next == cursor:
            break
        news = tuple(_news(change.dossier) for change in page.changes)
        with store.write() as work:
            work.news.apply(news, page.next, now())
        applied += len(news)
        if not page.more:
            break
    return applied


def fetch_procedures(*, store: Store, province: Province) -> None:
    """Mirror the province's procedures. Errors: PROVINCE_*, SIGN_IN_REQUIRED."""
    procedures = [_procedure(sent) for sent in province.procedures()]
    if not procedures:
        # A province without procedures is a province in maintenance: keep what there is.
        raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, procedures=0)
    with store.write() as work:
        work.catalogue.replace(procedures)


def _news(sent: SentNews) -> DossierNews:
    return DossierNews(
        dossier_id=sent.dossier_id,
        code=sent.dossier_code,
        state=_state(sent),
        procedure_code=sent.procedure_code,
        procedure_name=sent.procedure_name,
        applicant_name=sent.applicant_name,
        handled_by=sent.handled_by,
        received_at=sent.received_at,
        due_at=sent.due_at,
    )


def _state(sent: SentNews) -> DossierState | None:
    try:
        return DossierState(sent.state)
    except ValueError:
        _log.warning("the province knows a state that this version does not: %r", sent.state)
        return None


def _procedure(sent: ProcedureInfo) -> Procedure:
    return Procedure(
        code=sent.code,
        name=sent.name,
        field=sent.field,
        cases=tuple(ProcedureCase(case.code, case.name, case.working_days) for case in sent.cases),
        components=tuple(
            Component(part.code, part.name, part.copies, CopyKind(part.kind), part.required)
            for part in sent.components
        ),
        fees=tuple(Fee(fee.name, fee.amount) for fee in sent.fees),
    )
