"""A disk that fills up anywhere between scanner and paper: said, nothing lost, and it goes on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.scan import BatchId
from app.errors import AppError, Code
from app.operations.look_at_pages import look_at_pages
from app.operations.page_folders import PageFolders
from app.operations.recover_pages import recover_pages
from app.operations.scan_pages import begin_batch, scan_pages
from app.scanning.page_files import read_page
from app.scanning.source import ScanRequest
from app.scanning.sources import open_source
from app.store.store import Store
from tests.operations.page_job import build, opened
from tests.scanning.page_images import draw_page, folders_in
from tests.scanning.strange_files import pdf_of
from tests.store.conftest import NOW

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="mounts a small disk"
)
_LEFT = (0, 8_192, 40_960, 131_072, 262_144, 400_000, 600_000, 900_000, 1_500_000)
"""Bytes; between them every writer on the way is the one that finds no room."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "small"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def leave(disk: Path, left: int) -> None:
    """Fill ``disk`` but for so many bytes."""
    free(disk)
    with (disk / "fill").open("wb", buffering=0) as fill:
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - left
        while room > 0:
            room -= fill.write(bytes(min(room, 1 << 20)))


def free(disk: Path) -> None:
    (disk / "fill").unlink(missing_ok=True)


def until_there_is_room(disk: Path, act: Callable[[], object]) -> int:
    """Do ``act`` with more and more room until it is done; how often there was too little."""
    failures = 0
    for left in _LEFT:
        leave(disk, left)
        try:
            act()
        except AppError as error:
            if error.code is not Code.DISK_FULL:
                raise
            failures += 1
        else:
            return failures
        finally:
            free(disk)
    act()
    return failures


def source_of(kind: str, folder: Path) -> str:
    """Three pages of half a megabyte, or one."""
    if kind == "sane":
        return "sane:test:0"
    if kind == "pdf":
        return f"file:{pdf_of(folder / 'a.pdf', 1)}"
    file = folder / f"a.{kind}"
    draw_page(noise=0.15).save(file, dpi=(200, 200))
    return f"file:{file}"


@pytest.mark.parametrize("kind", ["jpg", "png", "pdf", "sane"])
def test_a_page_without_room_is_taken_once_there_is(
    small_disk: Path, tmp_path: Path, kind: str
) -> None:
    store, _, folders = opened(small_disk)
    source = source_of(kind, tmp_path)
    with closing(store):
        batch = begin_batch(store=store, source=source, now=NOW)

        def scan() -> None:
            scan_pages(
                store=store, folders=folders, batch_id=batch.id,
                source=open_source(source), request=ScanRequest(),
            )  # fmt: skip

        assert until_there_is_room(small_disk, scan) > 0
        recover_pages(store=store, folders=folders, now=NOW)
        require_each_file_once(store, folders, batch.id)


def test_looking_and_building_go_on_where_they_were(small_disk: Path, tmp_path: Path) -> None:
    store, vault, folders = opened(small_disk)
    source = source_of("jpg", tmp_path)
    with closing(store):
        batch = begin_batch(store=store, source=source, now=NOW)
        for _ in range(2):
            scan_pages(
                store=store, folders=folders, batch_id=batch.id,
                source=open_source(source), request=ScanRequest(),
            )  # fmt: skip
        before = require_each_file_once(store, folders, batch.id)

        def look() -> None:
            look_at_pages(store=store, folders=folders, batch_id=batch.id)

        assert until_there_is_room(small_disk, look) > 0
        assert until_there_is_room(small_disk, lambda: build(store, vault, folders, batch)) > 0
        assert require_each_file_once(store, folders, batch.id) == before
        with store.read() as work:
            paper = work.papers.of_batch(batch.id)
        assert paper is not None
        assert vault.read(paper.original_sha256).startswith(b"%PDF")
    assert [file.name for file in small_disk.rglob(".part*")] == []


def require_each_file_once(
    store: Store, folders: PageFolders, batch_id: BatchId
) -> dict[str, bytes]:
    """Every page has its file, whole, and every file its page."""
    with store.read() as work:
        pages = work.scans.get(batch_id).pages
    folder = folders.of(batch_id)
    files = folder.pages()
    assert [page.file for page in pages] == [file.name for file in files]
    assert all(read_page(file).width_px for file in files)
    assert sorted(folder.path.iterdir()) == [file.path for file in files]
    return {file.name: file.read() for file in files}


def test_a_page_whose_row_found_no_room_comes_before_the_next(store: Store, tmp_path: Path) -> None:
    """What such a moment leaves: the image whole, and no row."""
    batch = begin_batch(store=store, source="", now=NOW)
    folders = folders_in(tmp_path / "work")
    folders.of(batch.id).add(draw_page((400, 600)), dpi=200)
    seen: list[str] = []
    scan_pages(
        store=store, folders=folders, batch_id=batch.id,
        source=open_source(source_of("jpg", tmp_path)), request=ScanRequest(),
        on_page=lambda page: seen.append(page.file.name),
    )  # fmt: skip
    assert seen == ["page-0001.page", "page-0002.page"]
    require_each_file_once(store, folders, batch.id)
