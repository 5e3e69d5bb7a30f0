"""Pages that were on disk when the program died."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.domain.scan import BatchState
from app.errors import AppError, Code
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.operations.scan_pages import batch_folder, begin_batch, discard_batch, scan_pages
from app.scanning.page_files import write_page
from app.scanning.source import PageImage, ScanRequest
from app.store.store import Store
from tests.store.conftest import NOW


class PaperStack:
    """Three sheets, then a jam."""

    address = "stack"

    def pages(
        self, request: ScanRequest, folder: Path, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        for shade in (10, 20, 30):
            yield write_page(Image.new("RGB", (165, 233), (shade, 0, 0)), folder, dpi=20)
        raise AppError(Code.SCANNER_JAMMED)


@pytest.fixture
def work_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_pages_before_a_jam_stay(store: Store, work_folder: Path) -> None:
    batch = begin_batch(store=store, source="stack", now=NOW)
    with pytest.raises(AppError) as caught:
        scan_pages(
            store=store, work_folder=work_folder, batch_id=batch.id, source=PaperStack(),
            request=ScanRequest(),
        )  # fmt: skip
    assert caught.value.code is Code.SCANNER_JAMMED
    (offered,) = recover_pages(store=store, work_folder=work_folder, now=NOW)
    assert [page.file for page in offered.pages] == [
        "page-0001.jpg", "page-0002.jpg", "page-0003.jpg",
    ]  # fmt: skip


def test_an_image_without_a_row_is_taken_up(store: Store, work_folder: Path) -> None:
    batch = begin_batch(store=store, source="stack", now=NOW)
    folder = batch_folder(work_folder, batch.id)
    folder.mkdir()
    write_page(Image.new("RGB", (165, 233)), folder, dpi=20)
    (folder / ".part-abc.jpg").write_bytes(b"half")
    lost = work_folder / ("f" * 32)  # its batch's row was lost as well
    lost.mkdir()
    write_page(Image.new("RGB", (233, 165)), lost, dpi=20)
    offered = recover_pages(store=store, work_folder=work_folder, now=NOW)
    assert {each.id: [page.width_px for page in each.pages] for each in offered} == {
        batch.id: [165],
        "f" * 32: [233],
    }
    assert not list(folder.glob(".part-*"))
    assert recover_pages(store=store, work_folder=work_folder, now=NOW) == offered


def test_plain_papers_that_earlier_versions_left_go(store: Store, work_folder: Path) -> None:
    for name in ("signing-a", "signing-preview-b", "raising-c"):
        (work_folder / name).mkdir()
        (work_folder / name / "signed.pdf").write_bytes(b"%PDF-1.7")
    recover_pages(store=store, work_folder=work_folder, now=NOW)
    assert list(work_folder.iterdir()) == []


def test_discarded_images_go_and_open_ones_stay(store: Store, work_folder: Path) -> None:
    kept, unwanted = (begin_batch(store=store, source="s", now=NOW) for _ in range(2))
    for batch in (kept, unwanted):
        folder = batch_folder(work_folder, batch.id)
        folder.mkdir()
        write_page(Image.new("RGB", (165, 233)), folder, dpi=20)
    discard_batch(store=store, batch_id=unwanted.id)
    assert tidy_work_folder(store=store, work_folder=work_folder) == 1
    assert batch_folder(work_folder, kept.id).exists()
    assert not batch_folder(work_folder, unwanted.id).exists()
    with store.read() as work:
        assert work.scans.get(unwanted.id).state is BatchState.DISCARDED
