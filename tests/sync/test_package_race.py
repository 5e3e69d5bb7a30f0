"""Packages and the line together: whichever is first, one dossier, one of each act."""

import json

import pytest

from app.domain.dossier import DossierState
from app.domain.submission import OutboxKind, OutboxState
from app.errors import AppError, Code
from sync.package.importing import ActFate, import_receipt
from sync.package.outstanding import exported_at
from sync.package.receipt import read_receipt
from tests.sync.conftest import ACCOUNT, Desk
from tests.sync.fault_proxy import Fault
from tests.sync.packages import UNIT, bring_back, changed, export, settle_in, take
from tests.sync.test_delivery import deliver_all, require_exactly_once

DELIVERED, WAITING = OutboxState.DELIVERED, OutboxState.WAITING


@pytest.fixture(autouse=True)
def _settled(desk: Desk) -> None:
    settle_in(desk)


def test_a_receipt_brought_back_delivers_what_was_exported(desk: Desk) -> None:
    dossier = desk.receive(2_000, 900_000, unit_code=UNIT)
    package, made = export(desk, dossier)
    assert made.left_out == ()
    assert set(desk.states(dossier)) == {WAITING}
    receipt = take(desk, package)
    assert set(desk.states(dossier)) == {WAITING}  # only the receipt's import says so
    (told,) = bring_back(desk, receipt)
    assert (told.fate, told.act) == (ActFate.DELIVERED, "receive_dossier")
    require_exactly_once(desk, dossier)
    with desk.store.read() as work:
        assert work.dossiers.get(dossier).state is DossierState.RECEIVED
    assert [each.fate for each in bring_back(desk, receipt)] == [ActFate.KNOWN]
    assert deliver_all(desk)[-1].outcome is None
    require_exactly_once(desk, dossier)


def test_the_line_is_back_before_the_package_is_taken(desk: Desk) -> None:
    dossier = desk.receive(2_000, 3_000, unit_code=UNIT)
    package, _ = export(desk, dossier)
    deliver_all(desk)
    require_exactly_once(desk, dossier)
    (told,) = bring_back(desk, take(desk, package))
    assert told.fate is ActFate.KNOWN
    require_exactly_once(desk, dossier)


