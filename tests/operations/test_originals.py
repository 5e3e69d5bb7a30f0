"""What the scanner gave stays as it was until the province has the dossier, and goes then."""

from pathlib import Path

import pytest
from PIL import Image

from app.domain.dossier import Dossier
from app.domain.scan import AS_IT_IS, ScanBatch
from app.operations.build_paper import build_paper
from app.operations.look_at_pages import look_at_pages, undo_cleaning
from app.operations.receive_dossier import open_draft
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.operations.scan_pages import begin_batch, scan_pages
from app.scanning.cleaning.preview import cleaned_preview
from app.scanning.pixels import read_pixels
from app.scanning.source import ScanRequest
from app.scanning.sources import open_source
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.scanning.page_images import folders_in
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Scan, scan
from tests.store.conftest import NOW


@pytest.fixture
def batch(store: Store, tmp_path: Path) -> ScanBatch:
    """One slanted page, looked at."""
    file = tmp_path / "form.jpg"
    Image.fromarray(scan(Scan(Form.MARITAL_STATUS, skew=2.0, seed=1)).pixels).save(
        file, quality=90, dpi=(200, 200)
    )
    made = begin_batch(store=store, source="", now=NOW)
    scan_pages(
        store=store, folders=folders_in(tmp_path / "work"), batch_id=made.id,
        source=open_source(f"file:{file}"), request=ScanRequest(),
    )  # fmt: skip
    look_at_pages(store=store, folders=folders_in(tmp_path / "work"), batch_id=made.id)
    with store.read() as work:
        return work.scans.get(made.id)


def test_undone_after_a_restart_a_page_is_what_the_scanner_gave(
    store: Store, tmp_path: Path, batch: ScanBatch
) -> None:
    assert batch.pages[0].cleaning != AS_IT_IS
    store.close()
    reopened = Store(tmp_path / "quay.sqlite3", tmp_path, KEYS)
    try:
        [offered] = recover_pages(store=reopened, folders=folders_in(tmp_path / "work"), now=NOW)
        undo_cleaning(store=reopened, page_id=offered.pages[0].id)
        with reopened.read() as work:
            page = work.scans.get(batch.id).pages[0]
        assert page.cleaning == AS_IT_IS
        image = folders_in(tmp_path / "work").page(page)
        assert image.read() == (tmp_path / "form.jpg").read_bytes()
        size = page.width_px, page.height_px
        shown = cleaned_preview(image.read(), page.cleaning, name=image.name, whole=size, size=size)
        assert (shown == read_pixels(image)).all()
    finally:
        reopened.close()


def test_originals_stay_until_the_province_has_the_dossier(
    store: Store, vault: Vault, tmp_path: Path, batch: ScanBatch
) -> None:
    dossier = open_draft(store=store, procedure_code="1.000894", case_code="TT", now=NOW)
    folders = folders_in(tmp_path / "work")
    build_paper(
        store=store, vault=vault, folders=folders, batch_id=batch.id,
        dossier_id=dossier.id, component_id=dossier.components[0].id, title="Tờ khai", now=NOW,
    )  # fmt: skip
    original = folders.page(batch.pages[0])
    content = original.read()

    def tidied() -> int:
        return tidy_work_folder(store=store, folders=folders)

    assert tidied() == 0  # a draft
    for stand in (_queued, _refused):
        stand(store, dossier)
        assert tidied() == 0
        assert original.read() == content
    _accepted(store, dossier)
    assert tidied() == 1
    assert not original.exists()
    assert tidied() == 0


def _queued(store: Store, dossier: Dossier) -> None:
    with store.write() as work:
        work.dossiers.submit(dossier.id, received_at=NOW, due_at=NOW)


def _refused(store: Store, dossier: Dossier) -> None:
    with store.write() as work:
        work.dossiers.refuse(dossier.id, reason="thiếu giấy tờ")


def _accepted(store: Store, dossier: Dossier) -> None:
    with store.write() as work:
        work.dossiers.accept(dossier.id, code="H01.31.02-261127-0001")
