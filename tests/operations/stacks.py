"""Stacks of small pages in a batch, their looks made up; what a sheet says is its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.domain.dossier import Dossier
from app.domain.scan import AS_IT_IS, PageFinding, PageLook, ScanBatch
from app.operations.page_folders import PageFolders
from app.operations.scan_pages import begin_batch
from app.scanning.codes.sheets import Sheet, SheetKind, sheet_text
from app.store.store import Store
from app.store.vault import Vault
from tests.scanning.page_images import folders_in
from tests.store.conftest import NOW


@dataclass(frozen=True)
class ScanDesk:
    """What operations on a batch are given."""

    store: Store
    vault: Vault
    work_folder: Path

    @property
    def folders(self) -> PageFolders:
        return folders_in(self.work_folder)


def cover(dossier: Dossier | str) -> PageLook:
    name = dossier if isinstance(dossier, str) else dossier.id
    return PageLook(AS_IT_IS, codes=(sheet_text(Sheet(SheetKind.DOSSIER, name)),))


def separator(component_id: str) -> PageLook:
    return PageLook(AS_IT_IS, codes=(sheet_text(Sheet(SheetKind.PAPER, component_id)),))


PAGE, PATCH = PageLook(AS_IT_IS), PageLook(AS_IT_IS, patch=True)
BLANK = PageLook(AS_IT_IS, (PageFinding.BLANK,))


def stack(desk: ScanDesk, looks: Sequence[PageLook], *, dossier_id: str = "") -> ScanBatch:
    """A batch with one page for each of ``looks``, of its own shade of grey."""
    batch = begin_batch(store=desk.store, source="stack", now=NOW, dossier_id=dossier_id)
    folder = desk.folders.of(batch.id)
    for number, look in enumerate(looks, start=1):
        image = folder.add(Image.new("RGB", (165, 233), (10 * number, 0, 0)), dpi=20)
        with desk.store.write() as work:
            page = work.scans.add_page(
                batch.id, file=image.file.name, width_px=image.width_px,
                height_px=image.height_px, dpi=image.dpi,
            )  # fmt: skip
            work.looks.looked(page.id, look)
    with desk.store.read() as work:
        return work.scans.get(batch.id)


def files(batch: ScanBatch) -> list[int]:
    """The numbers of its pages in the stack, 1 for the first."""
    return [int(page.file[5:9]) for page in batch.pages]


def open_stacks(store: Store) -> list[list[int]]:
    """The pages of each open batch, in the order of the batches."""
    with store.read() as work:
        return [files(batch) for batch in work.scans.open_batches()]
