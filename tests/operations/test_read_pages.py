"""Pages are turned upright and read, and what was read goes under the picture of the paper."""

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.scan import ScanBatch
from app.operations.look_at_pages import look_at_pages
from app.operations.read_pages import read_pages
from app.operations.scan_pages import begin_batch, rotate_page
from app.scanning.text.reader import TextReader
from app.store.store import Store
from tests.operations.test_look_at_pages import NOW
from tests.scanning.page_images import folders_in


@pytest.fixture
def upside_down(store: Store, tmp_path: Path) -> ScanBatch:
    drawn = draw_sample_paper(
        SamplePaper.DECISION, tmp_path / "decision.jpg", applicant_name="Lê Thị Thu Hà",
        identity_number="089198001234", day=date(2026, 10, 5),
    )  # fmt: skip
    made = begin_batch(store=store, source="", now=NOW)
    folder = folders_in(tmp_path).of(made.id)
    with Image.open(drawn.file) as upright:
        page = folder.add(upright.rotate(180), dpi=200)
    with store.write() as work:
        work.scans.add_page(
            made.id, file=page.file.name, width_px=page.width_px, height_px=page.height_px,
            dpi=page.dpi,
        )  # fmt: skip
    return made


def test_a_page_stands_upright_and_has_its_text(
    store: Store, tmp_path: Path, upside_down: ScanBatch
) -> None:
    look_at_pages(store=store, folders=folders_in(tmp_path), batch_id=upside_down.id)
    with TextReader() as reader:
        read_pages(
            store=store, folders=folders_in(tmp_path), batch_id=upside_down.id, reader=reader
        )
    with store.read() as work:
        [page] = work.scans.get(upside_down.id).pages
    assert page.rotation == 180
    assert "128/Q\\u0110-UBND" in page.text or "128/QĐ-UBND" in page.text


def test_a_page_that_nobody_looked_at_is_not_read(
    store: Store, tmp_path: Path, upside_down: ScanBatch
) -> None:
    with TextReader() as reader:
        read_pages(
            store=store, folders=folders_in(tmp_path), batch_id=upside_down.id, reader=reader
        )
    with store.read() as work:
        [page] = work.scans.get(upside_down.id).pages
    assert (page.rotation, page.text) == (0, "")


def test_what_was_turned_by_hand_is_not_turned_again(
    store: Store, tmp_path: Path, upside_down: ScanBatch
) -> None:
    look_at_pages(store=store, folders=folders_in(tmp_path), batch_id=upside_down.id)
    with store.read() as work:
        [page] = work.scans.get(upside_down.id).pages
    for turns in (1, -1):
        rotate_page(store=store, batch_id=upside_down.id, page_id=page.id, quarter_turns=turns)
    with TextReader() as reader:
        read_pages(
            store=store, folders=folders_in(tmp_path), batch_id=upside_down.id, reader=reader
        )
    with store.read() as work:
        [page] = work.scans.get(upside_down.id).pages
    assert (page.rotation, bool(page.text)) == (0, True)
