"""``kill -9`` in the middle of a stack: every page whose file was whole is there, none twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.scan import ScanBatch
from app.operations.look_at_pages import undo_cleaning
from app.operations.page_folders import PageFolders
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.operations.scan_pages import remove_page
from app.scanning.page_files import read_page
from app.scanning.pixels import read_pixels
from app.scanning.sane_test_device import TEST_DEVICE
from app.store.store import Store
from tests.operations.page_job import build, opened
from tests.scanning.escl_double import EsclDouble, number_on, running
from tests.scanning.page_images import picture
from tests.store.conftest import NOW

PAGES = 100
Command = Callable[[str, Path], list[str]]


def by_the_window(source: str, profile: Path) -> list[str]:
    handfuls = ["handfuls"] if source.startswith("sane") else []
    return [
        sys.executable, "-m", "tests.operations.page_job", str(profile), source, "look", "build",
        *handfuls,
    ]  # fmt: skip


def by_the_command(source: str, profile: Path) -> list[str]:
    return [
        sys.executable, "-m", "app", "scan", "--source", source, "--adf", "--no-ocr", "--out",
        str(profile.parent / "ra.pdf"),
    ]  # fmt: skip


@contextmanager
def scanner(kind: str) -> Iterator[str]:
    """Its address; a hundred sheets by the network, ten a handful by SANE."""
    if kind == "sane":
        yield TEST_DEVICE
        return
    with running(EsclDouble(sheets=PAGES)) as device:
        yield f"escl:{device.url}"


def whole_files(profile: Path) -> list[Path]:
    return sorted((profile / "work").glob("*/page-*.page"))


def killed(command: list[str], profile: Path, *, at_page: int, later: float) -> None:
    """Run ``command``; kill it ``later`` seconds after so many pages lie on disk."""
    with subprocess.Popen(
        command, env=os.environ | {"QUAY_HOME": str(profile)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 100
        while len(whole_files(profile)) < at_page and time.monotonic() < deadline:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            time.sleep(0.005)
        time.sleep(later)
        process.send_signal(signal.SIGKILL)
        process.wait()


def offered_after_restart(store: Store, folders: PageFolders) -> ScanBatch:
    [batch] = recover_pages(store=store, folders=folders, now=NOW)
    assert recover_pages(store=store, folders=folders, now=NOW) == (batch,)
    return batch


def kill_and_restart(
    kind: str, command: Command, folder: Path, chance: random.Random, *, most: int, builds: bool
) -> None:
    """One kill, at page 1 to ``most`` or soon after; all that must hold afterwards, and a paper of
    the first pages where it ``builds``: a stack of SANE's coloured patterns does not fit 6 MB.
    """
    profile = folder / "profile"
    at_page, later = chance.randint(1, most), chance.uniform(0, 0.4)
    with scanner(kind) as source:
        killed(command(source, profile), profile, at_page=at_page, later=later)
    on_disk = whole_files(profile)
    assert len(on_disk) >= at_page
    store, vault, folders = opened(profile)
    try:
        batch = offered_after_restart(store, folders)
        files = [folders.page(page) for page in batch.pages]
        assert [file.name for file in files] == [file.name for file in on_disk]
        assert not list(folders.work_folder.rglob(".part*"))
        for page, file in zip(batch.pages, files, strict=True):
            assert read_page(file).width_px == page.width_px == read_pixels(file).shape[1]
        if kind == "escl":
            with_numbers = [number_on(picture(file)) for file in files]
            assert with_numbers == list(range(1, len(files) + 1))
        before = {file: file.read() for file in files}
        if builds:
            for page in batch.pages[3:]:
                remove_page(store=store, batch_id=batch.id, page_id=page.id)
            build(store, vault, folders, batch)
            undo_cleaning(store=store, page_id=batch.pages[0].id)
        tidy_work_folder(store=store, folders=folders)
        assert {file: file.read() for file in files} == before, "originals"
    finally:
        store.close()


@pytest.mark.parametrize("command", [by_the_window, by_the_command])
@pytest.mark.parametrize("kind", ["sane", "escl"])
def test_a_kill_loses_no_page(kind: str, command: Command, tmp_path: Path) -> None:
    kill_and_restart(kind, command, tmp_path, random.Random(1), most=5, builds=True)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("command", [by_the_window, by_the_command])
@pytest.mark.parametrize("kind", ["sane", "escl"])
def test_thirty_kills_lose_no_page(kind: str, command: Command, tmp_path: Path) -> None:
    chance = random.Random(20261127)
    most = 10 if (kind, command) == ("sane", by_the_command) else PAGES
    for number in range(30):
        folder = tmp_path / str(number)
        folder.mkdir()
        kill_and_restart(kind, command, folder, chance, most=most, builds=number % 10 == 0)
