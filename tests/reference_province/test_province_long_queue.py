"""More requests than can be served: they are told to come back while counters listen still."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import requests

from sync.http_line import READ_SECONDS
from sync.reference_province import engine
from sync.reference_province.changes import unit_in_turn
from tests.reference_province.province_line import some_pdf
from tests.reference_province.provinces import POSTGRES, Province, postgres_schema, running

Start = Callable[..., Province]
THREADS = 40
"""Of a process (anyio), in which requests are served."""


def test_what_would_wait_too_long_is_told_to_come_back(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 50)  # however slowly this machine begins
    province = start(longest_queue=3)
    line = province.line()
    place = tmp_path / "province.sqlite3"
    with (
        closing(sqlite3.connect(place, isolation_level=None)) as database,
        ThreadPoolExecutor(THREADS + 20) as threads,
    ):
        database.execute("BEGIN IMMEDIATE")  # nobody else writes now
        begun = [threads.submit(line.begin, some_pdf()) for _ in range(THREADS + 20)]
        first = next(iter(wait(begun, return_when=FIRST_COMPLETED).done)).result()
        assert (first.status_code, first.json()["code"]) == (503, "busy")
        assert first.headers["Retry-After"] == "5"
        health = requests.get(f"{province.base}/v1/health", timeout=10)
        assert health.status_code == 200, "the province is there"
        database.execute("ROLLBACK")
        statuses = [each.result().status_code for each in begun]

    assert set(statuses) == {201, 503}
    assert statuses.count(201) >= THREADS
    assert line.begin(some_pdf()).status_code == 201


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def test_a_wait_for_another_writer_ends_before_the_counter_gives_up(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.LOCK_WAIT_SECONDS < READ_SECONDS / 2
    monkeypatch.setattr(engine, "LOCK_WAIT_SECONDS", 0.3)
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
        if kind == "postgresql":
            url = stack.enter_context(postgres_schema())
        province = stack.enter_context(running(url, tmp_path))
        line, database = province.line(), engine.Database(url)
        stack.callback(database.close)
        with database.writing() as session:
            unit_in_turn(session, "H01.31.02")
            refused = line.begin(some_pdf())
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert refused.headers["Retry-After"] == "5"
        assert line.begin(some_pdf()).status_code == 201
