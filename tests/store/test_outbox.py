"""What goes next, and what is true after each kind of answer."""

from datetime import timedelta

import pytest

from app.domain.dossier import Dossier
from app.domain.submission import OutboxItem, OutboxKind, OutboxState, QueueHalt
from app.store.store import Store
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
        item = work.outbox.next_due(now)
    return None if item is None else item.id


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
        again = work.outbox.next_due(NOW)
        attempts = work.outbox.attempts(queued[0].id)
    assert again is not None
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
