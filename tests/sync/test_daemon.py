"""The sync thread: awake when it must be, quiet when it should be, and never dead."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.officer import Officer, Role
from app.domain.submission import OutboxState, QueueHalt
from app.errors import AppError, Code
from app.operations.queue_act import queue_act
from app.operations.queue_control import pause_queue, resume_queue, retry_item
from app.store.store import Store
from sync.backoff import Uniform
from sync.daemon import SyncDaemon
from sync.delivery import Deliverer
from sync.state import LineState, SyncState
from tests.sync.conftest import Desk, wait_until
from tests.sync.fault_proxy import Fault, answer

DELIVERED = OutboxState.DELIVERED


class Free:
    """Space left on the disk."""

    bytes = 10**12

    def __call__(self) -> int:
        return self.bytes


@pytest.fixture
def free() -> Free:
    return Free()


@pytest.fixture
def told() -> list[SyncState]:
    """States as they were told."""
    return []


@pytest.fixture
def daemon(desk: Desk, free: Free, told: list[SyncState]) -> Iterator[SyncDaemon]:
    made = SyncDaemon(
        store=desk.store,
        vault=desk.vault,
        province=desk.province,
        lines=desk.lines(),
        free_bytes=free,
        on_state=told.append,
        now=desk.now,
        uniform=lambda low, _: low,
    )
    yield made
    assert made.stop(20)


def requests_for(desk: Desk, path: str) -> int:
    return sum(path in asked.path for asked in desk.site.proxy.asked)


def knows_procedures(desk: Desk) -> bool:
    with desk.store.read() as work:
        return work.catalogue.procedures() != ()


def test_what_is_queued_goes_and_news_come(desk: Desk, daemon: SyncDaemon) -> None:
    early = desk.receive()
    daemon.start()
    wait_until(lambda: set(desk.states(early)) == {DELIVERED})
    wait_until(lambda: requests_for(desk, "/changes") > 0)
    wait_until(lambda: knows_procedures(desk))
    late = desk.receive()
    daemon.wake()
    wait_until(lambda: set(desk.states(late)) == {DELIVERED})
    assert daemon.state.line is LineState.UP
    assert daemon.state.last_spoken_at is not None
    assert daemon.state.last_error == ""


def test_without_a_line_nothing_is_tried_until_there_is_one(
    desk: Desk, daemon: SyncDaemon, told: list[SyncState]
) -> None:
    dossiers = [desk.receive() for _ in range(3)]
    with desk.site.proxy.refusing():
        daemon.start()
        wait_until(lambda: daemon.state.line is LineState.DOWN)
        assert daemon.state.last_error == Code.PROVINCE_UNREACHABLE
        with desk.store.read() as work:
            assert work.outbox.counts().waiting == 6
            assert [work.outbox.attempts(item.id) for item in work.outbox.items()] == [()] * 6
    wait_until(lambda: all(set(desk.states(each)) == {DELIVERED} for each in dossiers))
    assert next(each.line for each in told if each.line != LineState.UNKNOWN) is LineState.DOWN
    assert daemon.state.last_error == ""


def test_when_the_line_comes_back_nobody_waits_for_his_pause(
    desk: Desk, daemon: SyncDaemon
) -> None:
    dossier_id = desk.receive()
    with desk.store.write() as work:
        first, *_ = work.outbox.of_dossier(dossier_id)
        work.outbox.begin_attempt(first.id, desk.now())
        work.outbox.put_back(
            first.id, code="province_unreachable", facts={},
            next_attempt_at=desk.now() + timedelta(minutes=14), now=desk.now(),
        )  # fmt: skip
    with desk.site.proxy.refusing():
        daemon.start()
        wait_until(lambda: daemon.state.line is LineState.DOWN)
    wait_until(lambda: set(desk.states(dossier_id)) == {DELIVERED})


def test_a_clock_that_was_set_back_strands_nobody(desk: Desk, daemon: SyncDaemon) -> None:
    dossier_id = desk.receive()
    with desk.store.write() as work:
        first, *_ = work.outbox.of_dossier(dossier_id)
        work.outbox.begin_attempt(first.id, desk.now())
        work.outbox.put_back(
            first.id, code="province_busy", facts={},
            next_attempt_at=desk.now() + timedelta(days=400), now=desk.now(),
        )  # fmt: skip
    daemon.start()
    wait_until(lambda: set(desk.states(dossier_id)) == {DELIVERED})


def test_a_province_that_wants_quiet_gets_it(desk: Desk, daemon: SyncDaemon) -> None:
    for _ in range(5):
        desk.receive()
    asked_to_be_quiet = answer(429, Retry_After="3600")
    desk.site.proxy.plan = lambda asked: (
        Fault.NONE if asked.path == "/v1/health" else asked_to_be_quiet
    )
    assert not daemon.drain(0.5)
    # As many as go side by side, and the question for news.
    assert 1 <= sum(asked.path != "/v1/health" for asked in desk.site.proxy.asked) <= 3 + 1
    assert daemon.state.last_error == Code.PROVINCE_BUSY


def new_daemon(desk: Desk, uniform: Uniform = lambda low, _: low) -> SyncDaemon:
    return SyncDaemon(
        store=desk.store, vault=desk.vault, province=desk.province, lines=desk.lines(),
        free_bytes=lambda: 10**12, now=desk.now, uniform=uniform,
    )  # fmt: skip


def test_quiet_is_kept_whatever_the_officer_queues(desk: Desk, daemon: SyncDaemon) -> None:
    desk.receive()
    desk.site.proxy.plan = lambda _: answer(503, Retry_After="3600")
    assert not daemon.drain(0.5)
    assert daemon.state.quiet_until is not None
    assert daemon.state.quiet_until > desk.now() + timedelta(minutes=59)
    desk.site.proxy.plan = lambda _: Fault.NONE
    desk.site.proxy.asked.clear()
    late = desk.receive()
    with desk.store.read() as work:
        waits = work.outbox.of_dossier(late)[0].id
    for _ in range(3):
        daemon.wake()  # something was queued
        resume_queue(store=desk.store, now=desk.now())  # Gửi ngay
        retry_item(store=desk.store, item_id=waits)  # Gửi lại ngay
        assert not daemon.drain(0.2)
    assert desk.site.proxy.asked == []


def test_the_clock_is_looked_at_while_the_province_wants_quiet(
    desk: Desk, daemon: SyncDaemon
) -> None:
    desk.receive()
    desk.site.proxy.plan = lambda _: answer(503, Retry_After="3600")
    assert not daemon.drain(0.5)
    assert daemon.state.quiet_until is not None
    assert daemon._courier.round() <= 60


def test_quiet_outlives_the_program_and_ends(desk: Desk, daemon: SyncDaemon) -> None:
    dossier_id = desk.receive()
    desk.site.proxy.plan = lambda _: answer(429, Retry_After="600")
    assert not daemon.drain(0.5)
    desk.site.proxy.plan = lambda _: Fault.NONE
    desk.site.proxy.asked.clear()
    again = new_daemon(desk)
    assert not again.drain(0.5)
    assert desk.site.proxy.asked == []
    assert again.state.quiet_until is not None
    desk.ahead += timedelta(seconds=610)
    assert new_daemon(desk).drain(20)
    assert set(desk.states(dossier_id)) == {DELIVERED}


def test_quiet_breaks_uploads_off_between_chunks(desk: Desk, daemon: SyncDaemon) -> None:
    """Those over the other lines: the province asked the counter, not one connection of it."""
    long, other = desk.receive(5_900_000), desk.receive()
    with desk.store.read() as work:
        mark = b64encode(work.outbox.of_dossier(other)[0].payload["sha256"].encode())
    heads: list[bytes] = []
    desk.site.proxy.seen = heads.append

    def plan(asked: Any) -> Fault | bytes:
        if asked.path == "/v1/uploads" and mark in heads[-1]:
            return answer(429, Retry_After="600")
        return Fault.SLOW if asked.method == "PATCH" else Fault.NONE

    desk.site.proxy.plan = plan
    assert not daemon.drain(1)
    assert desk.states(long)[0] is OutboxState.WAITING
    with desk.store.read() as work:
        item = work.outbox.of_dossier(long)[0]
    assert (item.attempts, item.last_error) == (1, "")
    assert item.sent_bytes < 5_900_000


def test_an_item_the_province_wants_later_goes_sooner_only_by_its_own_button(
    desk: Desk, daemon: SyncDaemon
) -> None:
    dossier_id = desk.receive()
    desk.site.proxy.plan = lambda asked: (
        answer(500, Retry_After="900") if asked.path == "/v1/uploads" else Fault.NONE
    )
    assert not daemon.drain(0.5)
    desk.site.proxy.plan = lambda _: Fault.NONE
    resume_queue(store=desk.store, now=desk.now())
    with desk.site.proxy.refusing():
        assert not daemon.drain(0.3)  # and when the line comes back
    with desk.store.read() as work:
        item = work.outbox.of_dossier(dossier_id)[0]
    assert item.next_attempt_at is not None
    assert item.next_attempt_at > desk.now() + timedelta(minutes=14)
    retry_item(store=desk.store, item_id=item.id)
    assert daemon.drain(20)


def test_a_list_that_cannot_be_read_is_not_asked_for_with_each_delivery(
    desk: Desk, daemon: SyncDaemon
) -> None:
    for _ in range(4):
        desk.receive()
    unreadable = answer(200, b"{}", Content_Type="application/json")
    desk.site.proxy.plan = lambda asked: unreadable if "/officers" in asked.path else Fault.NONE
    assert daemon.drain(20)
    assert requests_for(desk, "/officers") == 1


def test_one_item_that_always_fails_stops_nothing(desk: Desk, daemon: SyncDaemon) -> None:
    bad, good = desk.receive(), desk.receive()
    with desk.store.read() as work:
        poison = work.outbox.of_dossier(bad)[0].payload["sha256"]
    heads: list[bytes] = []
    desk.site.proxy.seen = heads.append
    mark = b64encode(poison.encode())
    desk.site.proxy.plan = lambda asked: answer(500) if mark in heads[-1] else Fault.NONE
    daemon.start()
    wait_until(lambda: set(desk.states(good)) == {DELIVERED})
    assert DELIVERED not in desk.states(bad)


def test_it_survives_what_nobody_expected(
    desk: Desk, daemon: SyncDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = desk.receive()
    healthy = Deliverer.exchange
    failures = [RuntimeError("boom"), KeyError("bang")]

    def exchange(deliverer: Deliverer, *asked: Any) -> Any:
        if failures:
            raise failures.pop()
        return healthy(deliverer, *asked)

    monkeypatch.setattr(Deliverer, "exchange", exchange)
    daemon.start()
    wait_until(lambda: daemon.state.reference != "")
    assert daemon.state.last_error == Code.UNEXPECTED
    wait_until(lambda: set(desk.states(dossier_id)) == {DELIVERED})
    wait_until(lambda: daemon.state.reference == "")


def test_a_lost_session_stops_sending_until_the_officer_signs_in(
    desk: Desk, daemon: SyncDaemon
) -> None:
    dossier_id = desk.receive()
    desk.tokens.forget()
    daemon.start()
    wait_until(lambda: daemon.state.halt is QueueHalt.SIGN_IN)
    desk.tokens.accept(desk.sign_in_answer())
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.NONE)
    daemon.wake()
    wait_until(lambda: set(desk.states(dossier_id)) == {DELIVERED})
    assert daemon.state.halt is QueueHalt.NONE


def test_a_full_disk_halts_until_there_is_room(
    desk: Desk, daemon: SyncDaemon, free: Free, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = desk.receive()
    free.bytes = 0
    healthy = Store.write
    full = threading.Event()
    full.set()

    def write(store: Store) -> Any:
        if full.is_set():
            raise AppError(Code.DISK_FULL, folder="/")
        return healthy(store)

    monkeypatch.setattr(Store, "write", write)
    daemon.start()
    wait_until(lambda: daemon.state.halt is QueueHalt.DISK)
    full.clear()
    daemon.wake()
    wait_until(lambda: set(desk.states(dossier_id)) == {DELIVERED})


def test_a_halt_by_a_full_disk_is_lifted_when_there_is_room(
    desk: Desk, daemon: SyncDaemon, free: Free
) -> None:
    dossier_id = desk.receive()
    free.bytes = 0
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.DISK)
    assert not daemon.drain(0.2)
    assert DELIVERED not in desk.states(dossier_id)
    free.bytes = 10**9
    assert daemon.drain(20)


def test_the_officers_pause_is_kept(desk: Desk, daemon: SyncDaemon) -> None:
    dossier_id = desk.receive()
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.PAUSED)
    assert not daemon.drain(5)
    assert daemon.state.halt is QueueHalt.PAUSED
    assert DELIVERED not in desk.states(dossier_id)


def test_the_clocks_are_compared(desk: Desk, daemon: SyncDaemon) -> None:
    desk.ahead = timedelta(hours=-3)
    assert daemon.drain(20)
    assert daemon.state.clock_skew is not None
    assert abs(daemon.state.clock_skew - timedelta(hours=3)) < timedelta(minutes=1)
    with desk.store.read() as work:
        kept = work.facts.last_answer()
    assert kept is not None
    assert abs(kept.slow_by - timedelta(hours=3)) < timedelta(minutes=1)


def test_a_clock_that_is_set_while_the_line_is_up_is_noticed(
    desk: Desk, daemon: SyncDaemon
) -> None:
    assert daemon.drain(20)
    assert daemon.state.clock_skew is not None
    assert abs(daemon.state.clock_skew) < timedelta(minutes=1)
    desk.ahead = timedelta(days=-5)
    assert daemon.drain(20)
    assert abs(daemon.state.clock_skew - timedelta(days=5)) < timedelta(minutes=1)


def test_draining_ends_when_time_is_up(desk: Desk, daemon: SyncDaemon) -> None:
    desk.receive()
    with desk.site.proxy.refusing():
        assert not daemon.drain(0.3)
    daemon.wake()
    assert daemon.drain(20)


def test_draining_ends_when_what_is_left_is_not_for_this_session(desk: Desk) -> None:
    """Another officer's act and what follows it, another unit's dossier, a refused dossier."""
    told = desk.province.me().model_dump(exclude={"role"})
    mine = Officer(**told, role=Role.COUNTER)
    own, refused = desk.receive(unit_code=mine.unit_code), desk.receive(unit_code=mine.unit_code)
    desk.receive(unit_code="H01.99")
    with desk.store.write() as work:
        work.outbox.refuse(
            work.outbox.of_dossier(refused)[0].id, code="province_refused", facts={},
            now=desk.now(),
        )  # fmt: skip
    for account in ("binh.lv", mine.account):
        with desk.store.write() as work:
            work.facts.set_officer(replace(mine, account=account))
        queue_act(
            store=desk.store, dossier_id=own, kind="give_opinion", content={"opinion": "Đủ"},
            now=desk.now(),
        )  # fmt: skip
    assert not new_daemon(desk, lambda _, high: high).drain(3600)
    assert desk.states(own)[:2] == [DELIVERED, DELIVERED]
    with desk.store.read() as work:
        assert work.outbox.for_others(desk.now()) == {("binh.lv", ""): 1, ("", "H01.99"): 1}


def test_stopping_breaks_an_upload_off_between_chunks(desk: Desk, daemon: SyncDaemon) -> None:
    dossier_id = desk.receive(5_900_000)
    begun = threading.Event()

    def plan(asked: Any) -> Fault:
        if asked.method == "PATCH":
            begun.set()
            return Fault.SLOW
        return Fault.NONE

    desk.site.proxy.plan = plan
    daemon.start()
    assert begun.wait(20)
    assert daemon.stop(20)
    assert desk.states(dossier_id)[0] is OutboxState.WAITING
    with desk.store.read() as work:
        sent = work.outbox.of_dossier(dossier_id)[0].sent_bytes
    assert 0 < sent < 5_900_000


def test_the_officers_pause_breaks_an_upload_off_between_chunks(
    desk: Desk, daemon: SyncDaemon
) -> None:
    dossier_id = desk.receive(4_500_000)
    paused = threading.Event()

    def plan(asked: Any) -> Fault:
        if asked.offset == 1_048_576 and not paused.is_set():
            pause_queue(store=desk.store)
            paused.set()
        return Fault.NONE

    desk.site.proxy.plan = plan
    assert not daemon.drain(20)
    with desk.store.read() as work:
        item = work.outbox.of_dossier(dossier_id)[0]
        (attempt,) = work.outbox.attempts(item.id)
    assert (item.state, item.last_error) == (OutboxState.WAITING, "")
    assert (item.sent_bytes, attempt.outcome) == (2 * 1_048_576, "broken_off")
    desk.site.proxy.asked.clear()
    resume_queue(store=desk.store, now=desk.now())
    assert daemon.drain(20)
    offsets = [asked.offset for asked in desk.site.proxy.asked if asked.method == "PATCH"]
    assert offsets[0] == 2 * 1_048_576


def test_it_can_be_stopped_before_it_was_started(daemon: SyncDaemon) -> None:
    assert daemon.stop(1)


def test_chores_come_before_the_mail_and_never_stop_it(desk: Desk, free: Free) -> None:
    """They may change what goes out; a failure of theirs is theirs alone."""
    seen: list[set[OutboxState]] = []
    dossier = desk.receive()

    def chores(stop: object) -> float | None:
        seen.append(set(desk.states(dossier)))
        raise ValueError("poisoned")

    made = SyncDaemon(
        store=desk.store, vault=desk.vault, province=desk.province, lines=desk.lines(),
        free_bytes=free,
        now=desk.now, uniform=lambda low, _: low, chores=chores,
    )  # fmt: skip
    assert made.drain(20)
    assert made.stop(20)
    assert seen[0] == {OutboxState.WAITING}
    assert set(desk.states(dossier)) == {DELIVERED}


def test_chores_are_called_again_when_they_asked_for_it(desk: Desk, free: Free) -> None:
    called = []

    def chores(stop: object) -> float | None:
        called.append(1)
        return 0.01

    made = SyncDaemon(
        store=desk.store, vault=desk.vault, province=desk.province, lines=desk.lines(),
        free_bytes=free,
        now=desk.now, uniform=lambda low, _: low, chores=chores,
    )  # fmt: skip
    made.start()
    wait_until(lambda: len(called) >= 3)
    assert made.stop(20)
