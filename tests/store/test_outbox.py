"""What goes next, and what is true after each kind of answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from app.domain.dossier import Dossier
from app.domain.submission import OutboxItem, OutboxKind, OutboxState, QueueHalt
from app.sealing.keys import Purpose
from app.store.database import open_connection
from app.store.store import Store
from sync.delivery import Deliverer
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def queued(store: Store, draft: Dossier) -> tuple[OutboxItem, OutboxItem]:
    """An upload and the act that needs it."""
    with store.write() as work:
        return (
            work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, {"sha256": "a" * 64}, NOW),
            work.outbox.enqueue(draft.id, OutboxKind.RECEIVE_DOSSIER, {}, NOW),
        )


def due(store: Store, now=NOW) -> int | None:
    with store.read() as work:
        return next(iter(work.outbox.due(now)), None)


def test_a_dossier_goes_in_order(store: Store, queued) -> None:
    upload, act = queued
    assert due(store) == upload.id
    with store.write() as work:
        work.outbox.begin_attempt(upload.id, NOW)
        work.outbox.deliver(upload.id, receipt={"sha256": "a" * 64}, now=NOW)
    assert due(store) == act.id


def test_an_attempt_whose_answer_is_unknown_goes_again_with_its_key(store: Store, queued) -> None:
    with store.write() as work:
        begun = work.outbox.begin_attempt(queued[0].id, NOW)
    assert begun.state is OutboxState.SENDING
    with store.read() as work:
        again = work.outbox.get(work.outbox.due(NOW)[0])
        attempts = work.outbox.attempts(queued[0].id)
    assert again.key == queued[0].key
    assert [(each.number, each.outcome, each.ended_at) for each in attempts] == [(1, "", None)]


def test_a_failed_item_waits_and_says_why(store: Store, queued) -> None:
    with store.write() as work:
        work.outbox.begin_attempt(queued[0].id, NOW)
        work.outbox.put_back(
            queued[0].id, code="province_busy", facts={"x": 1}, next_attempt_at=LATER, now=NOW
        )
    assert due(store) is None
    assert due(store, LATER) == queued[0].id
    with store.read() as work:
        assert work.outbox.next_wake() == LATER
        assert work.outbox.counts().failing == 1
        assert work.outbox.get(queued[0].id).last_error_facts == {"x": 1}
        assert [each.outcome for each in work.outbox.attempts(queued[0].id)] == ["province_busy"]


def test_a_refused_item_holds_its_own_dossier_only(store: Store, queued) -> None:
    with store.write() as work:
        other = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
        )
        next_one = work.outbox.enqueue(other.id, OutboxKind.RECEIVE_DOSSIER, {}, NOW)
        work.outbox.begin_attempt(queued[0].id, NOW)
        work.outbox.refuse(queued[0].id, code="province_refused", facts={}, now=NOW)
    assert due(store) == next_one.id
    with store.write() as work:
        work.outbox.retry(queued[0].id)
    assert due(store) == queued[0].id


def test_uploads_that_the_province_lost_go_before_the_act(store: Store, queued) -> None:
    upload, act = queued
    with store.write() as work:
        work.outbox.begin_attempt(upload.id, NOW)
        work.outbox.deliver(upload.id, receipt={"sha256": "a" * 64}, now=NOW)
        work.outbox.begin_attempt(act.id, NOW)
        assert work.outbox.reopen_uploads(upload.dossier_id, ["a" * 64]) == 1
        work.outbox.put_back(act.id, code="x", facts={}, next_attempt_at=None, now=NOW)
    assert due(store) == upload.id
    with store.read() as work:
        reopened = work.outbox.get(upload.id)
    assert (reopened.state, reopened.receipt, reopened.sent_bytes) == (OutboxState.WAITING, {}, 0)


def test_a_halt_is_remembered(store: Store) -> None:
    with store.write() as work:
        work.outbox.set_halt(QueueHalt.SIGN_IN)
    with store.read() as work:
        assert work.outbox.halt() is QueueHalt.SIGN_IN


def add(store: Store, dossier: Dossier, what: OutboxKind, **payload: object) -> int:
    with store.write() as work:
        return work.outbox.enqueue(dossier.id, what, payload, NOW).id


def all_due(store: Store, besides=()) -> tuple[int, ...]:
    with store.read() as work:
        return work.outbox.due(NOW, 10, besides)


def test_uploads_go_side_by_side_and_acts_after_all_before_them(
    store: Store, draft: Dossier
) -> None:
    first, second = (add(store, draft, OutboxKind.UPLOAD) for _ in range(2))
    act = add(store, draft, OutboxKind.RECEIVE_DOSSIER)
    late = add(store, draft, OutboxKind.UPLOAD)
    assert all_due(store) == (first, second)
    assert all_due(store, besides=[first]) == (second,)
    with store.write() as work:
        for each in (first, second):
            work.outbox.begin_attempt(each, NOW)
        work.outbox.deliver(second, receipt={}, now=NOW)
    assert all_due(store, besides=[first]) == ()
    with store.write() as work:
        work.outbox.deliver(first, receipt={}, now=NOW)
    assert all_due(store) == (act,)
    with store.write() as work:
        work.outbox.begin_attempt(act, NOW)
        work.outbox.deliver(act, receipt={}, now=NOW)
    assert all_due(store) == (late,)


def test_no_paper_of_a_refused_dossier_leaves(store: Store, draft: Dossier) -> None:
    first, second = (add(store, draft, OutboxKind.UPLOAD) for _ in range(2))
    with store.write() as work:
        work.outbox.begin_attempt(second, NOW)
        work.outbox.refuse(second, code="province_refused", facts={}, now=NOW)
    assert all_due(store) == ()
    with store.write() as work:
        work.outbox.retry(second)
    assert all_due(store) == (first, second)


def test_what_was_taken_back_while_it_was_sent_stays_so(store: Store, draft: Dossier) -> None:
    items = [add(store, draft, OutboxKind.UPLOAD, sha256="a" * 64, bytes=5) for _ in range(3)]
    with store.write() as work:
        for each in items:
            work.outbox.begin_attempt(each, NOW)
        work.outbox.withdraw(draft.id)
        work.outbox.put_back(items[0], code="x", facts={}, next_attempt_at=LATER, now=NOW)
        work.outbox.refuse(items[1], code="x", facts={}, now=NOW)
        work.outbox.deliver(items[2], receipt={"sha256": "a" * 64}, now=NOW)
        states = [item.state for item in work.outbox.of_dossier(draft.id)]
    assert states == [OutboxState.WITHDRAWN, OutboxState.WITHDRAWN, OutboxState.DELIVERED]


def test_a_retry_does_not_touch_what_is_being_sent(store: Store, draft: Dossier) -> None:
    item = add(store, draft, OutboxKind.UPLOAD)
    with store.write() as work:
        work.outbox.begin_attempt(item, NOW)
        work.outbox.retry(item)
        assert work.outbox.get(item).state is OutboxState.SENDING


def test_an_act_that_waits_for_a_confirmation_goes_by_nothing_else(
    store: Store, draft: Dossier
) -> None:
    act, other = (add(store, draft, OutboxKind.ACT, kind="approve") for _ in range(2))
    with store.write() as work:
        work.outbox.ask_again(act)
        work.outbox.retry(act)
        work.outbox.retry_all(NOW)
        assert work.outbox.counts().unconfirmed == 1
    assert all_due(store) == ()
    with store.write() as work:
        work.outbox.confirm(act, LATER)
        assert work.outbox.get(act).confirmed_at == LATER
    assert all_due(store) == (act,)
    with store.write() as work:
        work.outbox.ask_again(act)
        work.outbox.take_back(act)
        work.outbox.take_back(other)  # which nobody asked about
    assert all_due(store) == (other,)


GARBAGE = {
    "payload": ["", "{", "[1]", "null", b"\xff\x00", 7],
    "kind": ["approve_from_the_future", ""],
    "receipt": ["}"],
    "last_error_facts": ["x", "[]"],
    "last_error": ["no_such_code"],
    "next_attempt_at": ["yesterday", 3.5],
    "created_at": ["then"],
    "attempts": ["many"],
    "sent_bytes": ["all"],
    "delivered_at": ["never"],
}


@pytest.mark.parametrize(
    ("column", "garbage"), [(name, each) for name, some in GARBAGE.items() for each in some]
)
def test_a_damaged_row_holds_up_its_own_dossier_only(
    store: Store, draft: Dossier, tmp_path: Path, column: str, garbage: object
) -> None:
    bad = add(store, draft, OutboxKind.UPLOAD, sha256="a" * 64)
    with store.write() as work:
        other = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
        )
    good = add(store, other, OutboxKind.UPLOAD, sha256="b" * 64)
    key = KEYS.key(Purpose.DATABASE, 1)
    with closing(open_connection(tmp_path / "quay.sqlite3", key)) as raw, raw:
        raw.execute(f"UPDATE outbox SET {column} = ? WHERE id = ?", (garbage, bad))
    deliverer = Deliverer(store, lambda: NOW, lambda low, _: low)
    begun: set[int] = set()
    for _ in range(3):
        exchange = deliverer.exchange([], 5, begun)
        begun |= {item.id for item in exchange.begun}
    assert good in begun
    with store.read() as work:
        assert {item.id for item in work.outbox.for_officer()} == {bad, good}
        state = work.outbox.get(bad).state
    # Begun, since it can be read after all; or before the officer's eyes.
    assert state is (OutboxState.SENDING if bad in begun else OutboxState.REFUSED)


@pytest.mark.parametrize(
    ("column", "garbage"), [(name, each) for name, some in GARBAGE.items() for each in some]
)
def test_a_damaged_row_keeps_no_other_from_being_asked_about(
    store: Store, draft: Dossier, tmp_path: Path, column: str, garbage: object
) -> None:
    bad, good, harmless = (
        add(store, draft, OutboxKind.ACT, kind=kind) for kind in ("approve", "approve", "hand_over")
    )
    key = KEYS.key(Purpose.DATABASE, 1)
    with closing(open_connection(tmp_path / "quay.sqlite3", key)) as raw, raw:
        raw.execute(f"UPDATE outbox SET {column} = ? WHERE id = ?", (garbage, bad))
    with store.write() as work:
        work.outbox.doubt_waits(())
    with store.read() as work:
        states = {item.id: item.state for item in work.outbox.for_officer()}
    assert states[bad] in (OutboxState.UNCONFIRMED, OutboxState.REFUSED)
    assert (states[good], states[harmless]) == (OutboxState.UNCONFIRMED, OutboxState.WAITING)


def test_what_is_on_its_way_is_not_asked_about(store: Store, draft: Dossier) -> None:
    act = add(store, draft, OutboxKind.ACT, kind="approve")
    with store.write() as work:
        work.outbox.begin_attempt(act, NOW)
        work.outbox.doubt_waits((act,))
        assert work.outbox.get(act).state is OutboxState.SENDING
        work.outbox.doubt_waits(())
        assert work.outbox.get(act).state is OutboxState.UNCONFIRMED


@pytest.mark.parametrize(
    "kept", [{"province": "x"}, {"province": "2026-01-01T00:00:00", "here": 7}]
)
def test_a_damaged_last_answer_is_none(store: Store, kept: dict[str, object]) -> None:
    with store.write() as work:
        work.facts.set("last_answer", kept)
        assert work.facts.last_answer() is None


def test_the_officer_sees_what_waits_for_him_however_old(store: Store, draft: Dossier) -> None:
    old = add(store, draft, OutboxKind.UPLOAD)
    with store.write() as work:
        work.outbox.begin_attempt(old, NOW)
        work.outbox.refuse(old, code="province_refused", facts={}, now=NOW)
        for _ in range(5):
            other = work.dossiers.open_draft(
                procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
            )
            item = work.outbox.enqueue(other.id, OutboxKind.UPLOAD, {}, NOW)
            work.outbox.begin_attempt(item.id, NOW)
            work.outbox.deliver(item.id, receipt={}, now=NOW)
        shown = {item.id for item in work.outbox.for_officer(limit=2)}
    assert shown == {old, 5, 6}


def test_the_queue_is_never_read_whole(store: Store) -> None:
    """Whatever is asked all the time is found by an index, in its order."""
    asked: list[str] = []
    with store.read() as work:
        session = work.outbox._session
        event.listen(
            session.get_bind(), "before_cursor_execute",
            lambda _c, _cursor, said, parameters, *_: asked.append((said, parameters)),
        )  # fmt: skip
        work.outbox.due(NOW, 3, {1, 2})
        work.outbox.next_wake()
        work.outbox.counts()
        plans = [
            " / ".join(row[3] for row in session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {said}", parameters))
            for said, parameters in list(asked)
            if "FROM outbox" in said
        ]  # fmt: skip
    assert len(plans) == 6
    assert "outbox_failing" in plans[-1]
    for plan in plans:
        assert "TEMP B-TREE" not in plan
        assert "SCAN outbox" not in plan.replace("SCAN outbox USING INDEX outbox_failing", "")


def test_two_workers_cannot_both_begin_an_item(
    tmp_path: Path, draft: Dossier, store: Store
) -> None:
    """Each with a connection of its own to the same file; both saw the item wait."""
    items = [add(store, draft, OutboxKind.UPLOAD) for _ in range(20)]
    both, begun = threading.Barrier(2), list[int]()

    def work_on(own: Store) -> None:
        for item in items:
            both.wait(20)
            with own.write() as work:
                if work.outbox.begin_attempt(item, NOW) is not None:
                    begun.append(item)

    others = [Store(store._path, tmp_path, KEYS) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work_on, others))
    for each in others:
        each.close()
    assert sorted(begun) == items
    with store.read() as work:
        assert [len(work.outbox.attempts(item)) for item in items] == [1] * 20


def test_an_attempt_that_was_never_heard_of_is_followed_once(store: Store, draft: Dossier) -> None:
    item = add(store, draft, OutboxKind.UPLOAD)
    with store.write() as work:
        work.outbox.begin_attempt(item, NOW)
        again = work.outbox.begin_attempt(item, LATER, unheard=1)
        assert again is not None
        assert again.attempts == 2
        assert work.outbox.begin_attempt(item, LATER, unheard=1) is None
        work.outbox.withdraw(draft.id)
        assert work.outbox.begin_attempt(item, LATER, unheard=2) is None
        assert work.outbox.get(item).state is OutboxState.WITHDRAWN
