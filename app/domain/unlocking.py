"""How long wrong unlock passwords make a person wait."""

from datetime import datetime, timedelta

FREE_TRIES = 3
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)


def wait_after(wrong: int) -> timedelta:
    """Waiting time after ``wrong`` wrong tries in a row: none at first, then doubling."""
    if wrong < FREE_TRIES:
        return timedelta()
    doublings = min(wrong - FREE_TRIES, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def still_to_wait(wrong: int, last_at: datetime | None, now: datetime) -> timedelta:
    """What is left of the wait. A clock that was put back makes it no longer than it began."""
    if last_at is None:
        return timedelta()
    whole = wait_after(wrong)
    return max(min(last_at + whole - now, whole), timedelta())
