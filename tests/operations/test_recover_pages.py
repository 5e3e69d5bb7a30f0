"""Pages that were on disk when the program died."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.domain.scan import BatchState
from app.errors import AppError, Code
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.operations.scan_pages import begin_batch, discard_batch, scan_pages
from app.scanning.page_files import PageFolder
from app.scanning.source import PageImage, ScanRequest
from app.store.store import Store
from tests.scanning.page_images import folders_in, write_page
from tests.store.conftest import NOW


class PaperStack:
    """Three sheets, then a jam."""

    address = "stack"

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        for shade in (10, 20, 30):
            yield folder.add(Image.new("RGB", (165, 233), (shade, 0, 0)), dpi=20)
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
            store=store, folders=folders_in(work_folder), batch_id=batch.id, source=PaperStack(),
            request=ScanRequest(),
        )  # fmt: skip
    assert caught.value.code is Code.SCANNER_JAMMED
    (offered,) = recover_pages(store=store, folders=folders_in(work_folder), now=NOW)
    assert [page.file for page in offered.pages] == [
        "page-0001.page", "page-0002.page", "page-0003.page",
    ]  # fmt: skip


def test_an_image_without_a_row_is_taken_up(store: Store, work_folder: Path) -> None:
    batch = begin_batch(store=store, source="stack", now=NOW)
    folder = work_folder / batch.id
    folder.mkdir()
    write_page(Image.new("RGB", (165, 233)), folder, dpi=20)
    (folder / ".part-abc.jpg").write_bytes(b"half")
    lost = work_folder / ("f" * 32)  # its batch's row was lost as well
    lost.mkdir()
    write_page(Image.new("RGB", (233, 165)), lost, dpi=20)
    offered = recover_pages(store=store, folders=folders_in(work_folder), now=NOW)
    assert {each.id: [page.width_px for page in each.pages] for each in offered} == {
        batch.id: [165],
        "f" * 32: [233],
    }
    assert not list(folder.glob(".part-*"))
    assert recover_pages(store=store, folders=folders_in(work_folder), now=NOW) == offered


def test_plain_papers_that_earlier_versions_left_go(store: Store, work_folder: Path) -> None:
    for name in ("signing-a", "signing-preview-b", "raising-c"):
        (work_folder / name).mkdir()
        (work_folder / name / "signed.pdf").write_bytes(b"%PDF-1.7")
    recover_pages(store=store, folders=folders_in(work_folder), now=NOW)
    assert list(work_folder.iterdir()) == []


def test_discarded_images_go_and_open_ones_stay(store: Store, work_folder: Path) -> None:
    kept, unwanted = (begin_batch(store=store, source="s", now=NOW) for _ in range(2))
    for batch in (kept, unwanted):
        folder = work_folder / batch.id
        folder.mkdir()
        write_page(Image.new("RGB", (165, 233)), folder, dpi=20)
    discard_batch(store=store, batch_id=unwanted.id)
    assert tidy_work_folder(store=store, folders=folders_in(work_folder)) == 1
    assert (work_folder / kept.id).exists()
    assert not (work_folder / unwanted.id).exists()
    with store.read() as work:
        assert work.scans.get(unwanted.id).state is BatchState.DISCARDED


def test_pages_of_an_earlier_version_stay_those_of_their_rows(
    store: Store, work_folder: Path
) -> None:
    batch, folders = begin_batch(store=store, source="s", now=NOW), folders_in(work_folder)
    (work_folder / batch.id).mkdir()
    Image.new("RGB", (165, 233)).save(work_folder / batch.id / "page-0001.jpg", dpi=(20, 20))
    (work_folder / batch.id / "paper.pdf").write_bytes(b"%PDF half built")
    with store.write() as work:
        work.scans.add_page(batch.id, file="page-0001.jpg", width_px=165, height_px=233, dpi=20)
    for _ in range(2):
        (offered,) = recover_pages(store=store, folders=folders, now=NOW)
        assert [page.file for page in offered.pages] == ["page-0001.jpg"]
        assert folders.page(offered.pages[0]).read().startswith(b"\xff\xd8\xff")
        assert tidy_work_folder(store=store, folders=folders) == 0
    assert [file.name for file in (work_folder / batch.id).iterdir()] == ["page-0001.page"]
