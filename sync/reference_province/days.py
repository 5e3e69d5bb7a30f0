"""Days as moments in Vietnam."""

from datetime import date, datetime, time, timedelta

from app.domain.working_time import VIETNAM

FIRST = date(1, 1, 2)
"""The first day of the calendar began in Vietnam before it did in UTC."""


def start_of(day: date) -> datetime:
    return datetime.combine(max(day, FIRST), time.min, VIETNAM)


def end_of(day: date) -> datetime:
    """The first moment of the next day; the last day of the calendar has only this one."""
    return start_of(day + timedelta(days=1)) if day < date.max else start_of(day)
