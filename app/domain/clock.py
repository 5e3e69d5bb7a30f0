"""How far this machine's clock may be from another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CLOCK_TOLERANCE = timedelta(minutes=5)
"""What clocks that nobody set wrong differ by, as in Kerberos (RFC 4120, 5.2.2 and 8.2)."""

DOUBT = timedelta(days=1)
"""With more than this the dates of a dossier would be wrong."""


SET_BACK = timedelta(hours=1)
"""By more, it cannot be told any more how long something has waited."""


class Witness(StrEnum):
    """What speaks against this machine's clock."""

    PROVINCE = "province"
    RECORDS = "records"  # dossiers that are from later


@dataclass(frozen=True)
class LastAnswer:
    """When the province answered last: by its clock, and by this machine's at that moment."""

    province: datetime
    here: datetime

    @property
    def slow_by(self) -> timedelta:
        return self.province - self.here

    def shows_set_back(self, before: "LastAnswer") -> bool:
        """Whether this machine's clock was set back since ``before``."""
        return self.slow_by - before.slow_by > SET_BACK


@dataclass(frozen=True)
class ClockDoubt:
    slow_by: timedelta
    """Below zero for a clock that is ahead."""
    witness: Witness


def doubt_of(
    now: datetime, answer: LastAnswer | None, newest: datetime | None
) -> ClockDoubt | None:
    """What speaks against ``now``; None for nothing. ``newest`` is when the latest dossier came.

    Days without a line are none: a clock that was set ahead meanwhile is not noticed.
    """
    if answer is not None:
        if now < answer.province - DOUBT:
            slow_by = answer.slow_by if now >= answer.here else answer.province - now
            return ClockDoubt(slow_by, Witness.PROVINCE)
        if now >= answer.here and answer.slow_by < -DOUBT:
            return ClockDoubt(answer.slow_by, Witness.PROVINCE)
        if abs(now - answer.here) <= DOUBT:
            return None  # what lies in the future was written by a clock that was ahead
    if newest is not None and now < newest - DOUBT:
        return ClockDoubt(newest - now, Witness.RECORDS)
    return None


def is_off(difference: timedelta) -> bool:
    return abs(difference) > CLOCK_TOLERANCE


def clock_facts(slow_by: timedelta) -> dict[str, int]:
    """``slow_by`` or ``fast_by`` in seconds, as Code.CLOCK_WRONG has them."""
    seconds = round(slow_by.total_seconds())
    return {"slow_by": seconds} if seconds > 0 else {"fast_by": -seconds}
