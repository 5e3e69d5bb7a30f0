"""One act on several dossiers: each whole or not at all, and who is left out knows why."""

from dataclasses import replace

import pytest

from app.demo.office import Office
from app.domain.act_rules import HAND_OVER, ActChoice
from app.domain.dossier import Dossier, DossierState
from app.domain.officer import Role
from app.domain.paper import Rect, SignatureFacts
from app.errors import AppError, Code
from app.operations.act_files import ActDesk, ChosenFile
from app.operations.act_on_dossier import act_on_dossier
from app.operations.act_on_several import act_on_several, of_each
from app.operations.several_dossiers import own_results, who_can
from app.store.news import DossierNews
from app.store.store import Store
from tests.operations.results import Results
from tests.operations.test_act_on_dossier import desk, results, sign_in
from tests.store.conftest import NOW

__all__ = ["desk", "results"]
UP = ActChoice(HAND_OVER, DossierState.SUBMITTED_FOR_SIGNATURE)


def told(store: Store, *states: DossierState) -> list[Dossier]:
    news = tuple(
        DossierNews(
            dossier_id="", code=f"H01.31.02-261123-000{number}", state=state,
            procedure_code="1.000894", procedure_name="Kết hôn", applicant_name=f"Người {number}",
            handled_by="", received_at=NOW, due_at=NOW, version=1,
        )
        for number, state in enumerate(states, 1)
    )  # fmt: skip
    with store.write() as work:
        work.news.apply(news, 1, NOW)
        found = [work.pins.with_code(each.code) for each in news]
        return [work.dossiers.get(each) for each in found if each is not None]


def queued(store: Store, dossier: Dossier) -> list[str]:
    with store.read() as work:
        return [item.act_kind or "upload" for item in work.outbox.of_dossier(dossier.id)]


def test_each_is_queued_by_itself(desk: ActDesk) -> None:
    sign_in(desk, Role.SPECIALIST)
    dossiers = told(desk.store, *[DossierState.CHECKING] * 3)
    content = {"to": UP.to.value, "handled_by": "Lãnh đạo", "note": ""}
    ids = [each.id for each in dossiers]

    done = act_on_several(desk, [*ids, ids[0]], HAND_OVER, content)

    assert [item.dossier_id for item in done.queued] == ids, "once each"
    assert len({item.key for item in done.queued}) == 3
    assert not done.left_out
    assert [queued(desk.store, each) for each in dossiers] == [[HAND_OVER]] * 3


def test_who_cannot_take_it_is_left_out_with_the_reason(desk: ActDesk) -> None:
    sign_in(desk, Role.SPECIALIST)
    ready, elsewhere, done_already = told(
        desk.store, DossierState.CHECKING, DossierState.READY, DossierState.CHECKING
    )
    content = {"to": UP.to.value, "handled_by": "Lãnh đạo", "note": ""}
    act_on_dossier(desk, done_already.id, HAND_OVER, content)
    ids = [each.id for each in (elsewhere, ready, done_already)]

    with desk.store.read() as work:
        can, cannot = who_can(work, ids, UP)
    done = act_on_several(desk, ids, HAND_OVER, content)

    assert [each.id for each in can] == [ready.id]
    assert [each.dossier.id for each in cannot] == [elsewhere.id, done_already.id]
    assert [each.why.code for each in cannot] == [Code.ACT_NOT_ALLOWED] * 2
    assert [item.dossier_id for item in done.queued] == [ready.id]
    assert [each.why.facts["dossier_state"] for each in done.left_out] == [
        "ready", "submitted_for_signature",
    ]  # fmt: skip
    assert queued(desk.store, elsewhere) == []


def test_what_is_wrong_for_all_queues_nothing(desk: ActDesk) -> None:
    sign_in(desk, Role.COUNTER)
    dossiers = told(desk.store, *[DossierState.RECEIVED] * 2)

    with pytest.raises(AppError) as caught:
        act_on_several(desk, [each.id for each in dossiers], "cancel", {"reason": "x" * 99_999})

    assert caught.value.code is Code.ACT_INCOMPLETE
    assert caught.value.facts["field"] == "reason"
    assert [queued(desk.store, each) for each in dossiers] == [[], []]


def test_each_is_promised_by_its_own_procedure(desk: ActDesk) -> None:
    sign_in(desk, Role.COUNTER)
    dossiers = told(desk.store, *[DossierState.ONLINE_WAITING] * 2)
    own = [replace(each, due_at=NOW) for each in dossiers]

    done = act_on_several(desk, [each.id for each in own], "accept_online", {})

    assert all(item.payload["due_at"] for item in done.queued)
    assert len(done.queued) == 2


def test_each_is_approved_with_its_own_result(desk: ActDesk, results: Results) -> None:
    sign_in(desk, Role.LEADER)
    first, second, third = told(desk.store, *[DossierState.SUBMITTED_FOR_SIGNATURE] * 3)
    files = {
        first.id: {"results": [ChosenFile(path=results.approved)]},
        second.id: {"results": [ChosenFile(path=results.unsigned)]},
    }

    done = act_on_several(
        desk, [each.id for each in (second, first, third)], "approve", {"opinion": ""}, files
    )

    assert [item.dossier_id for item in done.queued] == [first.id]
    assert queued(desk.store, first) == ["upload", "approve"]
    assert [(each.dossier.id, each.why.code) for each in done.left_out] == [
        (second.id, Code.ACT_FILE_UNVERIFIED),
        (third.id, Code.ACT_INCOMPLETE),
    ]
    assert [queued(desk.store, each) for each in (second, third)] == [[], []]


def test_what_she_signed_herself_is_her_result(
    desk: ActDesk, results: Results, office: Office
) -> None:
    leader = office.person("leader")
    sign_in(desk, Role.LEADER, leader.serial.upper())
    first, second = told(desk.store, *[DossierState.SUBMITTED_FOR_SIGNATURE] * 2)
    kept = desk.vault.add(results.approved.read_bytes())
    place = Rect(20, 700, 180, 740)
    with desk.store.write() as work:
        for serial, sha256 in ((leader.serial, kept.sha256), ("0b", "b" * 64)):
            paper = work.papers.add(
                dossier_id=first.id, component_id="", batch_id=None, title="Quyết định",
                pages=1, dpi=200, sha256="a" * 64, size=1, now=NOW,
            )  # fmt: skip
            facts = SignatureFacts(leader.common_name, serial, "B-B", NOW, 1, place, "valid")
            work.papers.mark_signed(paper.id, sha256=sha256, size=kept.size, facts=facts)
        own = {each.id: own_results(work, each.id) for each in (first, second)}
    assert [paper.sha256 for paper in own[first.id]] == [kept.sha256]
    assert own[second.id] == ()

    chosen = [ChosenFile(paper_id=own[first.id][0].id, component_code=first.id)]
    done = act_on_several(desk, [first.id, second.id], "approve", {}, of_each(chosen))

    [item] = done.queued
    assert [each["sha256"] for each in item.payload["results"]] == [kept.sha256]
    assert [each.dossier.id for each in done.left_out] == [second.id]
