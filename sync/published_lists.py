"""Lists that the province publishes, mirrored whole with the ETag each of them came with."""

import logging
from collections.abc import Callable
from datetime import time
from typing import TypeVar

from app.domain.procedure import Component, CopyKind, Fee, Procedure, ProcedureCase
from app.domain.published import Agency, AgencyKind, Colleague, Holiday, ResultType
from app.errors import AppError, Code
from app.store.mirror import MirroredList
from app.store.store import Store, Work
from sync.contract import (
    AgencyList,
    ColleagueList,
    ProcedureInfo,
    ProcedureList,
    ResultTypeList,
    WorkCalendar,
)
from sync.province import Province, Published

_log = logging.getLogger(__name__)
_NOT_PUBLISHED = (403, 404)
"""For nobody, or not for this officer."""

M = TypeVar("M")


def fetch_lists(
    *, store: Store, province: Province, stop: Callable[[], bool] = lambda: False
) -> None:
    """Bring all mirrors up to date, each wholly in one transaction.

    What the province has not changed is not written; a list that an older province does not
    publish is left as it is, and one that cannot be read keeps no other back.
    Errors: PROVINCE_*, SIGN_IN_REQUIRED, those of the store.
    """
    unreadable: AppError | None = None
    for fetch in (_procedures, _agencies, _officers, _result_types, _calendar):
        if stop():
            return
        try:
            fetch(store, province)
        except AppError as error:
            if error.facts.get("status") in _NOT_PUBLISHED:
                _log.info("the province does not publish %s", fetch.__name__.lstrip("_"))
            elif error.code is Code.PROVINCE_ANSWER_UNREADABLE:
                unreadable = error
            else:
                raise
    if unreadable is not None:
        raise unreadable


def _mirror(
    store: Store,
    which: MirroredList,
    ask: Callable[[str], Published[M] | None],
    write: Callable[[Work, M, str], None],
) -> None:
    with store.read() as work:
        etag = work.mirror.etag(which)
    found = ask(etag)
    if found is not None:
        with store.write() as work:
            write(work, found.content, found.etag)


def _procedures(store: Store, province: Province) -> None:
    def write(work: Work, sent: ProcedureList, etag: str) -> None:
        if not sent.procedures:
            # A province without procedures is a province in maintenance: keep what there is.
            raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, procedures=0)
        work.catalogue.replace([_procedure(each) for each in sent.procedures])
        work.mirror.note_procedures(etag)

    _mirror(store, MirroredList.PROCEDURES, province.procedures, write)


def _agencies(store: Store, province: Province) -> None:
    def write(work: Work, sent: AgencyList, etag: str) -> None:
        found = [
            Agency(each.code, each.name, AgencyKind(each.kind), each.parent)
            for each in sent.agencies
        ]
        work.mirror.replace_agencies(found, etag)

    _mirror(store, MirroredList.AGENCIES, province.agencies, write)


def _officers(store: Store, province: Province) -> None:
    def write(work: Work, sent: ColleagueList, etag: str) -> None:
        work.mirror.replace_officers([Colleague(**dict(each)) for each in sent.officers], etag)

    _mirror(store, MirroredList.OFFICERS, province.officers, write)


def _result_types(store: Store, province: Province) -> None:
    def write(work: Work, sent: ResultTypeList, etag: str) -> None:
        found = [ResultType(each.code, each.name, each.field) for each in sent.result_types]
        work.mirror.replace_result_types(found, etag)

    _mirror(store, MirroredList.RESULT_TYPES, province.result_types, write)


def _calendar(store: Store, province: Province) -> None:
    def write(work: Work, sent: WorkCalendar, etag: str) -> None:
        hours = _hours(sent)
        if not hours or not set(sent.weekdays) & set(range(7)):
            # By such a calendar nothing would ever fall due.
            raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, calendar="empty")
        work.mirror.replace_calendar(
            hours=hours,
            weekdays=[day for day in sent.weekdays if day in range(7)],
            holidays=[Holiday(each.day, each.name) for each in sent.holidays],
            etag=etag,
        )

    _mirror(store, MirroredList.CALENDAR, province.calendar, write)


def _hours(sent: WorkCalendar) -> list[tuple[time, time]]:
    try:
        spans = sorted(
            (time.fromisoformat(each.opens), time.fromisoformat(each.closes)) for each in sent.hours
        )
    except ValueError as error:  # 24:61
        raise AppError(Code.PROVINCE_ANSWER_UNREADABLE, calendar="hours") from error
    return [(opens, closes) for opens, closes in spans if opens < closes]


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
