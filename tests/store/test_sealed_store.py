"""The database on the disk: unreadable without the key, and under a new key whole or not at all."""

import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.domain.dossier import Applicant
from app.errors import AppError, Code
from app.sealing.keys import Keys, Purpose
from app.store.database import open_connection
from app.store.dossiers import DossierFilter
from app.store.migration import upgrade
from app.store.resealing import PLAIN, bring_under_newest_key, opening_key
from app.store.store import Store
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW

NAME = "Nguyễn Thị Đức Hạnh"
ROTATED = Keys({**KEYS.masters, 2: bytes(reversed(range(32)))})


def written(folder: Path) -> bytes:
    """All that lies in ``folder``."""
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def write_somebody(store: Store) -> None:
    with store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
        )
        work.dossiers.set_applicant(draft.id, Applicant(full_name=NAME))


def with_somebody(path: Path, keys: Keys = KEYS) -> None:
    with closing(Store(path, path.parent, keys)) as store:
        write_somebody(store)


def names(path: Path, keys: Keys) -> list[str]:
    with closing(Store(path, path.parent, keys)) as store, store.read() as work:
        return [each.applicant.full_name for each in work.dossiers.find(DossierFilter())]


def plain(path: Path) -> None:
    """A database as versions before encryption wrote it."""
    upgrade(path, "0011", PLAIN)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute(
            "INSERT INTO dossiers (id, provisional_code, code, state, procedure_code,"
            " procedure_name, case_code, full_name, identity_number, gender, address, phone, email,"
            " organization, fees, return_way, handled_by, refusal, created_at, search)"
            " VALUES ('d','p','','draft','1','n','',?,'','unknown','','','','','[]','counter','',"
            "'','2026-01-01T00:00:00.000000+00:00','')",
            (NAME,),
        )


def test_nobody_reads_it_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    store = Store(path, tmp_path, KEYS)
    write_somebody(store)
    # Also while it is open: the write-ahead log is sealed as well.
    content = written(tmp_path)
    for word in (NAME, "Hạnh", MARRIAGE.name, "dossiers", "SQLite"):
        assert word.encode() not in content
    store.close()
    with closing(sqlite3.connect(path)) as foreign, pytest.raises(sqlite3.DatabaseError):
        foreign.execute("SELECT * FROM dossiers")
    with pytest.raises(AppError) as caught:
        Store(path, tmp_path, Keys({1: bytes(32)}))
    assert caught.value.code is Code.DATABASE_DAMAGED
    assert names(path, KEYS) == [NAME]


def test_an_old_plain_database_is_sealed_and_its_text_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    plain(path)
    assert NAME.encode() in written(tmp_path)
    bring_under_newest_key(path, KEYS)
    assert NAME.encode() not in written(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["quay.sqlite3"]
    assert names(path, KEYS) == [NAME]


def test_a_sealed_database_goes_over_to_a_new_key(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    with_somebody(path)
    before = path.read_bytes()
    bring_under_newest_key(path, KEYS)
    assert path.read_bytes() == before, "nothing to do"
    assert names(path, ROTATED) == [NAME], "opened with the older key until then"
    bring_under_newest_key(path, ROTATED)
    only_new = Keys({2: ROTATED.masters[2]})
    assert names(path, only_new) == [NAME]
    assert opening_key(path, ROTATED) == ROTATED.key(Purpose.DATABASE, 2)


def test_a_file_that_nothing_opens_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    path.write_bytes(os.urandom(8192))
    before = path.read_bytes()
    bring_under_newest_key(path, ROTATED)
    assert path.read_bytes() == before


def is_killed_at(step: int, path: Path, keys: Keys) -> bool:
    """Exchange the key of ``path`` in a process that dies at its line number ``step``."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    steps = iter(range(step))

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.endswith(("resealing.py", "whole_files.py")):
            return None
        if event == "line" and next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    bring_under_newest_key(path, keys)
    os._exit(0)


@pytest.mark.parametrize("from_plain", [True, False])
def test_killed_anywhere_it_is_one_file_or_the_other(tmp_path: Path, *, from_plain: bool) -> None:
    """Lines all over the exchange are such at which the program is killed."""
    keys = KEYS if from_plain else ROTATED
    start = tmp_path / "start"
    start.mkdir()
    (plain if from_plain else with_somebody)(start / "quay.sqlite3")
    source = (start / "quay.sqlite3").read_bytes()
    step, dies = 0, True
    while dies:
        folder = tmp_path / str(step)
        folder.mkdir()
        path = folder / "quay.sqlite3"
        path.write_bytes(source)
        dies = is_killed_at(step, path, keys)
        bring_under_newest_key(path, keys)
        key = keys.key(Purpose.DATABASE, keys.current)
        with closing(open_connection(path, key)) as opened:
            assert opened.execute("SELECT full_name FROM dossiers").fetchall() == [(NAME,)]
        assert NAME.encode() not in written(folder)
        assert not list(folder.glob("*.plain"))
        step += 3
    assert step > 40
