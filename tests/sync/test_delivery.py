"""One delivery after another over a line that fails: what is true after each kind of answer."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.dossier import DossierId, DossierState
from app.domain.officer import Officer, Role
from app.domain.submission import OutboxItem, OutboxKind, OutboxState, QueueHalt
from app.errors import AppError, Cancelled, Code
from app.operations.queue_act import queue_act
from app.store.news import DossierNews
from sync.carrying import Carrier
from sync.contract import ActReceipt, DossierDetail
from sync.delivery import Deliverer, Outcome
from sync.http_province import HttpProvince
from tests.sync.conftest import Desk, sha256
from tests.sync.fault_proxy import GARBAGE, PORTAL, Asked, Fault, answer, problem
from tests.sync.one_by_one import Delivery, OneByOne

DELIVERED, WAITING, REFUSED = OutboxState.DELIVERED, OutboxState.WAITING, OutboxState.REFUSED


def deliver_all(desk: Desk) -> list[Delivery]:
    """Deliver until nothing is due, waiting out every pause."""
    done: list[Delivery] = []
    while len(done) < 100:
        delivery = desk.deliverer().deliver_next()
        done.append(delivery)
        if delivery.outcome in (None, Outcome.HALTED):
            return done
        desk.wait_out()
    raise AssertionError("it never ends")


def at_province(desk: Desk, dossier_id: DossierId) -> list[DossierDetail]:
    return desk.site.received(dossier_id)


def require_exactly_once(desk: Desk, dossier_id: DossierId) -> None:
    """The province has the dossier once, with the bytes of the vault; the counter knows it."""
    (received,) = at_province(desk, dossier_id)
    with desk.store.read() as work:
        dossier = work.dossiers.get(dossier_id)
        items = work.outbox.of_dossier(dossier_id)
    assert {item.state for item in items} == {DELIVERED}
    assert dossier.code == received.dossier.dossier_code
    wanted = [item.payload["sha256"] for item in items if item.kind is OutboxKind.UPLOAD]
    assert [paper.sha256 for paper in received.papers] == wanted
    for each in wanted:
        assert sha256(desk.site.file(each)) == each


def act_of(desk: Desk, dossier_id: DossierId) -> OutboxItem:
    with desk.store.read() as work:
        return work.outbox.of_dossier(dossier_id)[-1]


def test_a_dossier_arrives_with_its_files(desk: Desk) -> None:
    dossier_id = desk.receive(2_000, 1_500_000)
    outcomes = [each.outcome for each in deliver_all(desk)]
    assert outcomes == [Outcome.DELIVERED] * 3 + [None]
    require_exactly_once(desk, dossier_id)
    with desk.store.read() as work:
        assert work.dossiers.get(dossier_id).state is DossierState.RECEIVED
    receipt = ActReceipt.model_validate(act_of(desk, dossier_id).receipt)
    assert receipt.dossier_id == dossier_id


@pytest.mark.parametrize(
    "fault",
    [Fault.DROP, Fault.CUT_REQUEST, Fault.CUT_ANSWER, Fault.LOSE_ANSWER, Fault.TWICE, Fault.SLOW,
     Fault.DAMAGE, GARBAGE, PORTAL, answer(500), answer(503, Retry_After="1"),
     answer(429, Retry_After="1"), answer(302, Location="https://portal.example/")],
)  # fmt: skip
def test_any_fault_once(desk: Desk, fault: Fault | bytes) -> None:
    for method in ("OPTIONS", "POST", "HEAD", "PATCH", "GET"):
        dossier_id = desk.receive()
        desk.site.proxy.once(fault, method=method)
        assert deliver_all(desk)[-1].outcome is None
        require_exactly_once(desk, dossier_id)


@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.TWICE, Fault.CUT_ANSWER])
def test_an_act_whose_answer_is_lost_is_carried_out_once(desk: Desk, fault: Fault) -> None:
    dossier_id = desk.receive()
    desk.site.proxy.once(fault, path="/v1/acts")
    deliver_all(desk)
    acts = [asked for asked in desk.site.proxy.asked if asked.path == "/v1/acts"]
    assert len(acts) == (1 if fault is Fault.TWICE else 2)
    require_exactly_once(desk, dossier_id)


def test_the_key_is_the_same_on_every_repeat(desk: Desk) -> None:
    desk.receive()
    heads: list[bytes] = []
    desk.site.proxy.seen = heads.append
    desk.site.proxy.once(Fault.LOSE_ANSWER, path="/v1/acts")
    deliver_all(desk)
    keys = [
        line
        for head in heads
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"idempotency-key:")
    ]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_failure_says_when_it_goes_again(desk: Desk) -> None:
    dossier_id = desk.receive()
    desk.site.proxy.once(answer(429, Retry_After="600"))
    delivery = desk.deliverer().deliver_next()
    assert delivery.error is not None
    assert (delivery.outcome, delivery.error.code) == (Outcome.PUT_BACK, Code.PROVINCE_BUSY)
    with desk.store.read() as work:
        item, *_ = work.outbox.of_dossier(dossier_id)
        (attempt,) = work.outbox.attempts(item.id)
    assert (item.state, item.last_error) == (WAITING, "province_busy")
    assert item.next_attempt_at is not None
    assert attempt.ended_at is not None
    assert 600 <= (item.next_attempt_at - attempt.ended_at).total_seconds() <= 602
    assert desk.deliverer().deliver_next().outcome is None


def test_the_attempt_is_written_before_the_first_byte(desk: Desk) -> None:
    dossier_id = desk.receive()
    seen: list[tuple[OutboxState, int, str]] = []

    def plan(asked: Asked) -> Fault:
        with desk.store.read() as work:
            item, *_ = work.outbox.of_dossier(dossier_id)
            (attempt,) = work.outbox.attempts(item.id)
        seen.append((item.state, attempt.number, attempt.outcome))
        return Fault.NONE

    desk.site.proxy.plan = plan
    desk.deliverer().deliver_next()
    assert set(seen) == {(OutboxState.SENDING, 1, "")}


def test_a_refusal_waits_for_the_officer_and_for_nobody_else(desk: Desk) -> None:
    refused, other = desk.receive(), desk.receive()
    desk.site.proxy.once(problem(422, "invalid", "Thiếu lệ phí"), path="/v1/acts")
    deliver_all(desk)
    assert desk.states(refused) == [DELIVERED, REFUSED]
    require_exactly_once(desk, other)
    with desk.store.read() as work:
        dossier = work.dossiers.get(refused)
    assert (dossier.state, dossier.refusal) == (DossierState.REFUSED, "Thiếu lệ phí")
    assert at_province(desk, refused) == []


def test_files_that_the_province_lost_are_sent_again(desk: Desk) -> None:
    dossier_id = desk.receive(2_000, 3_000)
    for _ in range(2):
        desk.deliverer().deliver_next()
    lost = act_of(desk, dossier_id).payload["papers"][1]["sha256"]
    place = desk.site.files_folder / "whole" / lost[:2] / lost
    place.unlink()
    outcomes = [each.outcome for each in deliver_all(desk)]
    assert outcomes[0] is Outcome.PUT_BACK
    require_exactly_once(desk, dossier_id)


def test_missing_files_that_this_dossier_never_had_are_a_refusal(desk: Desk) -> None:
    dossier_id = desk.receive()
    never = problem(422, "missing_files", "Thiếu tệp", missing_sha256=["f" * 64])
    desk.site.proxy.once(never, path="/v1/acts")
    deliver_all(desk)
    assert desk.states(dossier_id) == [DELIVERED, REFUSED]


def test_an_expired_session_halts_the_queue_until_the_next_sign_in(desk: Desk) -> None:
    dossier_id = desk.receive()
    desk.tokens.forget()
    assert deliver_all(desk)[-1].outcome is Outcome.HALTED
    assert deliver_all(desk)[-1].outcome is Outcome.HALTED
    with desk.store.read() as work:
        assert work.outbox.halt() is QueueHalt.SIGN_IN
        assert len(work.outbox.attempts(1)) == 1
    desk.sign_in()
    desk.province.close()
    desk.province = desk.new_province()
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.NONE)
    deliver_all(desk)
    require_exactly_once(desk, dossier_id)


def test_the_officers_pause_outlives_a_lost_session(desk: Desk) -> None:
    desk.receive()
    desk.tokens.forget()

    def pause(asked: Asked) -> Fault:
        raise AssertionError("nothing may be sent")

    desk.site.proxy.plan = pause
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.PAUSED)
    assert deliver_all(desk)[-1].outcome is Outcome.HALTED
    with desk.store.read() as work:
        assert work.outbox.halt() is QueueHalt.PAUSED


def test_a_dossier_of_another_unit_does_not_stop_the_others(desk: Desk) -> None:
    foreign, own = desk.receive(), desk.receive()
    desk.site.proxy.once(problem(403, "forbidden", "Hồ sơ của đơn vị khác"), path="/v1/acts")
    first = desk.deliverer()
    outcomes = [first.deliver_next().outcome for _ in range(4)]
    assert outcomes.count(Outcome.PUT_BACK) == 1
    assert desk.states(foreign) == [DELIVERED, WAITING]
    require_exactly_once(desk, own)
    with desk.store.read() as work:
        assert work.outbox.halt() is QueueHalt.NONE


def test_papers_of_another_units_dossier_do_not_leave(desk: Desk) -> None:
    """Its officer went home; somebody of another unit signed in on the same counter."""
    foreign = desk.receive(unit_code="H01.31.09")
    own = desk.receive(unit_code="H01.31.02")
    told = desk.province.me().model_dump(exclude={"role"})
    with desk.store.write() as work:
        work.facts.set_officer(Officer(**told, role=Role.COUNTER))
    deliverer = desk.deliverer()
    for _ in range(4):
        deliverer.deliver_next()
    with desk.store.read() as work:
        waiting = work.outbox.of_dossier(foreign)[0]
        assert (waiting.attempts, work.outbox.attempts(waiting.id)) == (0, ())
    assert (waiting.last_error, waiting.last_error_facts) == (
        Code.PROVINCE_FORBIDDEN, {"unit": "H01.31.09"},
    )  # fmt: skip
    assert desk.states(foreign) == [WAITING, WAITING]
    require_exactly_once(desk, own)
    posts = [each for each in desk.site.proxy.asked if each.path == "/v1/uploads"]
    assert sum(each.method == "POST" for each in posts) == 1


def test_an_act_waits_for_whoever_did_it(desk: Desk) -> None:
    """Officers of one unit take turns at a counter."""
    dossier = desk.receive()
    told = desk.province.me().model_dump(exclude={"role"})
    deliver_all(desk)
    for account in ("binh.lv", told["account"]):
        officer = Officer(**{**told, "account": account}, role=Role.COUNTER)
        with desk.store.write() as work:
            work.facts.set_officer(officer)
        if account == "binh.lv":
            act = {"to": "checking", "handled_by": "Phòng Tư pháp"}
            queue_act(
                store=desk.store, dossier_id=dossier, kind="hand_over", content=act, now=desk.now()
            )
    asked = len(desk.site.proxy.asked)
    deliver_all(desk)
    with desk.store.read() as work:
        waiting = work.outbox.of_dossier(dossier)[-1]
        assert work.outbox.halt() is QueueHalt.NONE
    assert (waiting.state, waiting.last_error_facts) == (WAITING, {"account": "binh.lv"})
    assert len(desk.site.proxy.asked) == asked


def test_an_officer_who_is_turned_away_halts_the_queue(desk: Desk) -> None:
    desk.receive()
    desk.site.proxy.plan = lambda _: problem(403, "forbidden", "Tài khoản bị khóa")
    assert deliver_all(desk)[-1].outcome is Outcome.HALTED
    with desk.store.read() as work:
        assert work.outbox.halt() is QueueHalt.SIGN_IN


def test_a_dossier_that_came_under_another_key_is_confirmed_by_its_files(desk: Desk) -> None:
    """This counter's database came from a backup made before the dossier was delivered."""
    dossier_id = desk.receive()
    deliver_all(desk)
    _queue_again(desk, dossier_id)
    deliver_all(desk)
    require_exactly_once(desk, dossier_id)


