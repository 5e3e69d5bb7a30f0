"""Several items on their way at once: how many, in which order, and what is true meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.domain.clock import LastAnswer
from app.domain.dossier import DossierId
from app.domain.submission import OutboxKind, OutboxState, QueueHalt
from app.errors import AppError, Code
from sync import line_watch
from sync.daemon import SyncDaemon
from tests.sync.conftest import Desk, wait_until
from tests.sync.fault_proxy import Asked, Fault, Plan, answer, problem

DELIVERED = OutboxState.DELIVERED


@contextmanager
def made(desk: Desk) -> Iterator[SyncDaemon]:
    daemon = SyncDaemon(
        store=desk.store,
        vault=desk.vault,
        province=desk.province,
        lines=desk.lines(3),
        free_bytes=lambda: 10**12,
        now=desk.now,
        uniform=lambda low, _: low,
    )
    yield daemon
    assert daemon.stop(20)


@pytest.fixture
def daemon(desk: Desk) -> Iterator[SyncDaemon]:
    with made(desk) as daemon:
        yield daemon


def is_upload(asked: Asked) -> bool:
    return asked.body_bytes > 0 and "/uploads" in asked.path


def test_three_files_are_on_their_way_at_once_and_not_four(desk: Desk, daemon: SyncDaemon) -> None:
    """No upload is answered before three have arrived; a fourth would be seen."""
    dossiers = [desk.receive(2_000, 3_000), desk.receive(2_000, 3_000)]
    lock, three, here, most = threading.Lock(), threading.Event(), [0], [0]

    def plan(asked: Asked) -> Fault:
        if is_upload(asked):
            with lock:
                here[0] += 1
                most[0] = max(most[0], here[0])
                if here[0] == 3:
                    three.set()
            assert three.wait(20)
            with lock:
                here[0] -= 1
        return Fault.NONE

    desk.site.proxy.plan = plan
    assert daemon.drain(30)
    assert most[0] == 3
    for each in dossiers:
        assert set(desk.states(each)) == {DELIVERED}


def test_an_act_leaves_when_all_its_files_are_acknowledged(desk: Desk, daemon: SyncDaemon) -> None:
    dossiers = [desk.receive(*[1_500] * 4) for _ in range(4)]
    early: list[list[OutboxState]] = []

    def plan(asked: Asked) -> Fault:
        if asked.path == "/v1/acts":
            sending = [
                states for each in dossiers if (states := desk.states(each))[-1] is not DELIVERED
            ]
            begun = [states for states in sending if states[-1] is OutboxState.SENDING]
            early.extend(states for states in begun if set(states[:-1]) != {DELIVERED})
        return Fault.SLOW

    desk.site.proxy.plan = plan
    assert daemon.drain(60)
    assert early == []
    assert sum(asked.path == "/v1/acts" for asked in desk.site.proxy.asked) == 4


def until_asked(plan: Plan, desk: Desk, path: str, seen: list[object]) -> Plan:
    """``plan``, noting what the store says of the first item when ``path`` is asked for."""

    def noting(asked: Asked) -> Fault | bytes:
        if asked.path == path:
            with desk.store.read() as work:
                (item, *_) = work.outbox.of_dossier(desk.first)
                seen.append((item.state, item.last_error, item.next_attempt_at is not None))
        return plan(asked)

    return noting


@pytest.mark.parametrize(
    ("fault", "asks"),
    [(Fault.DROP, "/v1/health"), (answer(500), "/v1/health"),
     (problem(403, "forbidden"), "/v1/me")],
)  # fmt: skip
def test_a_failure_is_written_before_anything_else_is_tried(
    desk: Desk, daemon: SyncDaemon, fault: Fault | bytes, asks: str
) -> None:
    desk.first = desk.receive()
    seen: list[object] = []
    left = [fault]

    def plan(asked: Asked) -> Fault | bytes:
        return left.pop() if left and is_upload(asked) else Fault.NONE

    desk.site.proxy.plan = plan
    daemon._courier._line.ask()
    desk.site.proxy.plan = until_asked(plan, desk, asks, seen)
    daemon.drain(1)
    assert seen[0] in (
        (OutboxState.WAITING, Code.PROVINCE_ANSWER_LOST, True),
        (OutboxState.WAITING, Code.PROVINCE_FAILED, True),
        (OutboxState.WAITING, Code.PROVINCE_FORBIDDEN, True),
    )


def test_one_dossier_of_another_unit_stops_nobody_else(desk: Desk, daemon: SyncDaemon) -> None:
    foreign = desk.receive()
    others = [desk.receive() for _ in range(5)]
    desk.site.proxy.once(problem(403, "forbidden", "Hồ sơ của đơn vị khác"), path="/v1/acts")
    daemon.start()
    everyone = [foreign, *others]
    # The one may go later, as after a line that was lost for a moment.
    wait_until(lambda: sum(set(desk.states(each)) == {DELIVERED} for each in everyone) >= 5)
    assert daemon.state.halt is QueueHalt.NONE


def test_a_new_dossier_does_not_wait_for_a_long_upload(desk: Desk, daemon: SyncDaemon) -> None:
    slow = desk.receive(5_000_000)
    held = threading.Event()

    def plan(asked: Asked) -> Fault:
        if asked.body_bytes > 500_000:
            held.wait(20)
        return Fault.NONE

    desk.site.proxy.plan = plan
    daemon.start()
    wait_until(lambda: OutboxState.SENDING in desk.states(slow))
    late = desk.receive()
    daemon.wake()
    wait_until(lambda: set(desk.states(late)) == {DELIVERED})
    assert desk.states(slow)[0] is OutboxState.SENDING
    held.set()


def test_a_session_that_ends_halts_all_and_loses_nothing(desk: Desk, daemon: SyncDaemon) -> None:
    dossiers = [desk.receive(1_000, 2_000) for _ in range(3)]
    desk.tokens.forget()
    daemon.start()
    wait_until(lambda: daemon.state.halt is QueueHalt.SIGN_IN)
    wait_until(lambda: all(OutboxState.SENDING not in desk.states(each) for each in dossiers))
    desk.tokens.accept(desk.sign_in_answer())
    with desk.store.write() as work:
        work.outbox.set_halt(QueueHalt.NONE)
    daemon.wake()
    wait_until(lambda: all(set(desk.states(each)) == {DELIVERED} for each in dossiers))


def test_a_dangerous_act_is_asked_about_after_a_long_outage(desk: Desk, daemon: SyncDaemon) -> None:
    dossier = desk.receive()
    with desk.store.write() as work:
        act = work.outbox.enqueue(dossier, OutboxKind.ACT, {"kind": "approve"}, desk.now())
    desk.ahead += timedelta(hours=25)
    assert daemon.drain(20)
    assert desk.states(dossier) == [DELIVERED, DELIVERED, OutboxState.UNCONFIRMED]
    with desk.store.write() as work:
        assert work.outbox.attempts(act.id) == ()
        work.outbox.confirm(act.id, desk.now())
    daemon.drain(1)
    with desk.store.read() as work:
        assert work.outbox.attempts(act.id), "now it is sent"


def approve(desk: Desk, dossier: DossierId) -> int:
    with desk.store.write() as work:
        act = {"kind": "approve"}
        return work.outbox.enqueue(dossier, OutboxKind.ACT, act, desk.now()).id


def state_of(desk: Desk, act: int) -> OutboxState:
    with desk.store.read() as work:
        return work.outbox.get(act).state


def test_a_clock_set_back_does_not_make_a_dangerous_act_young(desk: Desk) -> None:
    """Set between two answers of the province, while the program was closed."""
    then = desk.now() - timedelta(hours=73)
    with desk.store.write() as work:
        work.facts.note_answer(LastAnswer(province=then, here=then))
    desk.ahead -= timedelta(hours=73)
    act = approve(desk, desk.receive())
    desk.ahead += timedelta(hours=1)
    with made(desk) as daemon:
        daemon.drain(20)
        assert_asked_and_sent_once_confirmed(desk, daemon, act)


def test_a_clock_that_was_ahead_for_a_while(desk: Desk, daemon: SyncDaemon) -> None:
    """It is right again before the province hears of it: only the program saw it."""
    assert daemon.drain(20)
    with desk.site.proxy.refusing():
        desk.ahead += timedelta(hours=20)
        act = approve(desk, desk.receive())
        assert not daemon.drain(1)
        desk.ahead -= timedelta(hours=19)
        assert not daemon.drain(1)
    assert_asked_and_sent_once_confirmed(desk, daemon, act)


def test_a_clock_that_stands_still_is_set_back_as_well(
    desk: Desk, daemon: SyncDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert daemon.drain(20)
    act = approve(desk, desk.receive())
    begun, still = time.monotonic(), desk.now()
    monkeypatch.setattr(desk, "now", lambda: still)
    line = daemon._courier._line
    for minute in range(62):
        steady = SimpleNamespace(monotonic=lambda at=begun + 60 * minute: at)
        monkeypatch.setattr(line_watch, "time", steady)
        line.is_open()
    monkeypatch.undo()
    assert state_of(desk, act) is OutboxState.UNCONFIRMED


def test_a_clock_that_is_set_right_by_minutes_asks_nobody(desk: Desk, daemon: SyncDaemon) -> None:
    assert daemon.drain(20)
    with desk.site.proxy.refusing():
        act = approve(desk, desk.receive())
        assert not daemon.drain(1)
        desk.ahead -= timedelta(minutes=10)
    assert_sent(desk, daemon, act)


def test_a_clock_set_back_that_cannot_be_written_down_is_not_forgotten(
    desk: Desk, daemon: SyncDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert daemon.drain(20)
    with desk.site.proxy.refusing():
        act = approve(desk, desk.receive())
        desk.ahead -= timedelta(hours=2)
        with monkeypatch.context() as full:
            full.setattr(desk.store, "write", _raise_disk_full)
            with pytest.raises(AppError):
                daemon._courier._line.is_open()
        daemon._courier._line.is_open()
        assert state_of(desk, act) is OutboxState.UNCONFIRMED


def _raise_disk_full() -> None:
    raise AppError(Code.DISK_FULL)


def assert_asked_and_sent_once_confirmed(desk: Desk, daemon: SyncDaemon, act: int) -> None:
    assert state_of(desk, act) is OutboxState.UNCONFIRMED
    with desk.store.write() as work:
        assert work.outbox.attempts(act) == ()
        work.outbox.confirm(act, desk.now())
        assert work.outbox.get(act).last_error == ""
    assert_sent(desk, daemon, act)


def assert_sent(desk: Desk, daemon: SyncDaemon, act: int) -> None:
    """The province cannot read it, and it would be tried for ever."""

    def tried() -> bool:
        daemon.wake()
        daemon.drain(0.1)
        with desk.store.read() as work:
            return bool(work.outbox.attempts(act))

    wait_until(tried)


def test_what_seems_to_be_of_the_future_is_asked_about(desk: Desk) -> None:
    """How long it has waited cannot be told."""
    act = approve(desk, desk.receive())
    desk.ahead -= timedelta(hours=2)
    with made(desk) as daemon:
        daemon.drain(20)
        assert_asked_and_sent_once_confirmed(desk, daemon, act)
