"""From scanner to paper nobody can read a page on the disk, at no moment, whatever is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pillow_heif
import pytest

from app.operations.recover_pages import recover_pages
from app.scanning.page_files import read_page
from app.scanning.sane_test_device import TEST_DEVICE
from tests.operations.page_job import opened
from tests.operations.plain_watch.sitecustomize import plain_files
from tests.scanning.escl_double import EsclDouble, running
from tests.scanning.page_images import draw_page
from tests.scanning.strange_files import pdf_of
from tests.store.conftest import NOW

WATCH = Path(__file__).parent / "plain_watch"
SHEETS = 4


def _heic(file: Path) -> None:
    pillow_heif.from_pillow(draw_page()).save(file)


def _tiff(file: Path) -> None:
    draw_page().save(file, save_all=True, append_images=[draw_page()] * 2, dpi=(200, 200))


FILES: dict[str, Callable[[Path], object]] = {
    "jpg": lambda file: draw_page().save(file, dpi=(200, 200)),
    "png": lambda file: draw_page().save(file, dpi=(200, 200)),
    "tiff": _tiff,
    "heic": _heic,
    "pdf": lambda file: pdf_of(file, 3),
}


class Watched:
    """A profile, and a folder for temporary files, in which nothing readable may ever lie."""

    def __init__(self, folder: Path) -> None:
        self.profile, self.temporary = folder / "profile", folder / "temporary"
        self.work = self.profile / "work"
        self._found = folder / "found"
        self.temporary.mkdir()

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        watched = os.pathsep.join(map(str, (self.profile, self.temporary)))
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | {
                "PYTHONPATH": str(WATCH), "PLAIN_WATCHED": watched, "PLAIN_FOUND": str(self._found),
                "TMPDIR": str(self.temporary), "QUAY_HOME": str(self.profile),
            },
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def job(self, source: str, *wishes: str) -> "subprocess.Popen[bytes]":
        return self.start("-m", "tests.operations.page_job", str(self.profile), source, *wishes)

    def pages(self) -> list[Path]:
        return sorted(self.work.glob("*/page-*"))

    def seen(self) -> list[str]:
        """What lay there readable at some moment, or lies there now."""
        seen = self._found.read_text().splitlines() if self._found.exists() else []
        return sorted({*seen, *plain_files(self.profile, self.temporary)})


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture(params=["sane", "escl", *FILES])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sane":
        yield TEST_DEVICE
    elif request.param == "escl":
        with running(EsclDouble(sheets=SHEETS)) as device:
            yield f"escl:{device.url}"
    else:
        file = tmp_path / f"brought.{request.param}"
        FILES[request.param](file)
        yield f"file:{file}"


def ended(process: "subprocess.Popen[bytes]") -> int:
    _, said = process.communicate(timeout=100)
    assert process.returncode in (0, -signal.SIGKILL), said.decode()
    return process.returncode


def test_from_scanner_to_paper_nothing_can_be_read(watched: Watched, source: str) -> None:
    builds = [] if source == TEST_DEVICE else ["build"]  # its patterns do not fit 6 MB
    assert ended(watched.job(source, "look", *builds)) == 0
    assert watched.pages()
    assert watched.seen() == []


def test_nor_while_it_is_read(watched: Watched, tmp_path: Path) -> None:
    FILES["jpg"](tmp_path / "brought.jpg")
    assert ended(watched.job(f"file:{tmp_path / 'brought.jpg'}", "look", "read")) == 0
    assert watched.seen() == []


def test_a_kill_leaves_nothing_readable_and_every_page(watched: Watched) -> None:
    for at_page in range(1, SHEETS):
        with running(EsclDouble(sheets=SHEETS)) as device:
            before = len(watched.pages())
            process = watched.job(f"escl:{device.url}", "look", "build")
            deadline = time.monotonic() + 60
            while len(watched.pages()) < before + at_page and time.monotonic() < deadline:
                assert process.poll() is None
                time.sleep(0.005)
            process.kill()
            ended(process)
        assert watched.seen() == []
    on_disk = watched.pages()
    store, _, folders = opened(watched.profile)
    try:
        offered = recover_pages(store=store, folders=folders, now=NOW)
    finally:
        store.close()
    pages = [folders.page(page) for batch in offered for page in batch.pages]
    assert sorted(page.path for page in pages) == on_disk
    assert all(read_page(page).width_px for page in pages)
    assert watched.seen() == []


def test_nor_by_commands_that_know_no_profile(watched: Watched, tmp_path: Path) -> None:
    FILES["pdf"](tmp_path / "brought.pdf")
    made = tmp_path / "made"
    clean = watched.start(
        "-m", "app", "clean", str(tmp_path / "brought.pdf"), "--out", str(made), "--no-ocr"
    )
    assert ended(clean) == 0
    assert [file.name for file in made.iterdir()] == ["brought.pdf"]
    assert watched.seen() == []


_FOR_A_MOMENT = """
import pathlib, sys, tempfile
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "page").write_bytes(pathlib.Path(sys.argv[1]).read_bytes())
"""


def test_the_watch_sees_what_was_readable_for_a_moment(watched: Watched, tmp_path: Path) -> None:
    draw_page((90, 90)).save(tmp_path / "brought.jpg")
    assert ended(watched.start("-c", _FOR_A_MOMENT, str(tmp_path / "brought.jpg"))) == 0
    assert list(watched.temporary.iterdir()) == []
    assert watched.seen() != []
