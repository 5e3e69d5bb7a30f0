"""What the status strip and ``quay`` show about the line to the province."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.submission import QueueHalt


class LineState(StrEnum):
    UNKNOWN = "unknown"  # not asked yet
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class SyncState:
    line: LineState = LineState.UNKNOWN
    last_spoken_at: datetime | None = None
    """When the province answered last, by this counter's clock."""
    clock_skew: timedelta | None = None
    """The province's clock minus this counter's, to about a second."""
    halt: QueueHalt = QueueHalt.NONE
    last_error: str = ""
    """``app.errors.Code`` of the fault that is not over, empty when there is none."""
    reference: str = ""
    """With ``unexpected``: where it stands in the log."""
    quiet_until: datetime | None = None
    """Until when the province wants to be left alone, by this counter's clock; it may be over."""


class StateBoard:
    """The state of now, and word of each change to it."""

    def __init__(self, on_change: Callable[[SyncState], None]) -> None:
        """``on_change`` is called on the thread that changed it."""
        self.state = SyncState()
        self._on_change = on_change

    def note(self, **changes: Any) -> None:
        """Replace fields of the state; says nothing when they were the same before."""
        changed = replace(self.state, **changes)
        if changed != self.state:
            self.state = changed
            self._on_change(changed)
