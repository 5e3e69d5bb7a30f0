"""Outbox, courier and province under any order of faults, restarts and the officer's acts.

What the store says is delivered is at the province, the same and once, after every step; in the
end exactly one of each act is there.
"""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.dossier import DossierId
from app.domain.submission import OutboxItem, OutboxKind, OutboxState, QueueHalt
from app.operations.queue_control import (
    confirm_act,
    pause_queue,
    resume_queue,
    retry_item,
    take_back_act,
)
from sync import line_watch
from sync.contract import ActReceipt
from sync.courier import Courier
from sync.http_province import HttpProvince
from sync.state import LineState
from tests.sync.conftest import Desk, sha256
from tests.sync.fault_proxy import GARBAGE, PORTAL, Asked, Fault, answer, problem
from tests.sync.tls_door import tls_door

SIZES = (900, 30_000, 1_200_000)
"""The last one takes two chunks."""
FAULTS: tuple[Fault | bytes, ...] = (
    *Fault,
    GARBAGE,
    PORTAL,
    answer(302, Location="https://portal.example/"),
    answer(401, WWW_Authenticate="Bearer"),
    answer(403, b"<html>", Content_Type="text/html"),
    problem(403, "forbidden"),
    problem(404, "not_found"),
    problem(409, "in_progress"),
    problem(409, "offset_conflict"),
    problem(423, "upload_busy"),
    answer(429, Retry_After="5"),
    answer(500),
    answer(503, Retry_After="1"),
)
HARMLESS_TO_ACTS = (Fault.DAMAGE, problem(404, "not_found"))
"""Acts are kept unharmed by TLS, and a 404 in the province's own words is its own."""


