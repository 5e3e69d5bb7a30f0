"""Pages scanned by the command line outlive an error and the death of the process."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app.errors import AppError, Code
from app.operations.recover_pages import recover_pages
from app.operations.scan_alone import pages_kept
from app.store.store import Store
from tests.keys import KEYS
from tests.scanning.page_images import folders_in

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
_SCAN_AND_WAIT = """
import sys
from pathlib import Path
from PIL import Image
from app.operations.scan_alone import pages_kept
from tests.scanning.page_images import folders_in
with pages_kept(folders_in(Path(sys.argv[1]))) as folder:
    folder.add(Image.new("RGB", (200, 300), "white"), dpi=200)
    print("scanned", flush=True)
    input()
"""


@pytest.fixture
def store(tmp_path: Path):
    (tmp_path / "backups").mkdir()
    opened = Store(tmp_path / "quay.sqlite3", tmp_path / "backups", KEYS)
    yield opened
    opened.close()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_a_jam_keeps_the_pages_before_it(store: Store, work: Path) -> None:
    with pytest.raises(AppError) as caught, pages_kept(folders_in(work)) as folder:
        folder.add(Image.new("RGB", (200, 300), "white"), dpi=200)
        raise AppError(Code.SCANNER_JAMMED)
    assert caught.value.facts["kept_pages"] == 1
    [batch] = recover_pages(store=store, folders=folders_in(work), now=NOW)
    assert len(batch.pages) == 1


def test_nothing_stays_of_what_became_a_file_or_had_no_page(work: Path) -> None:
    with pages_kept(folders_in(work)) as folder:
        folder.add(Image.new("RGB", (200, 300), "white"), dpi=200)
    with pytest.raises(AppError), pages_kept(folders_in(work)):
        raise AppError(Code.SCANNER_NO_PAPER)
    assert list(work.iterdir()) == []


def test_a_killed_scan_is_taken_up_and_a_running_one_left_alone(store: Store, work: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SCAN_AND_WAIT, str(work)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as scan:  # fmt: skip
        assert scan.stdout is not None
        assert scan.stdout.readline() == b"scanned\n"
        assert recover_pages(store=store, folders=folders_in(work), now=NOW) == ()
        scan.kill()
    [batch] = recover_pages(store=store, folders=folders_in(work), now=NOW)
    assert len(batch.pages) == 1
