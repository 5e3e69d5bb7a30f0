"""What PostgreSQL lets happen at the same time, and SQLite does not."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from sync.reference_province.changes import unit_in_turn
from sync.reference_province.database import WrongPasswords
from sync.reference_province.engine import Database
from sync.reference_province.tables_of_citizens import WarehouseLook
from sync.reference_province.writers import Writers
from tests.reference_province.province_line import (
    an_act,
    enter,
    later,
    proof,
    request_of,
    sha256,
    some_pdf,
)  # fmt: skip
from tests.reference_province.provinces import POSTGRES, Province, postgres_schema, running
from tests.reference_province.torn_lines import wait_until

pytestmark = pytest.mark.skipif(not POSTGRES, reason="QUAY_TEST_POSTGRES names no PostgreSQL")

OWNER = "089091170001"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres_schema() as url:
        yield url


@pytest.fixture(scope="module")
def province(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with running(url, tmp_path_factory.mktemp("province")) as province:
        yield province


@pytest.fixture
def database(url: str, province: Province) -> Iterator[Database]:
    """A connection beside those of the province, which has made the tables."""
    opened = Database(url)
    yield opened
    opened.close()


def test_two_officers_of_a_unit_look_at_a_paper_at_the_same_time(
    province: Province, database: Database
) -> None:
    line, content = province.line(), some_pdf()
    line.upload(content)
    receipt = line.perform(an_act(content)).json()
    kept: dict[str, Any] = {
        "sha256": sha256(content), "saved_as": "result", "title": "Trích lục", "owner_name": "A",
        "owner_number": OWNER, "valid_from": "2026-11-27",
    }  # fmt: skip
    item = line.perform(later("save_to_warehouse", receipt, **kept)).json()["warehouse_item"]

    with ThreadPoolExecutor(1) as threads:
        with database.writing() as session:
            unit_in_turn(session, "H01.31.02")
            until = province.clock() + timedelta(hours=1)
            session.add(WarehouseLook(unit_code="H01.31.02", item_id=item, until=until))
            session.flush()
            second = threads.submit(line.get, "/v1/warehouse", owner=OWNER)
            wait_until(_somebody_waits)
        assert second.result().status_code == 200
    entries = province.line("quantri").get("/v1/audit", account="dao.nt", limit=500).json()
    assert entries["entries"][-1]["act"] == "look_into_warehouse"


def test_two_first_wrong_passwords_of_an_account_both_count(
    province: Province, database: Database
) -> None:
    _, challenge = proof()
    with ThreadPoolExecutor(1) as threads:
        with database.writing() as session:
            now = province.clock()
            first = WrongPasswords(account="hai.lv", count=1, last_at=now, blocked_until=None)
            session.add(first)
            session.flush()
            second = threads.submit(enter, province.base, request_of(challenge), "hai.lv", "sai")
            wait_until(_somebody_waits)
        assert second.result().status_code == 401
    with database.writing() as session:
        assert session.get_one(WrongPasswords, "hai.lv").count == 2


def test_giving_a_lock_back_holds_no_other_request_up(database: Database) -> None:
    """The database is asked for it, while the event loop serves all requests of the process."""
    writers = Writers(database)

    async def one_upload() -> None:
        async with writers.only_here("một tệp", lambda: None):
            assert writers._among_processes
            turn = writers._among_processes._turn
            turn.acquire()
            asyncio.get_running_loop().call_later(0.05, turn.release)

    asyncio.run(one_upload())
    with writers.only("một tệp"):
        pass
    writers.close()


def test_a_lock_whose_connection_is_lost_is_free_in_its_own_process(database: Database) -> None:
    writers = Writers(database)
    locks = writers._among_processes
    assert locks

    def lose() -> None:
        """Nobody gets another connection for the moment."""
        locks.close()
        locks._engine = _NoConnections()  # type: ignore[assignment]

    engine = locks._engine
    with writers.only("một tệp"):
        lose()
    locks._engine = engine
    with writers.only("một tệp"):
        pass
    writers.close()


class _NoConnections:
    """A pool that is used up."""

    def connect(self) -> Callable[..., Any]:
        from sqlalchemy.exc import TimeoutError as PoolTimeout

        raise PoolTimeout


def _somebody_waits() -> bool:
    address = make_url(POSTGRES).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return connection.execute(waiting).fetchone() is not None
