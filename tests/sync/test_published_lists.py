"""Lists that the province publishes, kept at the counter."""

import json
from datetime import date, time

import pytest

from app.domain.procedure import CopyKind
from app.domain.published import AgencyKind
from app.errors import AppError, Code
from app.store.changes import Changes
from app.store.mirror import MirroredList
from sync.contract import ProcedureList
from sync.province import Published
from sync.published_lists import fetch_lists
from tests.sync.conftest import ACCOUNT, Desk
from tests.sync.fault_proxy import Asked, Fault, answer, problem


def fetch(desk: Desk) -> None:
    fetch_lists(store=desk.store, province=desk.province)


def published_by(desk: Desk) -> Published[ProcedureList]:
    found = desk.province.procedures()
    assert found is not None
    return found


def test_agencies_officers_and_result_types_are_mirrored(desk: Desk) -> None:
    fetch(desk)
    with desk.store.read() as work:
        agencies, officers = work.mirror.agencies(), work.mirror.officers()
        types = work.mirror.result_types()
    assert {each.kind for each in agencies} >= {AgencyKind.PROVINCE, AgencyKind.COMMUNE}
    codes = {each.code for each in agencies}
    assert all(each.parent in codes for each in agencies if each.parent)
    assert ACCOUNT in {each.account for each in officers}
    assert len({each.unit_code for each in officers}) == 1
    assert all(each.code.startswith("KQ.") and each.name for each in types)
    assert types


def test_the_province_s_calendar_is_the_one_that_counts(desk: Desk) -> None:
    with desk.store.read() as work:
        assert date(2026, 9, 2) not in work.mirror.calendar().holidays
    fetch(desk)
    with desk.store.read() as work:
        calendar, holidays = work.mirror.calendar(), work.mirror.holidays()
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert calendar.hours[0][0] == time(7, 0)
    assert all(each.name for each in holidays)


def test_what_did_not_change_is_neither_sent_nor_written(desk: Desk) -> None:
    fetch(desk)
    told: list[Changes] = []
    desk.store.subscribe(told.append)
    asked: list[Asked] = []
    desk.site.proxy.seen = asked.append
    fetch(desk)
    assert len(asked) == len(MirroredList)
    assert not told
    assert desk.province.agencies(_etag(desk, MirroredList.AGENCIES)) is None


def _etag(desk: Desk, which: MirroredList) -> str:
    with desk.store.read() as work:
        return work.mirror.etag(which)


def test_an_older_province_without_the_lists(desk: Desk) -> None:
    desk.site.proxy.plan = lambda asked: (
        Fault.NONE if "/procedures" in asked.path else problem(404, "not_found", "Không có")
    )
    fetch(desk)
    with desk.store.read() as work:
        assert work.catalogue.procedures()
        assert work.mirror.agencies() == ()
        assert work.mirror.calendar().is_working_day(date(2026, 11, 27))


def test_a_list_that_cannot_be_read_keeps_no_other_back(desk: Desk) -> None:
    desk.site.proxy.plan = lambda asked: (
        answer(200, b"{}", Content_Type="application/json")
        if "/officers" in asked.path
        else Fault.NONE
    )
    with pytest.raises(AppError) as caught:
        fetch(desk)
    assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE
    with desk.store.read() as work:
        assert work.mirror.holidays()
        assert work.mirror.officers() == ()


def test_a_calendar_without_working_hours_is_not_taken(desk: Desk) -> None:
    fetch(desk)
    with desk.store.read() as work:
        before = work.mirror.calendar()
    empty = {"hours": [{"opens": "17:00", "closes": "07:00"}], "weekdays": [0], "holidays": []}
    body = json.dumps(empty | {"version": "2"}).encode()
    desk.site.proxy.plan = lambda asked: (
        answer(200, body, Content_Type="application/json")
        if "/calendar" in asked.path
        else Fault.NONE
    )
    with pytest.raises(AppError):
        fetch(desk)
    with desk.store.read() as work:
        assert work.mirror.calendar() == before


def test_procedures_are_mirrored(desk: Desk) -> None:
    fetch(desk)
    published = {each.code: each for each in published_by(desk).content.procedures}
    with desk.store.read() as work:
        mirrored = work.catalogue.procedures()
    assert {each.code for each in mirrored} == set(published)
    for procedure in mirrored:
        sent = published[procedure.code]
        assert procedure.name == sent.name
        assert [case.working_days for case in procedure.cases] == [
            case.working_days for case in sent.cases
        ]
        assert [part.kind for part in procedure.components] == [
            CopyKind(part.kind) for part in sent.components
        ]


def test_a_province_in_maintenance_takes_no_procedure_away(desk: Desk) -> None:
    fetch(desk)
    desk.site.proxy.plan = lambda _: answer(
        200, b'{"procedures":[]}', Content_Type="application/json"
    )
    with pytest.raises(AppError):
        fetch(desk)
    with desk.store.read() as work:
        assert work.catalogue.procedures()
