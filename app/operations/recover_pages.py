"""After a crash or a power cut: every page that was on disk is offered again."""

import re
import shutil
from datetime import datetime

from app.domain.dossier import DossierId, DossierState
from app.domain.scan import BatchId, BatchState, ScanBatch
from app.operations.images_without_row import images_without_row
from app.operations.page_folders import PageFolders
from app.operations.scan_alone import SCANNED_ALONE, leave_to_the_window
from app.store.store import Store, Work
from app.wiping import wipe, wipe_folder

_BATCH_NAME = re.compile(r"^[0-9a-f]{32}$")
_PLAIN_COPIES = ("signing-", "raising-")
"""Folders in which versions before 018 left papers in plain text; the vault has them."""
_PLAIN_PAPER = "paper.pdf"
"""Until 019 a paper lay there while it was built."""
_OURS = frozenset({DossierState.DRAFT, DossierState.QUEUED, DossierState.REFUSED})


def recover_pages(*, store: Store, folders: PageFolders, now: datetime) -> tuple[ScanBatch, ...]:
    """Take up images without a row, drop half-written files, and list what waits for the officer.

    To be called once at start, before any scan.
    """
    for folder in sorted(folders.work_folder.iterdir()):
        if folder.name.startswith(_PLAIN_COPIES):
            wipe_folder(folder)
        elif folder.name.startswith(SCANNED_ALONE):
            left = leave_to_the_window(folder)
            if left is not None:
                _take_up(store, BatchId(left.name), folders, now)
        elif folder.is_dir() and _BATCH_NAME.match(folder.name):
            _take_up(store, BatchId(folder.name), folders, now)
    with store.read() as work:
        return tuple(batch for batch in work.scans.open_batches() if batch.pages)


def tidy_work_folder(*, store: Store, folders: PageFolders) -> int:
    """Seal images that an earlier version left plain, and remove those that nobody can need: of
    discarded batches, and of papers whose dossier the province has accepted. The parts of a stack
    keep its folder until the last of them is done. Returns how many folders went.
    """
    removed = 0
    for folder in sorted(folders.work_folder.iterdir()):
        if folder.is_dir() and _BATCH_NAME.match(folder.name):
            folders.of(BatchId(folder.name)).seal_plain_pages()
            with store.read() as work:
                users = work.stacks.users(BatchId(folder.name)).items()
                needed = any(_needed(work, batch_id, state) for batch_id, state in users)
            if users and not needed:
                shutil.rmtree(folder)
                removed += 1
    return removed


def _needed(work: Work, batch_id: BatchId, state: BatchState) -> bool:
    """Whether somebody may ask for the images of a batch again."""
    if state is not BatchState.BUILT:
        return state is BatchState.OPEN
    paper = work.papers.of_batch(batch_id)
    return paper is None or work.dossiers.get(DossierId(paper.dossier_id)).state in _OURS


def _take_up(store: Store, batch_id: BatchId, folders: PageFolders, now: datetime) -> None:
    folder = folders.of(batch_id)
    for half in (*folder.path.glob(".part-*"), folder.path / _PLAIN_PAPER):
        wipe(half)
    if any(next(folder.path.glob(f"{who}-*"), None) for who in ("twain", "wia")):
        from app.scanning.driver_files import rescue_pages

        rescue_pages(folder)
    into = None
    for page in images_without_row(store, folder):
        with store.write() as work:
            into = into or work.scans.adopt(batch_id, now=now)
            work.scans.add_page(
                into,
                folder=batch_id,
                file=page.file.name,
                width_px=page.width_px,
                height_px=page.height_px,
                dpi=page.dpi,
            )
