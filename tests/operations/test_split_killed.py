"""``kill -9`` at every moment of splitting: nothing is lost, and nothing becomes a paper twice."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from app.store.dossiers import DossierFilter
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.operations.split_job import Death, open_desk, run
from tests.operations.stacks import PAGE, PATCH, ScanDesk, cover, files, separator, stack
from tests.store.conftest import MARRIAGE, NOW


def prepared(folder: Path) -> None:
    """A draft, and a stack with parts 3–4 and 6 for it and 8 for nobody knows whom."""
    folder.mkdir()
    store = Store(folder / "quay.sqlite3", folder, KEYS)
    with store.write() as work:
        one = work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="0A", now=NOW)
    first, second = one.components
    looks = (
        cover(one), separator(first.id), PAGE, PAGE, separator(second.id), PAGE, PATCH, PAGE,
    )  # fmt: skip
    stack(ScanDesk(store, Vault(folder / "vault", KEYS), folder / "work"), looks)
    store.close()


def require_all_is_well(folder: Path) -> None:
    """After a restart on which the officer goes on."""
    desk = open_desk(folder, Death(0))
    left = run(desk)
    with desk.store.read() as work:
        (dossier,) = work.dossiers.find(DossierFilter())
        papers = work.papers.of_dossier(dossier.id)
    assert [(paper.component_id, paper.pages) for paper in papers] == [
        (dossier.components[0].id, 2),
        (dossier.components[1].id, 1),
    ]
    assert all(desk.vault.read(paper.sha256) for paper in papers)
    assert [files(batch) for batch in left] == [[8]]
    assert len(list(desk.work_folder.rglob("page-*.page"))) == 8
    desk.store.close()


def test_no_kill_loses_a_page_or_makes_a_paper_twice(tmp_path: Path) -> None:
    prepared(tmp_path / "before")
    moment = 0
    while True:
        moment += 1
        folder = tmp_path / f"killed-{moment}"
        shutil.copytree(tmp_path / "before", folder)
        ended = subprocess.run(
            [sys.executable, "-m", "tests.operations.split_job", str(folder), str(moment)],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        require_all_is_well(folder)
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert moment > 8  # the split and two papers, before and after each is kept