def test_another_dossier_of_the_same_name_is_not_taken_for_ours(desk: Desk) -> None:
    dossier_id = desk.receive()
    deliver_all(desk)
    again = _queue_again(desk, dossier_id)
    receipt = desk.province.receipt(dossier_id)
    other = receipt.model_copy(update={"files": ()}).model_dump_json().encode()
    desk.site.proxy.once(answer(200, other, Content_Type="application/json"), path="/receipt")
    delivery = desk.deliverer().deliver_next()
    assert delivery.outcome is Outcome.REFUSED
    with desk.store.read() as work:
        item = work.outbox.get(again)
    assert item.last_error_facts["problem"] == "already_received"


def _queue_again(desk: Desk, dossier_id: DossierId) -> int:
    with desk.store.write() as work:
        act = work.outbox.of_dossier(dossier_id)[-1]
        return work.outbox.enqueue(dossier_id, act.kind, act.payload, desk.now()).id


def test_a_receipt_without_all_files_is_no_receipt(desk: Desk) -> None:
    dossier_id = desk.receive()
    body = ActReceipt(
        receipt_number="1",
        dossier_id=dossier_id,
        dossier_code="H01.31.02-261123-9999",
        accepted_at=desk.now(),
        files=(),
    ).model_dump_json()
    lie = answer(200, body.encode(), Content_Type="application/json")
    desk.site.proxy.once(lie, path="/v1/acts")
    errors = [each.error.code for each in deliver_all(desk) if each.error is not None]
    assert errors == [Code.RECEIPT_MISMATCH]
    require_exactly_once(desk, dossier_id)


