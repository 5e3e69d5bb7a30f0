"""The audit log: a chain in which nothing can be changed, left out or cut off unnoticed."""

import hashlib
import json
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.audit import Act, AuditEntry, ChainEnd
from app.domain.audit_chain import ChainReport, Finding, Flaw, Sealed
from app.sealing.keys import Purpose
from app.store.database import open_connection
from app.store.store import Store
from tests.keys import KEYS
from tests.store.conftest import OFFICER

NO_SEAL = Sealed(None)


def write_some(store: Store, count: int = 5) -> ChainEnd:
    for number in range(count):
        with store.write() as work:
            work.audit.note(Act.SIGNED, dossier=f"d{number}", sha256="ab" * 32, pages=number)
    with store.read() as work:
        return work.audit.end()


def examine(store: Store, sealed: Sealed = NO_SEAL) -> ChainReport:
    with store.read() as work:
        return work.audit.examine(sealed)


def tamper(path: Path, statement: str, values: tuple[object, ...] = ()) -> None:
    """As somebody with the key and no program does."""
    key = KEYS.key(Purpose.DATABASE, 1)
    with closing(open_connection(path, key)) as connection:
        connection.execute(statement, values)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "quay.sqlite3"


def test_a_chain_is_verified_by_its_description_alone(store: Store) -> None:
    write_some(store)
    with store.read() as work:
        entries = list(work.audit.whole())
    before = bytes(32)
    for entry in entries:
        said = {
            "account": entry.account, "act": entry.act, "at": entry.at,
            "dossier": entry.dossier_id, "facts": entry.facts, "number": entry.number,
            "result": entry.result,
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        before = hashlib.sha256(before + text.encode()).digest()
        assert entry.hash == before.hex()
    assert examine(store) == ChainReport(ChainEnd(5, before.hex()), None, ())
    assert {entry.account for entry in entries} == {OFFICER.account}


def test_an_act_without_an_officer_says_so(store: Store) -> None:
    with store.write() as work:
        work.facts.set_officer(None)
        work.audit.note(Act.DELIVERED)
    with store.read() as work:
        assert work.audit.entries()[0].account == ""


def test_an_entry_goes_with_its_transaction(store: Store) -> None:
    end = write_some(store, 2)
    with pytest.raises(RuntimeError), store.write() as work:
        work.audit.note(Act.SIGNED)
        raise RuntimeError
    assert examine(store).end == end


def test_each_byte_of_each_row_counts(store: Store, path: Path) -> None:
    write_some(store, 3)
    columns = ("at", "account", "act", "dossier_id", "facts", "result", "hash")
    with closing(open_connection(path, KEYS.key(Purpose.DATABASE, 1))) as connection:
        connection.text_factory = bytes
        connection.execute("PRAGMA synchronous = OFF")
        rows = connection.execute(
            f"SELECT number, {', '.join(columns)} FROM audit ORDER BY number"
        ).fetchall()
        tried = 0
        for number, *values in rows:
            for column, value in zip(columns, values, strict=True):
                for place in range(len(value)):
                    changed = bytearray(value)
                    changed[place] ^= 1 << (place % 8)
                    set_to = f"UPDATE audit SET {column} = ? WHERE number = ?"
                    connection.execute(set_to, (bytes(changed), number))
                    finding = examine(store).finding
                    assert finding == Finding(Flaw.CHANGED, number), (column, place)
                    connection.execute(
                        f"UPDATE audit SET {column} = CAST(? AS TEXT) WHERE number = ?",
                        (value, number),
                    )
                    tried += 1
    assert tried > 500
    assert examine(store).finding is None


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("DELETE FROM audit WHERE number = 3", Finding(Flaw.MISSING, 3)),
        ("DELETE FROM audit WHERE number = 1", Finding(Flaw.MISSING, 1)),
        ("DELETE FROM audit WHERE number > 3", Finding(Flaw.CUT_OFF, 4)),
        ("DELETE FROM audit", Finding(Flaw.CUT_OFF, 1)),
        ("UPDATE audit SET number = 9 WHERE number = 4", Finding(Flaw.MISSING, 4)),
        ("UPDATE audit SET number = 0 WHERE number = 5", Finding(Flaw.MISSING, 1)),
        ("DELETE FROM facts WHERE name = 'audit'", Finding(Flaw.UNNOTED, 1)),
    ],
)
def test_rows_taken_away_are_found(
    store: Store, path: Path, statement: str, finding: Finding
) -> None:
    write_some(store)
    tamper(path, statement)
    assert examine(store).finding == finding


def test_rows_exchanged_are_found(store: Store, path: Path) -> None:
    write_some(store)
    for old, new in ((2, 99), (4, 2), (99, 4)):
        tamper(path, "UPDATE audit SET number = ? WHERE number = ?", (new, old))
    assert examine(store).finding == Finding(Flaw.CHANGED, 2)


