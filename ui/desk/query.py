"""What the officer wants to see on the desk, kept from one day to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.dossier import UNDER_WAY, DossierState
from app.domain.working_time import VIETNAM
from app.store.dossiers import DossierFilter, DossierOrder


class DueWindow(StrEnum):
    """The three figures at the top of the desk."""

    ANY = "any"
    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"

    def bounds(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """From (included) and before (excluded); days are those of Vietnam."""
        here = now.astimezone(VIETNAM)
        tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return {
            DueWindow.ANY: (None, None),
            DueWindow.OVERDUE: (None, now),
            DueWindow.TODAY: (now, tomorrow),
            DueWindow.TOMORROW: (tomorrow, tomorrow + timedelta(days=1)),
        }[self]


@dataclass(frozen=True)
class DeskQuery:
    state: DossierState | None = None
    """None: dossiers in any state."""
    due: DueWindow = DueWindow.ANY
    """Other than ANY it shows only dossiers whose date runs, whatever ``state`` says."""
    text: str = ""
    procedure_code: str = ""
    order: DossierOrder = DossierOrder.DUE

    def filter(self, now: datetime, *, limit: int = 0, offset: int = 0) -> DossierFilter:
        start, end = self.due.bounds(now)
        states = frozenset() if self.state is None else frozenset({self.state})
        return DossierFilter(
            states=UNDER_WAY if self.due is not DueWindow.ANY else states,
            text=self.text,
            procedure_code=self.procedure_code,
            due_from=start,
            due_before=end,
            order=self.order,
            limit=limit,
            offset=offset,
        )

    def kept(self) -> dict[str, str]:
        """What is worth remembering: everything but the words that were searched for."""
        return {
            "state": self.state.value if self.state else "",
            "procedure_code": self.procedure_code,
            "order": self.order.value,
        }


def remembered(kept: Mapping[str, Any]) -> DeskQuery:
    """The query that ``kept`` was made from; the usual one when it is not understood."""
    try:
        state = str(kept.get("state", ""))
        return DeskQuery(
            state=DossierState(state) if state else None,
            procedure_code=str(kept.get("procedure_code", "")),
            order=DossierOrder(str(kept.get("order", DossierOrder.DUE))),
        )
    except ValueError:
        return DeskQuery()