def test_news_that_came_faster_than_the_receipt_stay(desk: Desk) -> None:
    dossier_id = desk.receive()
    desk.deliverer().deliver_next()
    desk.site.proxy.once(Fault.LOSE_ANSWER, path="/v1/acts")
    desk.deliverer().deliver_next()
    (received,) = at_province(desk, dossier_id)
    news = DossierNews(
        dossier_id=dossier_id,
        code=received.dossier.dossier_code,
        state=DossierState.CHECKING,
        procedure_code=received.dossier.procedure_code,
        procedure_name=received.dossier.procedure_name,
        applicant_name=received.dossier.applicant_name,
        handled_by="Phòng Tư pháp",
        received_at=received.dossier.received_at,
        due_at=received.dossier.due_at,
    )
    with desk.store.write() as work:
        work.news.apply((news,), 1, desk.now())
    desk.wait_out()
    deliver_all(desk)
    with desk.store.read() as work:
        assert work.dossiers.get(dossier_id).state is DossierState.CHECKING
    require_exactly_once(desk, dossier_id)


def test_a_file_that_the_vault_lost_holds_up_its_own_dossier_only(desk: Desk) -> None:
    harmed, other = desk.receive(), desk.receive()
    lost = act_of(desk, harmed).payload["papers"][0]["sha256"]
    (desk.folder / "vault" / lost[:2] / f"{lost}.sealed").unlink()
    deliverer = desk.deliverer()
    errors = [deliverer.deliver_next().error for _ in range(4)]
    assert [each.code for each in errors if each] == [Code.VAULT_FILE_DAMAGED]
    require_exactly_once(desk, other)
    assert desk.states(harmed) == [WAITING, WAITING]