def test_a_cut_end_stays_visible_when_work_goes_on(store: Store, path: Path) -> None:
    write_some(store)
    tamper(path, "DELETE FROM audit WHERE number > 3")
    write_some(store, 2)
    assert examine(store).finding == Finding(Flaw.MISSING, 4)


def test_a_row_added_by_hand_is_found(store: Store, path: Path) -> None:
    write_some(store)
    tamper(path, "INSERT INTO audit SELECT 6, at, account, act, '', facts, result, hash FROM audit"
                 " WHERE number = 5")  # fmt: skip
    assert examine(store).finding == Finding(Flaw.CHANGED, 6)


def test_an_end_cut_off_with_all_that_the_database_says_of_it_shows_by_the_seal(
    store: Store, path: Path
) -> None:
    end = write_some(store)
    tamper(path, "DELETE FROM audit WHERE number > 3")
    tamper(path, "DELETE FROM facts WHERE name = 'audit'")
    sealed = Sealed(end)
    with store.write() as work:  # work goes on, and the end is kept anew
        work.audit.note(Act.SIGNED)
    assert examine(store).finding is None
    assert examine(store, sealed).finding == Finding(Flaw.CUT_OFF, 5)
    write_some(store, 3)
    assert examine(store, sealed).finding == Finding(Flaw.REPLACED, 5)


def test_a_restored_backup_is_told_as_one(store: Store, path: Path) -> None:
    end = write_some(store)
    tamper(path, "DELETE FROM audit WHERE number > 3")
    tamper(path, "DELETE FROM facts WHERE name = 'audit'")
    with store.write() as work:
        work.audit.note(Act.RESTORED, entries_before=end.entries, hash_before=end.hash)
    report = examine(store, Sealed(end))
    assert report.finding is None
    assert [note.act for note in report.notes] == [Act.RESTORED]


def test_writers_on_many_threads_and_connections_keep_one_chain(store: Store, path: Path) -> None:
    with closing(Store(path, path.parent, KEYS)) as other:

        def write(target: Store) -> None:
            for _ in range(10):
                with target.write() as work:
                    work.audit.note(Act.DELIVERED)

        threads = [threading.Thread(target=write, args=(each,)) for each in (store, other) * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    report = examine(store)
    assert (report.end.entries, report.finding) == (60, None)


def test_entries_are_found_by_dossier_and_day(store: Store) -> None:
    write_some(store)
    with store.read() as work:
        assert [entry.number for entry in work.audit.entries(dossier="d3")] == [4]
        newest = work.audit.entries(limit=2)
        assert [entry.number for entry in newest] == [5, 4]
        assert work.audit.entries(since=newest[0].moment)[-1].number == 5


@pytest.mark.parametrize(
    "end", ["{}", '{"entries": 3, "hash": "?"}', '{"entries": 2}', "[]", '{"entries": "x"}',
            json.dumps({"entries": 2, "hash": "ab" * 32})],
)  # fmt: skip
def test_whatever_was_done_to_it_work_goes_on_and_it_is_told(
    store: Store, path: Path, end: str
) -> None:
    write_some(store)
    tamper(path, "UPDATE audit SET hash = 'none' WHERE number = 5")
    tamper(path, "UPDATE facts SET value = ? WHERE name = 'audit'", (end,))
    assert write_some(store, 2).entries == 7
    assert examine(store).finding == Finding(Flaw.CHANGED, 5)


CITIZEN_NUMBERS = st.from_regex(r"0[0-9]{11}", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "Z", "P", "S")), max_size=12).map(
    lambda text: f" {text} "
)
PINS = st.from_regex(r"(pin|PIN|password|mật khẩu)( ?= ?|: ?)7[0-9]{5}", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(number=CITIZEN_NUMBERS, pin=PINS, before=WORDS, after=WORDS)
def test_no_citizen_number_and_no_pin_gets_in(
    store: Store, number: str, pin: str, before: str, after: str
) -> None:
    said = f"{before}{number}{after}{pin}"
    with store.write() as work:
        work.audit.note(
            Act.SIGNED, dossier=said, account=said, result=said, sha256=said, serial=said,
            province_number=said, code=number,
        )  # fmt: skip
        work.facts.set_officer(OFFICER)
    with store.read() as work:
        entry: AuditEntry = work.audit.entries(limit=1)[0]
    kept = json.dumps(vars(entry), ensure_ascii=False)
    assert number not in kept
    assert pin[-6:] not in kept.replace(entry.hash, "").replace(entry.at, "")
    assert examine(store).finding is None


def test_half_a_character_is_no_reason_to_fail(store: Store) -> None:
    with store.write() as work:
        work.audit.note(Act.SIGNED, code="\udcff")
    assert examine(store).finding is None
