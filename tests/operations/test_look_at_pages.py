"""Pages of a batch are looked at once, and papers are built of them as they are then cleaned."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.scan import AS_IT_IS, PageFinding, ScanBatch
from app.operations.look_at_pages import look_at_pages, redo_cleaning, undo_cleaning
from app.operations.scan_pages import begin_batch
from app.store.store import Store
from tests.scanning.page_images import folders_in
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Scan, scan

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.fixture
def batch(store: Store, tmp_path: Path) -> ScanBatch:
    """A slanted form, the same again, and an empty page."""
    made = begin_batch(store=store, source="", now=NOW)
    folder = folders_in(tmp_path).of(made.id)
    slanted = scan(Scan(Form.MARITAL_STATUS, skew=2.0, seed=1)).pixels
    again = scan(Scan(Form.MARITAL_STATUS, skew=1.4, seed=2)).pixels
    empty = np.full_like(slanted, 246)
    for pixels in (slanted, again, empty):
        page = folder.add(Image.fromarray(pixels), dpi=200)
        with store.write() as work:
            work.scans.add_page(
                made.id, file=page.file.name, width_px=page.width_px, height_px=page.height_px,
                dpi=page.dpi,
            )  # fmt: skip
    return made


def look(store: Store, tmp_path: Path, batch: ScanBatch) -> ScanBatch:
    look_at_pages(store=store, folders=folders_in(tmp_path), batch_id=batch.id)
    with store.read() as work:
        return work.scans.get(batch.id)


def test_each_page_is_looked_at(store: Store, tmp_path: Path, batch: ScanBatch) -> None:
    first, again, empty = look(store, tmp_path, batch).pages
    assert first.look.cleaning.skew == pytest.approx(2.0, abs=0.2)
    assert first.look.findings == ()
    assert again.look.findings == (PageFinding.DUPLICATE,)
    assert empty.look.findings == (PageFinding.BLANK,)


def test_a_page_that_cannot_be_read_does_not_stop_the_next(
    store: Store, tmp_path: Path, batch: ScanBatch
) -> None:
    with store.read() as work:
        damaged = work.scans.get(batch.id).pages[0]
    folders_in(tmp_path).page(damaged).path.write_bytes(b"\xff\xd8 cut")
    first, second, third = look(store, tmp_path, batch).pages
    assert first.look is None
    assert second.look.findings == ()
    assert third.look.findings == (PageFinding.BLANK,)


def test_looking_ends_when_it_shall(store: Store, tmp_path: Path, batch: ScanBatch) -> None:
    asked = iter([False, True])
    look_at_pages(
        store=store, folders=folders_in(tmp_path), batch_id=batch.id, stop=lambda: next(asked)
    )
    with store.read() as work:
        assert [page.look is None for page in work.scans.get(batch.id).pages] == [
            False, True, True,
        ]  # fmt: skip


def test_cleaning_is_undone_and_done_again(store: Store, tmp_path: Path, batch: ScanBatch) -> None:
    page = look(store, tmp_path, batch).pages[0]
    undo_cleaning(store=store, page_id=page.id)
    assert look(store, tmp_path, batch).pages[0].cleaning == AS_IT_IS
    redo_cleaning(store=store, page_id=page.id)
    assert look(store, tmp_path, batch).pages[0].cleaning == page.look.cleaning