def test_a_poisoned_item_holds_up_its_own_dossier_only(desk: Desk) -> None:
    poisoned = desk.receive()
    with desk.store.write() as work:
        act = work.outbox.of_dossier(poisoned)[-1]
        work.outbox.withdraw(poisoned)
        work.outbox.enqueue(poisoned, act.kind, {"kind": "receive_dossier"}, desk.now())
    other = desk.receive()
    deliverer = desk.deliverer()
    done = [deliverer.deliver_next() for _ in range(4)]
    (error,) = [each.error for each in done if each.error]
    assert error.code is Code.UNEXPECTED
    assert error.facts["reference"]
    require_exactly_once(desk, other)


@dataclass
class FullDisk(HttpProvince):
    """The disk is full when the progress of an upload is written down."""

    def __init__(self) -> None:
        pass

    def upload(self, file, progress):
        raise AppError(Code.DISK_FULL, folder="/")


def test_a_full_disk_leaves_the_item_as_it_is(desk: Desk) -> None:
    dossier_id = desk.receive()
    deliverer = Deliverer(desk.store, desk.now, desk.rng.uniform)
    full = OneByOne(deliverer, Carrier(desk.store, desk.vault), FullDisk())
    with pytest.raises(AppError) as caught:
        full.deliver_next()
    assert caught.value.code is Code.DISK_FULL
    assert desk.states(dossier_id)[0] is OutboxState.SENDING
    deliver_all(desk)
    require_exactly_once(desk, dossier_id)


def test_an_upload_stops_between_chunks_and_goes_on_there(desk: Desk, tmp_path: Path) -> None:
    dossier_id = desk.receive(3_500_000)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) == 2  # after the second chunk

    with pytest.raises(Cancelled):
        desk.deliverer(stop).deliver_next()
    with desk.store.read() as work:
        item, *_ = work.outbox.of_dossier(dossier_id)
    assert (item.state, item.sent_bytes) == (OutboxState.WAITING, 2 * 1_048_576)
    desk.site.proxy.asked.clear()
    deliver_all(desk)
    offsets = [each.offset for each in desk.site.proxy.asked if each.method == "PATCH"]
    assert offsets == [2 * 1_048_576, 3 * 1_048_576]
    require_exactly_once(desk, dossier_id)


def test_what_the_province_said_is_in_the_audit_log_once(desk: Desk) -> None:
    """However often it was asked."""
    delivered = desk.receive()
    desk.site.proxy.once(Fault.LOSE_ANSWER, path="/v1/acts")
    deliver_all(desk)
    with desk.store.read() as work:
        [entry] = work.audit.entries()
        code = work.dossiers.get(delivered).code
    assert (entry.dossier_id, entry.act, entry.result) == (delivered, "delivered", "done")
    assert entry.facts == {"kind": "receive_dossier", "number": code}


def test_a_refusal_is_in_the_audit_log(desk: Desk) -> None:
    refused = desk.receive()
    desk.site.proxy.once(problem(422, "invalid", "Thiếu lệ phí"), path="/v1/acts")
    deliver_all(desk)
    with desk.store.read() as work:
        [entry] = work.audit.entries(dossier=refused)
    assert (entry.act, entry.result) == ("refused", "province_refused")
