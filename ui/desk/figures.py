"""The numbers of the desk, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.dossier import DossierState
from app.domain.scan import ScanBatch
from app.store.store import Store, Work
from ui.desk.query import DeskQuery, DueWindow

_WINDOWS = (DueWindow.OVERDUE, DueWindow.TODAY, DueWindow.TOMORROW)


@dataclass(frozen=True)
class DeskFigures:
    states: Mapping[DossierState, int]
    """Of the dossiers that the words and the procedure match."""
    due: Mapping[DueWindow, int]
    """Of all dossiers, whatever is searched for."""
    unfinished: tuple[ScanBatch, ...]
    """Scanned pages that are no paper yet, oldest first."""


def read_figures(store: Store, query: DeskQuery, now: datetime) -> DeskFigures:
    """A small read: four counts and the open batches."""
    any_state = replace(query, state=None, due=DueWindow.ANY, pinned=False).filter(now)
    with store.read() as work:
        return DeskFigures(
            states=work.dossiers.counts(any_state),
            due={window: due_count(work, window, now) for window in _WINDOWS},
            unfinished=tuple(batch for batch in work.scans.open_batches() if batch.pages),
        )


def due_count(work: Work, window: DueWindow, now: datetime) -> int:
    """How many dossiers whose date runs fall due within ``window``."""
    return sum(work.dossiers.counts(DeskQuery(due=window).filter(now)).values())
