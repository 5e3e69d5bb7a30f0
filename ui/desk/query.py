"""What the officer wants to see on the desk, kept from one day to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
class Period:
    """Days of Vietnam, both included; None leaves that side open."""

    first: date | None = None
    last: date | None = None

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """From (included) and before (excluded)."""
        end = self.last and self.last + timedelta(days=1)
        return _midnight(self.first), _midnight(end)

    @property
    def text(self) -> str:
        """``01/11/2026 – 26/11/2026``, ``từ 01/11/2026`` or ``đến 26/11/2026``; empty when open."""
        if self.first and self.last:
            return f"{self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}"
        if self.first:
            return f"từ {self.first:%d/%m/%Y}"
        return f"đến {self.last:%d/%m/%Y}" if self.last else ""


ANY_DAY = Period()


@dataclass(frozen=True)
class DeskQuery:
    state: DossierState | None = None
    """None: dossiers in any state."""
    due: DueWindow = DueWindow.ANY
    """Other than ANY it shows only dossiers whose date runs, whatever ``state`` says."""
    text: str = ""
    procedure_code: str = ""
    field: str = ""
    """Lĩnh vực."""
    received: Period = ANY_DAY
    pinned: bool = False
    """Only what is kept here for work without a line."""
    order: DossierOrder = DossierOrder.DUE

    def filter(self, now: datetime, *, limit: int = 0, offset: int = 0) -> DossierFilter:
        start, end = self.due.bounds(now)
        received_from, received_before = self.received.bounds()
        states = frozenset() if self.state is None else frozenset({self.state})
        return DossierFilter(
            states=UNDER_WAY if self.due is not DueWindow.ANY else states,
            text=self.text,
            procedure_code=self.procedure_code,
            field=self.field,
            received_from=received_from,
            received_before=received_before,
            due_from=start,
            due_before=end,
            pinned=self.pinned,
            order=self.order,
            limit=limit,
            offset=offset,
        )

    def kept(self) -> dict[str, str]:
        """What is worth remembering: not words, nor days that would hide what comes tomorrow."""
        return {
            "state": self.state.value if self.state else "",
            "procedure_code": self.procedure_code,
            "field": self.field,
            "order": self.order.value,
        }


def remembered(kept: Mapping[str, Any]) -> DeskQuery:
    """The query that ``kept`` was made from; the usual one when it is not understood."""
    try:
        state = str(kept.get("state", ""))
        return DeskQuery(
            state=DossierState(state) if state else None,
            procedure_code=str(kept.get("procedure_code", "")),
            field=str(kept.get("field", "")),
            order=DossierOrder(str(kept.get("order", DossierOrder.DUE))),
        )
    except ValueError:
        return DeskQuery()


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), VIETNAM)