class Steady:
    """The clock that nobody sets, by which a province is left alone: what the desk waits out has
    passed there, too.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def monotonic(self) -> float:
        return time.monotonic() + self._desk.waited.total_seconds()


class Model(RuleBasedStateMachine):
    def __init__(self, desk: Desk, door: str, heard: list[bytes]) -> None:
        super().__init__()
        self.desk, self.door, self.heard = desk, door, heard
        self.desk.ahead = timedelta()
        self.dossiers: list[DossierId] = []
        self.dangerous: dict[int, bool] = {}
        """Ids of acts that waited too long; whether they were confirmed."""
        self.seen: set[int] = set()
        self.early: list[OutboxItem] = []
        self.desk.site.proxy.plan = self.watch
        self.courier = self.new_courier()

    # What may happen

    @rule(sizes=st.lists(st.sampled_from(SIZES), min_size=1, max_size=3))
    def receive(self, sizes: list[int]) -> None:
        ahead, self.desk.ahead = self.desk.ahead, timedelta()
        self.dossiers.append(self.desk.receive(*sizes))
        self.desk.ahead = ahead

    @rule(
        script=st.lists(st.sampled_from(range(len(FAULTS))), min_size=1, max_size=8),
        where=st.sampled_from(("/v1/acts", "/v1/uploads", "/")),
    )
    def work_under_faults(self, script: list[int], where: str) -> None:
        """The faults befall the requests to ``where``, one after another."""
        self.desk.wait_out()
        left = [FAULTS[number] for number in reversed(script)]

        def plan(asked: Asked) -> Fault | bytes:
            fault = left.pop() if left and where in asked.path else Fault.NONE
            self.watch(asked)
            act = asked.offset is None and not asked.path.endswith("/uploads")
            return Fault.DROP if act and fault in HARMLESS_TO_ACTS else fault

        self.desk.site.proxy.plan = plan
        self.work()
        self.desk.site.proxy.plan = self.watch

    @rule(
        sizes=st.lists(st.sampled_from(SIZES[:2]), min_size=1, max_size=2),
        fault=st.sampled_from(range(len(FAULTS))),
        where=st.sampled_from(("/v1/acts", "/v1/uploads")),
    )
    def a_dossier_meets_a_fault(self, sizes: list[int], fault: int, where: str) -> None:
        """On an ordinary day, so that faults are not spent on a queue that stands still."""
        self.sign_in()
        self.resume()
        self.receive(sizes)
        self.work_under_faults([fault], where)

    @rule()
    def work_without_a_line(self) -> None:
        quiet, before = self.courier._line.seconds_quiet, len(self.attempts())
        with self.desk.site.proxy.refusing():
            self.work()
        if not quiet:
            assert self.courier.board.state.line is not LineState.UP or self.halted()
        elif self.courier._line.seconds_quiet:
            assert len(self.attempts()) == before, "nothing is asked while the province is busy"

    @rule()
    def work_behind_a_door_nobody_vouches_for(self) -> None:
        self.courier.close()
        self.courier = self.new_courier(self.door)
        self.work()
        assert b"".join(self.heard) == b""
        self.restart()

    @rule(before_sending=st.booleans())
    def die(self, *, before_sending: bool) -> None:
        """Attempts are written down, and what comes of them never is."""
        exchange = self.courier._deliverer.exchange([], 3, ())
        for item in () if before_sending else exchange.begun:
            self.courier._carriers.begin(item)
        while self.courier._carriers.in_flight:
            self.courier._carriers.wait(10)
            self.courier._carriers.ended()
        self.restart()

    @rule()
    def restart(self) -> None:
        self.courier.close()
        self.courier = self.new_courier()

    @rule()
    def sign_out(self) -> None:
        self.desk.tokens.forget()

    @rule()
    def sign_in(self) -> None:
        self.desk.site.proxy.plan = self.watch
        self.desk.tokens.accept(self.desk.sign_in_answer())
        with self.desk.store.write() as work:
            if work.outbox.halt() is QueueHalt.SIGN_IN:
                work.outbox.set_halt(QueueHalt.NONE)

    @rule()
    def pause(self) -> None:
        pause_queue(store=self.desk.store)
        before = len(self.attempts())
        self.work()
        assert len(self.attempts()) == before, "nothing is begun while the officer pauses"

    @rule()
    def resume(self) -> None:
        resume_queue(store=self.desk.store, now=self.desk.now())

    @rule(hours=st.integers(-48, 48))
    def set_the_clock(self, hours: int) -> None:
        """While the program runs, which looks at it at least once a minute."""
        self.desk.ahead += timedelta(hours=hours)
        self.courier._line.is_open()

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.items()))
        retry_item(store=self.desk.store, item_id=item.id)

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data())
    def queue_what_cannot_be_undone(self, data: st.DataObject) -> None:
        dossier = data.draw(st.sampled_from(self.dossiers))
        with self.desk.store.write() as work:
            act = {"kind": "return_result", "dossier_id": dossier}
            created = self.desk.now() - timedelta(hours=73)
            self.dangerous[work.outbox.enqueue(dossier, OutboxKind.ACT, act, created).id] = False

    @rule(confirmed=st.booleans())
    def answer_the_question(self, *, confirmed: bool) -> None:
        for item in self.items():
            if item.state is not OutboxState.UNCONFIRMED:
                continue
            if confirmed:
                confirm_act(store=self.desk.store, item_id=item.id, now=self.desk.now())
                self.dangerous[item.id] = True
            take_back_act(store=self.desk.store, item_id=item.id)

    # What is true at all times

    @invariant()
    def what_is_delivered_is_there(self) -> None:
        for item in self.items():
            if item.state is OutboxState.DELIVERED and item.id not in self.seen:
                self.require_there(item)
                self.seen.add(item.id)

    @invariant()
    def nothing_is_refused(self) -> None:
        """The province has no reason to: whatever fails goes again."""
        refused = [item for item in self.items() if item.state is OutboxState.REFUSED]
        assert [(item.kind, item.last_error, item.last_error_facts) for item in refused] == []

    @invariant()
    def what_cannot_be_undone_waits_for_the_officer(self) -> None:
        with self.desk.store.read() as work:
            sent = [each for each in self.dangerous if work.outbox.attempts(each)]
        assert all(self.dangerous[each] for each in sent)

    @invariant()
    def acts_follow_their_files(self) -> None:
        assert self.early == []

    def watch(self, asked: Asked) -> Fault:
        """Note acts that are on their way before their files are acknowledged."""
        for dossier in tuple(self.dossiers) if asked.path == "/v1/acts" else ():
            *uploads, act = self.of_reception(dossier)
            sending = act.state is OutboxState.SENDING
            if sending and any(each.state is not OutboxState.DELIVERED for each in uploads):
                self.early.append(act)
        return Fault.NONE

    # In the end

    def teardown(self) -> None:
        self.sign_in()
        self.resume()
        for _ in range(60):
            for item_id in self.dangerous:
                take_back_act(store=self.desk.store, item_id=item_id)
            self.work()
            if all(self.is_over(item) for item in self.items()):
                break
            self.desk.wait_out()
        self.desk.site.proxy.settle()
        self.courier.close()
        self.what_is_delivered_is_there()
        for dossier in self.dossiers:
            assert {item.state for item in self.of_reception(dossier)} == {OutboxState.DELIVERED}
            (received,) = self.desk.site.received(dossier)
            papers = [item.payload["sha256"] for item in self.of_reception(dossier)[:-1]]
            assert [paper.sha256 for paper in received.papers] == papers
            with self.desk.store.read() as work:
                assert work.dossiers.get(dossier).code == received.dossier.dossier_code
        assert all(self.is_over(item) for item in self.items())

    # How it is looked at

    def new_courier(self, url: str = "") -> Courier:
        def line() -> HttpProvince:
            return HttpProvince(url or self.desk.site.url, self.desk.tokens, read_seconds=2)

        return Courier(
            store=self.desk.store,
            vault=self.desk.vault,
            province=line(),
            lines=[line() for _ in range(3)],
            now=self.desk.now,
            uniform=lambda _, high: high,
            free_bytes=lambda: 10**12,
        )

    def work(self) -> None:
        """Rounds until nothing more can be done now."""
        for _ in range(30):
            self.courier.hurry()
            self.courier.round()
            if not self.courier._carriers.in_flight:
                return
        raise AssertionError("it never rests")

    def halted(self) -> bool:
        with self.desk.store.read() as work:
            return work.outbox.halt() is not QueueHalt.NONE

    def items(self) -> list[OutboxItem]:
        with self.desk.store.read() as work:
            found = work.outbox.of_dossiers(self.dossiers)
        return [item for each in self.dossiers for item in found.get(each, ())]

    def attempts(self) -> list[object]:
        with self.desk.store.read() as work:
            return [each for item in self.items() for each in work.outbox.attempts(item.id)]

    def of_reception(self, dossier: DossierId) -> list[OutboxItem]:
        """Its uploads and the act."""
        with self.desk.store.read() as work:
            items = work.outbox.of_dossier(dossier)
        return [item for item in items if item.kind is not OutboxKind.ACT]

    def is_over(self, item: OutboxItem) -> bool:
        return item.state in (OutboxState.DELIVERED, OutboxState.WITHDRAWN) or (
            self.dangerous.get(item.id, False)  # the province does not know such acts
        )

    def require_there(self, item: OutboxItem) -> None:
        if item.kind is OutboxKind.UPLOAD:
            wanted = item.payload["sha256"]
            whole = self.desk.site.files_folder / "whole" / wanted[:2] / wanted
            assert sha256(whole.read_bytes()) == wanted == item.receipt["sha256"]
            return
        (received,) = self.desk.site.received(item.dossier_id)
        receipt = ActReceipt.model_validate(item.receipt)
        assert receipt.dossier_code == received.dossier.dossier_code


def run(desk: Desk, tmp_path: Path, *, examples: int, steps: int, derandomize: bool) -> None:
    numbers, heard = count(), list[bytes]()
    template = tmp_path / "template"
    desk.store.close()
    shutil.copytree(desk.folder, template, ignore=lambda *_: ["template"])

    def begin(door: str) -> Callable[[], Model]:
        def model() -> Model:
            desk.store.close()
            folder = tmp_path / f"example-{next(numbers)}"
            shutil.copytree(template, folder)
            desk.open(folder)
            return Model(desk, door, heard)

        return model

    with tls_door(tmp_path, heard) as door, pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_watch, "time", Steady(desk))
        run_state_machine_as_test(
            begin(door),
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=derandomize,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate] if derandomize else [Phase.generate, Phase.shrink],
            ),
        )


@pytest.mark.timeout(600)
def test_model(desk: Desk, tmp_path: Path) -> None:
    """The same examples in each run."""
    run(desk, tmp_path, examples=15, steps=14, derandomize=True)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_model_for_long(desk: Desk, tmp_path: Path) -> None:
    """Other examples in each run; what failed is made small and printed."""
    run(desk, tmp_path, examples=300, steps=40, derandomize=False)
