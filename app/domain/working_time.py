"""Deadlines by the working hours of the office."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Giờ Việt Nam, the whole year."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Working hours of a day, working days of a week, and days off, all as clocks in Vietnam show.

    Moments may come with any offset; those that go out carry Vietnam's.
    """

    hours: tuple[tuple[time, time], ...] = (
        (time(7, 0), time(11, 0)),
        (time(13, 0), time(17, 0)),
    )
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Monday is 0."""
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def due_at(self, received: datetime, working_days: int) -> datetime:
        """The moment ``working_days`` working days after ``received``.

        A dossier received outside working hours counts from the next opening. The day of receipt
        is not counted; the hour of receipt is the hour it falls due.
        """
        start = self._next_open(received.astimezone(VIETNAM))
        day, left = start.date(), working_days
        while left > 0:
            day += timedelta(days=1)
            if self.is_working_day(day):
                left -= 1
        return datetime.combine(day, start.timetz())

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` to ``end``; negative when ``end`` comes first."""
        if end < start:
            return -self.time_between(end, start)
        total = timedelta()
        for opening, closing in self._spans(start, end):
            total += max(timedelta(), min(closing, end) - max(opening, start))
        return total

    @property
    def day_length(self) -> timedelta:
        """Working time of one day."""
        lengths = (_length(opening, closing) for opening, closing in self.hours)
        return sum(lengths, timedelta())

    def _next_open(self, moment: datetime) -> datetime:
        for opening, closing in self._spans(moment, moment + timedelta(days=60)):
            if moment < closing:
                return max(moment, opening)
        return moment

    def _spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        day, last = start.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date()
        while day <= last:
            if self.is_working_day(day):
                for opening, closing in self.hours:
                    yield (
                        datetime.combine(day, opening, VIETNAM),
                        datetime.combine(day, closing, VIETNAM),
                    )
            day += timedelta(days=1)


def _length(opening: time, closing: time) -> timedelta:
    return datetime.combine(date.min, closing) - datetime.combine(date.min, opening)
