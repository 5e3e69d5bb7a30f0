"""What is overdue, due today and due tomorrow, by the desk's own reckoning."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.working_time import WorkingCalendar
from app.store.store import Store
from ui.desk.figures import due_count
from ui.desk.query import DeskQuery, DueWindow
from ui.desk.remaining import Remaining, remaining

SHOWN = 20
"""Dossiers listed of each group; the desk shows the rest."""
WINDOWS = (DueWindow.OVERDUE, DueWindow.TODAY, DueWindow.TOMORROW)


@dataclass(frozen=True)
class DueDossier:
    dossier: Dossier
    left: Remaining


@dataclass(frozen=True)
class DueGroup:
    window: DueWindow
    count: int
    """All that fall due within ``window``."""
    first: tuple[DueDossier, ...]
    """At most SHOWN, what falls due first at the top."""


@dataclass(frozen=True)
class DueCounts:
    overdue: int
    today: int


def read_counts(store: Store, now: datetime) -> DueCounts:
    """Two counts by the index of due dates."""
    with store.read() as work:
        return DueCounts(
            due_count(work, DueWindow.OVERDUE, now), due_count(work, DueWindow.TODAY, now)
        )


def read_due(store: Store, calendar: WorkingCalendar, now: datetime) -> tuple[DueGroup, ...]:
    """All three groups, or none when nothing falls due. For a lane: what is long overdue takes a
    walk through the calendar.
    """
    groups = []
    with store.read() as work:
        for window in WINDOWS:
            found = work.dossiers.find(DeskQuery(due=window).filter(now, limit=SHOWN))
            count = due_count(work, window, now) if len(found) == SHOWN else len(found)
            rows = tuple(DueDossier(each, remaining(each, now, calendar)) for each in found)
            groups.append(DueGroup(window, count, rows))
    return tuple(groups) if any(group.count for group in groups) else ()
