"""How much waits for the officer, counted without reading it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.paper import PaperState
from app.domain.scan import BatchState
from app.store.schema import BatchRow, PageRow, PaperRow


class Waiting:
    def __init__(self, session: Session) -> None:
        self._session = session

    def unfinished_scans(self) -> int:
        """Scans with a page that became neither a paper nor waste."""
        page = select(PageRow.id).where(PageRow.batch_id == BatchRow.id, PageRow.removed.is_(False))
        waiting = select(func.count()).where(BatchRow.state == BatchState.OPEN, page.exists())
        return self._session.scalar(waiting) or 0

    def unsigned_papers(self) -> int:
        """Papers that wait for a signature."""
        waiting = select(func.count()).where(PaperRow.state == PaperState.SCANNED)
        return self._session.scalar(waiting) or 0
