"""Packages with more than one act of a dossier, and with what must stay behind."""

import json
from contextlib import closing
from datetime import timedelta

import pytest

from app.domain.dossier import DossierId
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from sync.contract import Approve, GiveOpinion, HandOver
from sync.package.importing import ActFate, import_receipt
from sync.reference_province import OfficerSecrets, ProvinceServerSettings, seed
from sync.reference_province.engine import Database
from sync.reference_province.tables_of_acts import AuditRow
from tests.reference_province.clamd_double import running_clamd
from tests.sync.conftest import ACCOUNT, PASSWORD, SPECIALIST, Desk
from tests.sync.packages import UNIT, bring_back, changed, export, settle_in, take
from tests.sync.test_delivery import deliver_all

LEADER = "vuong.tq"
DELIVERED, WAITING = OutboxState.DELIVERED, OutboxState.WAITING


@pytest.fixture(autouse=True)
def _settled(desk: Desk) -> None:
    settle_in(desk)


def then(desk: Desk, dossier: DossierId, opinion: str) -> None:
    """The officer goes on with a dossier that has not left yet."""
    act = GiveOpinion(
        kind="give_opinion", dossier_id=dossier, unit_code=UNIT, acted_at=desk.now(),
        opinion=opinion,
    )  # fmt: skip
    with desk.store.write() as work:
        work.outbox.enqueue(dossier, OutboxKind.ACT, act.model_dump(mode="json"), desk.now())


def opinions(desk: Desk, dossier: DossierId) -> int:
    """How often the province has noted one."""
    (received,) = desk.site.received(dossier)
    return received.dossier.version - 1


