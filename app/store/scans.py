"""Scan batches and their pages in the store; the images lie in the profile's work folder."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scan import BatchId, BatchState, ScanBatch, ScannedPage
from app.errors import AppError, Code
from app.store.page_looks import look_from_text
from app.store.schema import BatchRow, PageRow


class Scans:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, batch_id: BatchId) -> ScanBatch:
        """Errors: NOTHING_SCANNED when there is no such batch."""
        return batch_of(self._row(batch_id))

    def state(self, batch_id: BatchId) -> BatchState | None:
        """None when there is no such batch."""
        row = self._session.get(BatchRow, batch_id)
        return None if row is None else BatchState(row.state)

    def open_batches(self) -> tuple[ScanBatch, ...]:
        """Batches that became neither a paper nor waste: oldest first, parts as they lay."""
        rows = self._session.scalars(select(BatchRow).where(BatchRow.state == BatchState.OPEN))
        return tuple(batch_of(row) for row in sorted(rows, key=_age))

    def begin(self, *, source: str, dossier_id: str, component_id: str, now: datetime) -> ScanBatch:
        row = BatchRow(
            id=uuid4().hex,
            source=source,
            state=BatchState.OPEN,
            started_at=now,
            dossier_id=dossier_id,
            component_id=component_id,
        )
        self._session.add(row)
        self._session.flush()
        return batch_of(row)

    def adopt(self, folder: BatchId, *, now: datetime) -> BatchId:
        """The batch that takes page images of ``folder`` which no row knows.

        That is the batch of the folder, made when there is none; another one when that one is
        done, since nobody would see its pages.
        """
        state = self.state(folder)
        if state in (BatchState.BUILT, BatchState.MOVED):
            return self.begin(source="", dossier_id="", component_id="", now=now).id
        if state is None:
            self._session.add(BatchRow(id=folder, source="", state=BatchState.OPEN, started_at=now))
        return folder

    def add_page(
        self,
        batch_id: BatchId,
        *,
        file: str,
        width_px: int,
        height_px: int,
        dpi: int,
        folder: BatchId | None = None,
    ) -> ScannedPage:
        """Append a page whose image is already whole on disk; the same file twice is one page.

        ``folder`` is where the image lies, when not in the folder of the batch.
        """
        batch, place = self._row(batch_id), folder or batch_id
        known = self._session.scalar(
            select(PageRow).where(PageRow.folder == place, PageRow.file == file)
        )
        if known is not None:
            return _page(known)
        row = PageRow(
            id=uuid4().hex,
            position=make_room(self._session, batch, 1),
            folder=place,
            file=file,
            width_px=width_px,
            height_px=height_px,
            dpi=dpi,
        )
        batch.pages.append(row)
        self._session.flush()
        return _page(row)

    def known_files(self, folder: BatchId) -> frozenset[str]:
        """Image files in ``folder`` that have a row in whatever batch, removed pages included."""
        files = select(PageRow.file).where(PageRow.folder == folder)
        return frozenset(self._session.scalars(files))

    def rotate(self, batch_id: BatchId, page_id: str, *, quarter_turns: int) -> None:
        """Turn a page clockwise by ``quarter_turns`` × 90°."""
        page = self._page(batch_id, page_id)
        page.rotation = (page.rotation + 90 * quarter_turns) % 360
        page.turned = True
        page.text = ""

    def set_removed(self, batch_id: BatchId, page_id: str, *, removed: bool) -> None:
        """Take a page out or bring it back; its image stays until the batch is done."""
        self._page(batch_id, page_id).removed = removed

    def reorder(self, batch_id: BatchId, page_ids: Sequence[str]) -> None:
        """Put the pages in the given order, within the places that they have in their stack."""
        pages = [self._page(batch_id, page_id) for page_id in page_ids]
        places = sorted(page.position for page in pages)
        last = 0
        for page, place in zip(pages, places, strict=True):
            page.position = last = max(place, last + 1)

    def close(self, batch_id: BatchId, state: BatchState) -> None:
        self._row(batch_id).state = state

    def aim(self, batch_id: BatchId, *, dossier_id: str, component_id: str) -> None:
        """Say which component the batch is meant for."""
        row = self._row(batch_id)
        row.dossier_id, row.component_id = dossier_id, component_id

    def _row(self, batch_id: BatchId) -> BatchRow:
        row = self._session.get(BatchRow, batch_id)
        if row is None:
            raise AppError(Code.NOTHING_SCANNED, batch=batch_id)
        return row

    def _page(self, batch_id: BatchId, page_id: str) -> PageRow:
        page = next((page for page in self._row(batch_id).pages if page.id == page_id), None)
        if page is None:
            raise AppError(Code.PAGE_ABSENT, page=page_id)
        return page


def make_room(session: Session, batch: BatchRow, count: int) -> int:
    """The first of ``count`` places behind the pages of ``batch``; later ones in its stack move."""
    stack = batch.split_from or batch.id
    last = max((page.position for page in batch.pages), default=0)
    later = (
        select(PageRow)
        .join(BatchRow, BatchRow.id == PageRow.batch_id)
        .where((BatchRow.id == stack) | (BatchRow.split_from == stack), PageRow.position > last)
    )
    for page in session.scalars(later):
        page.position += count
    return last + 1


def _age(row: BatchRow) -> tuple[datetime, int, str]:
    return row.started_at, min((page.position for page in row.pages), default=0), row.id


def batch_of(row: BatchRow) -> ScanBatch:
    """What ``row`` says, as the rest of the program knows it."""
    pages = sorted((page for page in row.pages if not page.removed), key=lambda p: p.position)
    return ScanBatch(
        id=BatchId(row.id),
        source=row.source,
        state=BatchState(row.state),
        started_at=row.started_at,
        dossier_id=row.dossier_id,
        component_id=row.component_id,
        pages=tuple(_page(page) for page in pages),
        split_from=BatchId(row.split_from) if row.split_from else None,
    )


def _page(row: PageRow) -> ScannedPage:
    return ScannedPage(
        id=row.id,
        file=row.file,
        width_px=row.width_px,
        height_px=row.height_px,
        dpi=row.dpi,
        rotation=row.rotation,
        turned=row.turned,
        look=look_from_text(row.look),
        cleaned=row.cleaned,
        text=row.text,
        folder=BatchId(row.folder),
    )
