"""Parts of a stack of scanned pages: batches whose pages were one batch before."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scan import BatchId, BatchState, ScanBatch
from app.errors import AppError, Code
from app.store.scans import batch_of, make_room
from app.store.schema import BatchRow, PageRow


class Stacks:
    """Pages change their batch, never the folder in which their image lies.

    Errors of all: SCAN_CHANGED when a batch became a paper, waste or something else meanwhile.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def part(
        self, batch_id: BatchId, page_ids: Sequence[str], *, dossier_id: str, component_id: str
    ) -> ScanBatch:
        """Make pages of an open batch a batch of their own, in the order that they have."""
        whole = self._row(batch_id, BatchState.OPEN)
        pages = [page for page in whole.pages if page.id in page_ids and not page.removed]
        if not page_ids or len(pages) != len(page_ids):
            raise AppError(Code.SCAN_CHANGED)
        row = BatchRow(
            id=uuid4().hex,
            source=whole.source,
            state=BatchState.OPEN,
            started_at=whole.started_at,
            dossier_id=dossier_id,
            component_id=component_id,
            split_from=_stack(whole),
        )
        self._session.add(row)
        self._session.flush()
        self._move(pages, row)
        self._session.expire(whole, ["pages"])
        return batch_of(row)

    def join(self, into: BatchId, others: Sequence[BatchId]) -> None:
        """Move all pages of ``others`` to ``into``, which is open afterwards.

        Parts of one stack lie in it as they lay before; other pages follow in the order given.
        """
        target = self._row(into, BatchState.OPEN, BatchState.MOVED)
        rows = [self._row(each, BatchState.OPEN) for each in others]
        for row in rows:
            if _stack(row) != _stack(target):
                first = make_room(self._session, target, len(row.pages))
                for place, page in enumerate(row.pages, start=first):
                    page.position = place
            self._move(row.pages, target)
            row.state = BatchState.MOVED
            self._session.expire(row, ["pages"])
        target.state = BatchState.OPEN

    def parts(self, stack: BatchId) -> tuple[ScanBatch, ...]:
        """Open batches that were split from ``stack``, as they lay in it."""
        rows = self._session.scalars(
            select(BatchRow).where(BatchRow.split_from == stack, BatchRow.state == BatchState.OPEN)
        )
        found = [batch_of(row) for row in sorted(rows, key=_place)]
        return tuple(batch for batch in found if batch.pages)

    def users(self, folder: BatchId) -> dict[BatchId, BatchState]:
        """Batches that have a page in ``folder``, and the batch of that name if there is one."""
        pages = select(PageRow.batch_id).where(PageRow.folder == folder)
        rows = self._session.scalars(
            select(BatchRow).where(BatchRow.id.in_(pages) | (BatchRow.id == folder))
        )
        return {BatchId(row.id): BatchState(row.state) for row in rows}

    def _row(self, batch_id: BatchId, *states: BatchState) -> BatchRow:
        row = self._session.get(BatchRow, batch_id)
        if row is None or row.state not in states:
            raise AppError(Code.SCAN_CHANGED)
        return row

    def _move(self, pages: Iterable[PageRow], row: BatchRow) -> None:
        for page in pages:
            page.batch_id = row.id
        self._session.flush()
        self._session.expire(row, ["pages"])


def _stack(row: BatchRow) -> str:
    return row.split_from or row.id


def _place(row: BatchRow) -> int:
    return min((page.position for page in row.pages), default=0)