def test_the_line_is_back_after_the_package_was_taken_and_before_its_receipt(desk: Desk) -> None:
    dossier = desk.receive(2_000, 3_000, unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    deliver_all(desk)
    require_exactly_once(desk, dossier)
    (told,) = bring_back(desk, receipt)
    assert told.fate is ActFate.KNOWN
    require_exactly_once(desk, dossier)


def test_the_line_breaks_in_the_middle_and_the_package_finishes(desk: Desk) -> None:
    dossier = desk.receive(2_500_000, unit_code=UNIT)
    desk.site.proxy.plan = lambda asked: (
        Fault.CUT_REQUEST if asked.method == "PATCH" else Fault.NONE
    )
    desk.deliverer().deliver_next()
    with desk.store.read() as work:
        assert work.outbox.of_dossier(dossier)[0].sent_bytes > 0
    desk.site.proxy.plan = lambda _: Fault.NONE
    package, _ = export(desk, dossier)
    (told,) = bring_back(desk, take(desk, package))
    assert told.fate is ActFate.DELIVERED
    require_exactly_once(desk, dossier)


def test_what_is_in_a_package_never_changes_under_its_key(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    export(desk, dossier)
    with desk.store.write() as work:
        for item in work.outbox.of_dossier(dossier):
            with pytest.raises(ValueError, match="known to the province"):
                work.outbox.rewrite(item.id, item.payload)


def test_who_took_citizens_data_out_is_in_the_audit_log(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    _, made = export(desk, dossier)
    with desk.store.read() as work:
        (noted,) = [each for each in work.audit.whole() if each.act == "package_exported"]
    assert (noted.account, noted.dossier_id) == (ACCOUNT, dossier)
    assert noted.facts == {"package": made.manifest.package_id}


def test_what_is_out_is_marked_and_still_due(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    export(desk, dossier)
    with desk.store.read() as work:
        *_, act = work.outbox.of_dossier(dossier)
        assert act.kind is OutboxKind.RECEIVE_DOSSIER
        assert exported_at(work).keys() == {act.key}
        assert work.outbox.due(desk.now(), 10)


def test_a_receipt_of_other_bytes_delivers_nothing(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    said = json.loads(receipt.read_text())
    for act in said["acts"]:
        act["receipt"]["files"][0]["sha256"] = "0" * 64
    lying = changed(receipt, acts=said["acts"], files=[])
    (told,) = import_receipt(store=desk.store, receipt=lying, now=desk.now())
    assert told.fate is ActFate.MISMATCH
    assert set(desk.states(dossier)) == {WAITING}


def test_a_receipt_of_another_dossier_number_is_told(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    bring_back(desk, receipt)
    said = json.loads(receipt.read_text())
    said["acts"][0]["receipt"]["dossier_code"] = "H01.31.02-261127-9999"
    (told,) = import_receipt(
        store=desk.store, receipt=changed(receipt, acts=said["acts"]), now=desk.now()
    )
    assert told.fate is ActFate.MISMATCH
    require_exactly_once(desk, dossier)


def test_a_partial_receipt_delivers_its_part(desk: Desk) -> None:
    first, second = desk.receive(unit_code=UNIT), desk.receive(unit_code=UNIT)
    package, _ = export(desk)
    receipt = take(desk, package)
    said = json.loads(receipt.read_text())
    with desk.store.read() as work:
        key = work.outbox.of_dossier(first)[-1].key
    partial = changed(receipt, acts=[act for act in said["acts"] if act["key"] == key], files=[])
    told = import_receipt(store=desk.store, receipt=partial, now=desk.now())
    assert sorted(each.fate for each in told) == [ActFate.DELIVERED, ActFate.SILENT]
    assert set(desk.states(first)) == {DELIVERED}
    assert set(desk.states(second)) == {WAITING}
    deliver_all(desk)
    require_exactly_once(desk, second)


def test_a_refusal_by_hand_is_a_refusal(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    said = json.loads(receipt.read_text())
    key = said["acts"][0]["key"]
    no = {"key": key, "refusal": "invalid", "reason": "Thiếu thông tin người nộp."}
    (told,) = import_receipt(store=desk.store, receipt=changed(receipt, acts=[no]), now=desk.now())
    assert (told.fate, told.reason) == (ActFate.REFUSED, "Thiếu thông tin người nộp.")
    with desk.store.read() as work:
        assert work.outbox.of_dossier(dossier)[-1].state is OutboxState.REFUSED
        assert work.dossiers.get(dossier).refusal == "Thiếu thông tin người nộp."
    with pytest.raises(AppError) as raised:
        export(desk, dossier, name="lai.zip")
    assert raised.value.code is Code.PACKAGE_EMPTY


def test_a_receipt_of_another_counter_is_turned_away(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    said = json.loads(receipt.read_text())
    said["acts"][0]["key"] = "00000000-0000-4000-8000-000000000000"
    foreign = changed(receipt, acts=said["acts"], package_id="0" * 32)
    with pytest.raises(AppError) as raised:
        import_receipt(store=desk.store, receipt=foreign, now=desk.now())
    assert raised.value.code is Code.PACKAGE_RECEIPT_FOREIGN
    junk = desk.folder / "junk.json"
    junk.write_text('{"format": "x"}')
    with pytest.raises(AppError) as raised:
        read_receipt(junk)
    assert raised.value.code is Code.PACKAGE_RECEIPT_UNREADABLE


def test_a_failure_under_way_does_not_take_back_what_the_receipt_proved(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    with desk.store.write() as work:
        upload = work.outbox.of_dossier(dossier)[0]
        work.outbox.begin_attempt(upload.id, desk.now())
    bring_back(desk, receipt)
    with desk.store.write() as work:
        work.outbox.put_back(
            upload.id, code="province_answer_lost", facts={}, next_attempt_at=None, now=desk.now()
        )
    assert set(desk.states(dossier)) == {DELIVERED}
