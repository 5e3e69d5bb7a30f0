"""Taking pages from a source into a batch that no crash can lose."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from app.domain.scan import BatchId, BatchState, ScanBatch
from app.errors import AppError, Code
from app.operations.images_without_row import images_without_row
from app.operations.page_folders import PageFolders
from app.scanning.source import PageImage, ScanRequest, ScanSource
from app.store.store import Store
from app.whole_files import make_folder


def begin_batch(
    *, store: Store, source: str, now: datetime, dossier_id: str = "", component_id: str = ""
) -> ScanBatch:
    """An empty batch, meant for a component of a dossier when they are given."""
    with store.write() as work:
        return work.scans.begin(
            source=source, dossier_id=dossier_id, component_id=component_id, now=now
        )


def scan_pages(
    *,
    store: Store,
    folders: PageFolders,
    batch_id: BatchId,
    source: ScanSource,
    request: ScanRequest,
    clean: bool = True,
    stop: Callable[[], bool] = lambda: False,
    on_page: Callable[[PageImage], None] = lambda _: None,
) -> ScanBatch:
    """Append the source's pages to the batch; each is on disk before it has a row.

    Without ``clean`` they stay as they come until an officer wants them clean. Runs on the lane
    of the source. Pages taken before an error stay. Errors: those of ``ScanSource``.
    """
    folder = folders.of(batch_id)
    make_folder(folder.path)
    # First what an earlier scan left without a row, on a full disk: it comes before in the paper.
    left = images_without_row(store, folder)
    for page in chain(left, source.pages(request, folder, stop)):
        with store.write() as work:
            row = work.scans.add_page(
                batch_id,
                file=page.file.name,
                width_px=page.width_px,
                height_px=page.height_px,
                dpi=page.dpi,
            )
            work.looks.set_cleaned(row.id, cleaned=clean)
        on_page(page)
    with store.read() as work:
        return work.scans.get(batch_id)


def rotate_page(*, store: Store, batch_id: BatchId, page_id: str, quarter_turns: int) -> None:
    with store.write() as work:
        work.scans.rotate(batch_id, page_id, quarter_turns=quarter_turns)


def remove_page(*, store: Store, batch_id: BatchId, page_id: str) -> None:
    """Take the page out; :func:`restore_page` brings it back."""
    with store.write() as work:
        work.scans.set_removed(batch_id, page_id, removed=True)


def restore_page(*, store: Store, batch_id: BatchId, page_id: str) -> None:
    with store.write() as work:
        work.scans.set_removed(batch_id, page_id, removed=False)


def reorder_pages(*, store: Store, batch_id: BatchId, page_ids: Sequence[str]) -> None:
    with store.write() as work:
        work.scans.reorder(batch_id, page_ids)


def replace_page(*, store: Store, batch_id: BatchId, page_id: str, new_page_id: str) -> None:
    """Put ``new_page_id``, scanned again, where ``page_id`` was; the old one can come back.

    Errors: PAGE_ABSENT.
    """
    with store.write() as work:
        order = [page.id for page in work.scans.get(batch_id).pages if page.id != new_page_id]
        if page_id not in order:
            raise AppError(Code.PAGE_ABSENT, page=page_id)
        order.insert(order.index(page_id), new_page_id)
        work.scans.reorder(batch_id, order)
        work.scans.set_removed(batch_id, page_id, removed=True)
        work.fields.carry_over(page_id, new_page_id)


def aim_batch(*, store: Store, batch_id: BatchId, dossier_id: str, component_id: str) -> None:
    """Say which component the batch is meant for, so that a restart still knows."""
    with store.write() as work:
        work.scans.aim(batch_id, dossier_id=dossier_id, component_id=component_id)


def discard_batch(*, store: Store, batch_id: BatchId) -> None:
    """The officer does not want these pages; their images are removed at the next start."""
    with store.write() as work:
        work.scans.close(batch_id, BatchState.DISCARDED)
