"""Transactions, migrations, damaged files, and word of changes."""

import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.dossier import Applicant, Dossier, DossierState
from app.errors import AppError, Code
from app.sealing.keys import Purpose
from app.store.changes import Changes, Topic
from app.store.database import open_connection
from app.store.dossiers import DossierFilter
from app.store.store import Store
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW, PENSION


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    heard: list[Changes] = []
    store.subscribe(heard.append)
    with pytest.raises(RuntimeError), store.write() as work:
        work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW)
        raise RuntimeError
    with store.read() as work:
        assert work.dossiers.find(DossierFilter()) == ()
    assert heard == []


def test_a_commit_tells_which_dossier_changed(store: Store, draft: Dossier) -> None:
    heard: list[Changes] = []
    unsubscribe = store.subscribe(heard.append)
    with store.write() as work:
        work.dossiers.set_applicant(draft.id, Applicant(full_name="Nguyễn Đức"))
    assert heard == [Changes(frozenset({Topic.DOSSIERS}), frozenset({draft.id}))]
    unsubscribe()
    with store.write() as work:
        work.dossiers.discard_draft(draft.id)
    assert len(heard) == 1


def test_a_read_cannot_keep_anything(store: Store, draft: Dossier) -> None:
    with store.read() as work:
        work.dossiers.set_applicant(draft.id, Applicant(full_name="Lê Văn A"))
    with store.read() as work:
        assert work.dossiers.get(draft.id).applicant.full_name == ""


def test_commits_are_flushed_to_the_disk(store: Store, tmp_path: Path) -> None:
    with store._engine.connect() as connection:  # the setting is what keeps a power cut harmless
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_writers_on_many_threads_all_succeed(store: Store) -> None:
    def write() -> None:
        for _ in range(10):
            with store.write() as work:
                work.dossiers.open_draft(procedure=PENSION, case_code="", counter="00AF", now=NOW)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as work:
        codes = {each.provisional_code for each in work.dossiers.find(DossierFilter())}
    assert len(codes) == 60


def test_search_ignores_marks(store: Store, draft: Dossier) -> None:
    with store.write() as work:
        work.dossiers.set_applicant(draft.id, Applicant(full_name="Nguyễn Đức Thọ"))
    with store.read() as work:
        assert [d.id for d in work.dossiers.find(DossierFilter(text="nguyen duc"))] == [draft.id]
        assert [d.id for d in work.dossiers.find(DossierFilter(text="ket hon tho"))] == [draft.id]
        assert work.dossiers.find(DossierFilter(text="100%")) == ()
        assert work.dossiers.counts() == {DossierState.DRAFT: 1}


def test_another_procedure_keeps_the_lines_it_shares(store: Store, draft: Dossier) -> None:
    with store.write() as work:
        changed = work.dossiers.change_procedure(draft.id, PENSION, "25N")
    assert [line.name for line in changed.components] == ["Bản khai"]
    assert changed.components[0].id == draft.components[0].id


def test_a_submitted_dossier_cannot_be_edited(store: Store, draft: Dossier) -> None:
    with store.write() as work:
        work.dossiers.submit(draft.id, received_at=NOW, due_at=NOW)
    with pytest.raises(AppError) as caught, store.write() as work:
        work.dossiers.set_applicant(draft.id, Applicant())
    assert caught.value.code is Code.DOSSIER_ALREADY_SUBMITTED


def test_a_file_of_an_older_version_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    Store(path, tmp_path, KEYS).close()
    key = KEYS.key(Purpose.DATABASE, 1)
    with closing(open_connection(path, key)) as old:  # as if a later program had written it
        old.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(AppError) as caught:
        Store(path, tmp_path, KEYS)
    assert caught.value.code is Code.DATABASE_NEWER


def test_a_damaged_file_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "quay.sqlite3"
    path.write_bytes(b"not a database, but the officer's only copy" * 100)
    before = path.read_bytes()
    with pytest.raises(AppError) as caught:
        Store(path, tmp_path, KEYS)
    assert caught.value.code is Code.DATABASE_DAMAGED
    assert path.read_bytes() == before
