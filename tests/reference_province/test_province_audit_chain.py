"""The province's audit log shows what was changed, taken out, put in or cut off."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from sync.reference_province.audit_chain import Fault, verify
from sync.reference_province.engine import Database
from sync.reference_province.tables_of_acts import REFUSALS
from tests.reference_province.province_line import a_paper, an_act, later, some_pdf
from tests.reference_province.provinces import Province

UNIT = "H01.31.02"


@contextmanager
def database_of(province: Province) -> Iterator[Database]:
    database = Database(province.settings.database_url)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def log(province: Province) -> Iterator[Database]:
    """Of a province in which much was done and refused."""
    line, content = province.line(), some_pdf()
    line.upload(content)
    for _ in range(3):
        receipt = line.perform(an_act(content)).json()
        line.perform(later("approve", receipt, results=[a_paper(content)]))
    line.get("/v1/warehouse", owner="089091123456")
    province.line("quantri").get("/v1/audit")
    with database_of(province) as database:
        yield database


def change(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        assert session.execute(text(statement), values).rowcount == 1  # type: ignore[attr-defined]


def test_a_whole_log_is_found_whole(log: Database) -> None:
    report = verify(log)

    assert report.faults == ()
    assert report.entries >= 5


@pytest.mark.parametrize(
    ("chain", "statement"),
    [
        (UNIT, "UPDATE audit SET account = 'vuong.tq' WHERE id = :id"),
        (UNIT, "UPDATE audit SET files = '[]' WHERE id = :id"),
        (UNIT, "UPDATE audit SET dossier_code = 'H01.31.02-261123-0001' WHERE id = :id"),
        (UNIT, "DELETE FROM audit WHERE id = :id"),
        (REFUSALS, "UPDATE audit SET times = 1000 WHERE id = :id"),
        (REFUSALS, "UPDATE audit SET account = '' WHERE id = :id"),
        (REFUSALS, "DELETE FROM audit WHERE id = :id"),
    ],
)
@pytest.mark.parametrize("place", ["first", "last"])
def test_what_was_done_to_it_is_found(
    log: Database, chain: str, statement: str, place: str
) -> None:
    ours = "refused != ''" if chain == REFUSALS else "refused = '' AND act = 'receive_dossier'"
    end = "min" if place == "first" else "max"
    with log.writing() as session:
        number = session.scalar(text(f"SELECT {end}(id) FROM audit WHERE {ours}"))
        kept = "CREATE TABLE kept AS SELECT * FROM audit WHERE id = " + str(number)
        session.execute(text(kept))
    change(log, statement, id=number)
    try:
        assert [fault.chain for fault in verify(log).faults] == [chain]
    finally:
        with log.writing() as session:
            session.execute(text("DELETE FROM audit WHERE id = :id"), {"id": number})
            session.execute(text("INSERT INTO audit SELECT * FROM kept"))
            session.execute(text("DROP TABLE kept"))
    assert verify(log).faults == ()


def test_an_end_that_is_cut_off_is_missed(log: Database) -> None:
    change(log, "UPDATE units SET audit_count = audit_count + 1 WHERE code = :code", code=UNIT)
    try:
        assert verify(log).faults == (Fault(UNIT, None),)
    finally:
        change(log, "UPDATE units SET audit_count = audit_count - 1 WHERE code = :code", code=UNIT)
