"""The province's change feed, brought into the store."""

import logging
from collections.abc import Callable
from datetime import datetime

from app.domain.dossier import DossierState
from app.errors import AppError, Code
from app.store.news import DossierNews
from app.store.store import Store
from sync.contract import DossierNews as SentNews
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
        version=sent.version,
    )


def _state(sent: SentNews) -> DossierState | None:
    try:
        return DossierState(sent.state)
    except ValueError:
        _log.warning("the province knows a state that this version does not: %r", sent.state)
        return None