def test_a_chain_goes_by_hand_in_its_order(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    then(desk, dossier, "Đủ giấy tờ")
    then(desk, dossier, "Chờ lãnh đạo")
    package, made = export(desk, dossier)
    (packed,) = made.manifest.dossiers
    assert [each.act.kind for each in packed.acts] == [
        "receive_dossier", "give_opinion", "give_opinion",
    ]  # fmt: skip
    told = bring_back(desk, take(desk, package))
    assert {each.fate for each in told} == {ActFate.DELIVERED}
    assert set(desk.states(dossier)) == {DELIVERED}
    assert opinions(desk, dossier) == 2


@pytest.mark.parametrize("sent", range(5))
def test_the_line_takes_a_part_and_the_package_the_whole(desk: Desk, sent: int) -> None:
    dossier = desk.receive(unit_code=UNIT)
    then(desk, dossier, "Đủ giấy tờ")
    then(desk, dossier, "Chờ lãnh đạo")
    package, _ = export(desk, dossier)
    for _ in range(sent):
        desk.deliverer().deliver_next()
    receipt = take(desk, package)
    deliver_all(desk)
    assert {each.fate for each in bring_back(desk, receipt)} == {ActFate.KNOWN}
    assert opinions(desk, dossier) == 2
    assert set(desk.states(dossier)) == {DELIVERED}


def test_a_second_package_after_more_work_repeats_nothing(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    first, _ = export(desk, dossier)
    then(desk, dossier, "Đủ giấy tờ")
    second, _ = export(desk, dossier, name="hai.zip")
    take(desk, first)
    told = bring_back(desk, take(desk, second))
    assert [each.fate for each in told] == [ActFate.DELIVERED] * 2
    assert opinions(desk, dossier) == 1


def test_after_a_refusal_nothing_of_the_dossier_is_tried(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    step = HandOver(
        kind="hand_over", dossier_id=dossier, unit_code=UNIT, acted_at=desk.now(),
        to="returned", handled_by="Bộ phận Một cửa",
    )  # fmt: skip
    with desk.store.write() as work:
        work.outbox.enqueue(dossier, OutboxKind.ACT, step.model_dump(mode="json"), desk.now())
    then(desk, dossier, "Sau bước sai")
    package, _ = export(desk, dossier)
    told = bring_back(desk, take(desk, package))
    assert sorted(each.fate for each in told) == [
        ActFate.DELIVERED, ActFate.REFUSED, ActFate.SILENT,
    ]  # fmt: skip
    assert [each.reason for each in told if each.fate is ActFate.REFUSED] != [""]
    assert opinions(desk, dossier) == 0


def approval(desk: Desk, dossier: DossierId) -> OutboxItem:
    """Queue all that leads to the leader's approval, as if these officers had done it."""
    steps = {"checking": ACCOUNT, "submitted_for_signature": SPECIALIST}
    with desk.store.write() as work:
        received = work.outbox.of_dossier(dossier)[-1].payload
        for to, account in steps.items():
            step = HandOver(
                kind="hand_over", dossier_id=dossier, unit_code=UNIT, account=account,
                acted_at=desk.now(), to=to, handled_by="Lãnh đạo",
            )  # fmt: skip
            work.outbox.enqueue(dossier, OutboxKind.ACT, step.model_dump(mode="json"), desk.now())
        act = Approve(
            kind="approve", dossier_id=dossier, unit_code=UNIT, account=LEADER,
            acted_at=desk.now(), results=received["papers"],
        )  # fmt: skip
        return work.outbox.enqueue(dossier, OutboxKind.ACT, act.model_dump(mode="json"), desk.now())


def test_nobody_approves_by_a_file_in_anothers_name(desk: Desk) -> None:
    """A package is signed by nobody: whoever takes it says for whom they vouch."""
    folder = desk.site.files_folder.parent
    url = f"sqlite:///{folder / 'province.sqlite3'}"
    settings = ProvinceServerSettings(url, desk.site.files_folder, desk.site.url)
    seed(settings, officers={LEADER: OfficerSecrets(PASSWORD)})
    dossier = desk.receive(unit_code=UNIT)
    approve = approval(desk, dossier)
    package, _ = export(desk, dossier)

    told = bring_back(desk, take(desk, package))
    assert [each.fate for each in told if each.act == "approve"] == [ActFate.REFUSED]
    assert desk.site.received(dossier)[0].dossier.state == "submitted_for_signature"
    with closing(Database(url)) as database, database.reading() as session:
        rows = session.query(AuditRow).filter(AuditRow.act == "approve").all()
    assert [(row.account, row.request, row.refused) for row in rows] == [
        (ACCOUNT, "take-package", "role_not_allowed")
    ]

    told = bring_back(desk, take(desk, package, vouched_for=(LEADER,)))
    assert desk.states(dossier)[-1] is DELIVERED
    assert desk.site.received(dossier)[0].dossier.state == "approving"
    with desk.store.read() as work:
        assert work.outbox.get(approve.id).state is DELIVERED


def test_a_package_brings_no_virus(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    with running_clamd() as (url, seen):
        seen.reply = b"stream: Eicar-Test-Signature FOUND"
        told = bring_back(desk, take(desk, package, virus_scan_url=url))
    assert [each.fate for each in told] == [ActFate.REFUSED]
    assert desk.site.received(dossier) == []


def test_what_waits_for_the_officers_word_stays_and_so_does_what_follows(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    then(desk, dossier, "Đủ giấy tờ")
    then(desk, dossier, "Chờ lãnh đạo")
    with desk.store.write() as work:
        work.outbox.ask_again(work.outbox.of_dossier(dossier)[-2].id)
    package, made = export(desk, dossier)
    (packed,) = made.manifest.dossiers
    assert [each.act.kind for each in packed.acts] == ["receive_dossier"]
    assert made.left_out == (packed.shown_code,)
    bring_back(desk, take(desk, package))
    assert desk.states(dossier) == [DELIVERED, DELIVERED, OutboxState.UNCONFIRMED, WAITING]


def test_the_acts_of_another_unit_stay(desk: Desk) -> None:
    dossier = desk.receive(unit_code="H01.31.09")
    with pytest.raises(AppError) as raised:
        export(desk, dossier)
    assert raised.value.code is Code.PACKAGE_EMPTY


def test_a_dossier_that_was_submitted_anew_meanwhile_is_one_dossier(desk: Desk) -> None:
    """The package with the first submission is taken after the second was queued."""
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    with desk.store.write() as work:
        upload, act = work.outbox.of_dossier(dossier)
        work.outbox.withdraw(dossier)
        for item in (upload, act):
            work.outbox.enqueue(dossier, item.kind, item.payload, desk.now())
    receipt = take(desk, package)
    deliver_all(desk)
    bring_back(desk, receipt)
    assert set(desk.states(dossier)) == {DELIVERED}
    assert len(desk.site.received(dossier)) == 1


def test_a_clock_that_is_off_changes_nothing(desk: Desk) -> None:
    dossier = desk.receive(unit_code=UNIT)
    package, _ = export(desk, dossier)
    receipt = take(desk, package)
    desk.ahead = timedelta(days=-400)
    said = json.loads(receipt.read_text())
    told = import_receipt(
        store=desk.store, receipt=changed(receipt, taken_at=said["taken_at"]), now=desk.now()
    )
    assert {each.fate for each in told} == {ActFate.DELIVERED}
