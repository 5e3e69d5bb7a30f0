"""The province's change feed, brought into the store."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import DossierId, DossierState
from app.errors import AppError, Code
from app.store.news import DossierNews
from app.store.store import Store
from sync.changed_meanwhile import change_of
from sync.contract import DossierNews as SentNews
from sync.contract import TimelineStep
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
        meetings = _meetings(store, province, news)
        with store.write() as work:
            if work.news.cursor() != cursor:
                continue  # an officer of another unit signed in, whose feed is another
            work.news.apply(news, page.next, now())
            for met in meetings:
                for item_id in work.collisions.overtaken(met.dossier_id, met.version):
                    changes = tuple(change_of(each) for each in met.steps)
                    work.collisions.note(
                        item_id, version=met.version, state=met.state, changes=changes, now=now()
                    )
        applied += len(news)
        if not page.more:
            break
    return applied


@dataclass(frozen=True)
class _Meeting:
    """News about a dossier for which acts are queued that do not know of it."""

    dossier_id: DossierId
    version: int
    state: str
    steps: tuple[TimelineStep, ...]
    """What was done since the version that the first of these acts expects."""


def _meetings(
    store: Store, province: Province, news: tuple[DossierNews, ...]
) -> tuple[_Meeting, ...]:
    """Who did it is asked before anything is written, for a line may be slow."""
    found: dict[DossierId, tuple[DossierNews, int]] = {}
    with store.read() as work:
        for each in news if work.collisions.can_meet() else ():
            dossier_id = work.news.dossier_of(each)
            items = work.collisions.overtaken(dossier_id, each.version) if dossier_id else ()
            if dossier_id and items:
                expected = int(work.outbox.get(items[0]).payload["expected_version"])
                found[dossier_id] = each, expected
    return tuple(
        _Meeting(dossier_id, each.version, each.state or "", _steps(province, each, expected))
        for dossier_id, (each, expected) in found.items()
    )


def _steps(province: Province, news: DossierNews, expected: int) -> tuple[TimelineStep, ...]:
    """None where the province does not tell this officer."""
    try:
        told = province.timeline(news.code)
    except AppError as error:
        if error.code not in (Code.PROVINCE_REFUSED, Code.PROVINCE_FORBIDDEN):
            raise
        return ()
    return tuple(step for step in told.steps if expected < step.version <= news.version)


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
