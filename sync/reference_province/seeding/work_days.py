"""Working days by their number, so that a hundred thousand deadlines are quick to find."""

import random
from datetime import datetime, time, timedelta

from app.domain.working_time import VIETNAM
from sync.reference_province.office_calendar import office_calendar

BACK, AHEAD = 420, 200
"""Days around today that are known."""
MORNING, AFTERNOON, HALF = 7 * 60, 13 * 60, 240
"""Minutes of the day at which each half opens, and its length."""


class WorkDays:
    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(VIETNAM)
        today = self.now.date()
        calendar = office_calendar()
        every = (today + timedelta(days=number) for number in range(-BACK, AHEAD))
        self._days = [day for day in every if calendar.is_working_day(day)]
        self.today = max(place for place, day in enumerate(self._days) if day <= today)
        """The number of today, or of the last working day before it."""
        self.present = self._until_now()
        """Working time until now, in minutes, rounded down."""

    def at(self, minutes: int) -> datetime:
        """The moment after ``minutes`` of working time since the first day's opening."""
        day, minute = divmod(minutes, 2 * HALF)
        opening = MORNING + minute if minute < HALF else AFTERNOON + minute - HALF
        clock = time(*divmod(opening, 60))
        return datetime.combine(self._days[day], clock, VIETNAM)

    def minutes(self, day: int, minute: int) -> int:
        """Of working time until ``minute`` of day number ``day``."""
        return day * 2 * HALF + minute

    def _until_now(self) -> int:
        clock = self.now.hour * 60 + self.now.minute
        if self.now.date() != self._days[self.today]:
            return self.minutes(self.today + 1, 0)
        before_noon = min(max(clock - MORNING, 0), HALF)
        return self.minutes(self.today, before_noon + min(max(clock - AFTERNOON, 0), HALF))

    @staticmethod
    def some_minute(chance: random.Random) -> int:
        """Of a working day; people come early rather than late."""
        return min(int(chance.triangular(0, 2 * HALF, HALF / 2)), 2 * HALF - 1)
