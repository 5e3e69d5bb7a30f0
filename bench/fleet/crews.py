"""All counters of a fleet, in a few processes."""

import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.fleet.counter import make_template
from bench.fleet.crew import CrewError, Plan, Told, run_crew

CREWS = 4


class Crews:
    def __init__(self, lines: Sequence[Connection]) -> None:
        self._lines = lines

    def all(self, *order: object) -> list[Any]:
        """What each crew answers, once all have done it. Raises what one of them raised."""
        for line in self._lines:
            line.send(order)
        answers = [line.recv() for line in self._lines]
        for each in answers:
            if isinstance(each, CrewError):
                raise each
        return answers

    def told(self) -> Told:
        """What all have seen since it was asked last."""
        seconds: dict[str, list[float]] = defaultdict(list)
        answers: list[Told] = self.all("tell")
        for answer in answers:
            for kind, some in answer.seconds.items():
                seconds[kind] += some
        return Told(
            seconds=seconds,
            faults=sum((each.faults for each in answers), Counter()),
            queued={key: papers for each in answers for key, papers in each.queued.items()},
            deliveries=[moments for each in answers for moments in each.deliveries],
            attempts=sum((each.attempts for each in answers), Counter()),
        )


@contextmanager
def crews_of(
    place: Path, url: str, password: str, accounts: Sequence[str], *, papers: int, size: int
) -> Iterator[Crews]:
    """A counter for each of ``accounts``, whose dossiers have ``papers`` of ``size`` bytes."""
    context, lines, processes = multiprocessing.get_context("spawn"), [], []
    template, folder = make_template(place), place / "counters"
    folder.mkdir()
    for number in range(min(CREWS, len(accounts))):
        plan = Plan(folder, template, url, password, tuple(accounts[number::CREWS]), papers, size)
        line, far_end = context.Pipe()
        process = context.Process(target=run_crew, args=(far_end, plan), daemon=True)
        process.start()
        far_end.close()
        lines.append(line)
        processes.append(process)
    try:
        yield Crews(lines)
    finally:
        for process in processes:
            process.join(20)
            process.terminate()
