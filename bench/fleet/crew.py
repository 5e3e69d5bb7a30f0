"""A process that is many counters, and does with all of them what it is told."""

import heapq
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from bench.fleet.counter import FleetCounter, Seen

HANDS = 4
"""Officers of a process who queue or sign in at the same moment."""
DEADLINE_SECONDS = 600.0


@dataclass(frozen=True)
class Plan:
    folder: Path
    template: Path
    url: str
    password: str
    accounts: tuple[str, ...]
    papers: int
    paper_bytes: int


@dataclass(frozen=True)
class Told:
    """What a crew has seen since it was asked last."""

    seconds: dict[str, list[float]]
    faults: Counter[str]
    queued: dict[str, tuple[str, ...]]
    """Of all dossiers so far, by identifier: the SHA-256 of their papers."""
    deliveries: list[tuple[datetime, datetime]]
    """Of all dossiers so far: queued and delivered."""
    attempts: Counter[str]
    """Of all so far, by outcome."""


class CrewError(Exception):
    """What went wrong in the crew's process, as text: its errors do not all travel."""


def run_crew(orders: Connection, plan: Plan) -> None:
    """Answer each order of ``orders``, (name of a method, arguments…), until ``stop``."""
    crew = _Crew(plan)
    while True:
        name, *arguments = orders.recv()
        try:
            orders.send(getattr(crew, name)(*arguments))
        except Exception:  # noqa: BLE001 told to who gave the order
            orders.send(CrewError(traceback.format_exc()))
            return
        if name == "stop":
            return


class _Crew:
    def __init__(self, plan: Plan) -> None:
        self._plan, self._seen = plan, Seen()
        self._counters = [
            FleetCounter(plan.folder / account, plan.template, plan.url, account, self._seen)
            for account in plan.accounts
        ]
        self._hands = ThreadPoolExecutor(HANDS)

    def sign_in(self) -> None:
        list(self._hands.map(lambda each: each.sign_in(self._plan.password), self._counters))

    def queue(self, dossiers: int) -> None:
        def work(counter: FleetCounter) -> None:
            for _ in range(dossiers):
                counter.queue(self._plan.papers, self._plan.paper_bytes)

        list(self._hands.map(work, self._counters))

    def start(self) -> None:
        for counter in self._counters:
            counter.start()

    def trickle(self, seconds: float, pause: float) -> None:
        """Let each counter queue a dossier every ``pause`` seconds, none in step with another."""
        began, chance = time.monotonic(), Random(self._plan.accounts[0])
        coming = [(began + chance.uniform(0, pause), at) for at in range(len(self._counters))]
        heapq.heapify(coming)
        waiting = []
        while coming[0][0] < began + seconds:
            due, at = heapq.heappop(coming)
            time.sleep(max(0.0, due - time.monotonic()))
            counter = self._counters[at]
            size = (self._plan.papers, self._plan.paper_bytes)
            waiting.append(self._hands.submit(counter.queue, *size))
            heapq.heappush(coming, (due + pause, at))
        for each in waiting:
            each.result()

    def wait(self) -> None:
        """Until all is delivered."""
        until, open_ones = time.monotonic() + DEADLINE_SECONDS, list(self._counters)
        while open_ones := [each for each in open_ones if not each.has_delivered()]:
            if time.monotonic() > until:
                raise RuntimeError(f"{len(open_ones)} counters have not delivered")
            time.sleep(0.5)

    def catch_up(self, cursors: dict[str, int]) -> None:
        """Until each counter has heard of all that happened in its unit."""
        until, behind = time.monotonic() + DEADLINE_SECONDS, list(self._counters)
        while behind := [each for each in behind if each.cursor() < cursors[each.account]]:
            if time.monotonic() > until:
                raise RuntimeError(f"{len(behind)} counters have not heard all")
            for counter in behind:
                counter.ask_for_news()
            time.sleep(2)

    def tell(self) -> Told:
        seconds, faults = self._seen.take()
        return Told(
            seconds=seconds,
            faults=faults,
            queued={key: value for each in self._counters for key, value in each.queued.items()},
            deliveries=[moments for each in self._counters for moments in each.deliveries()],
            attempts=sum((each.attempts() for each in self._counters), Counter()),
        )

    def stop(self) -> None:
        list(self._hands.map(FleetCounter.stop, self._counters))
