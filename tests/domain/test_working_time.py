"""Working time is Vietnam's, whatever offset a moment comes with."""

from datetime import UTC, datetime, timedelta

from app.domain.working_time import VIETNAM, WorkingCalendar

CALENDAR = WorkingCalendar()
MONDAY = datetime(2026, 11, 23, 9, 10, tzinfo=VIETNAM)


def test_time_left_does_not_depend_on_the_offset() -> None:
    due = MONDAY.replace(hour=14, minute=0)
    for start, end in ((MONDAY, due.astimezone(UTC)), (MONDAY.astimezone(UTC), due)):
        assert CALENDAR.time_between(start, end) == timedelta(hours=2, minutes=50)
        assert CALENDAR.time_between(end, start) == -timedelta(hours=2, minutes=50)


def test_a_promise_made_in_another_offset_is_the_same_promise() -> None:
    friday = datetime(2026, 11, 27, 9, 10, tzinfo=VIETNAM)
    due = CALENDAR.due_at(friday.astimezone(UTC), 1)
    assert due == friday + timedelta(days=3)
    assert due.utcoffset() == VIETNAM.utcoffset(None)
