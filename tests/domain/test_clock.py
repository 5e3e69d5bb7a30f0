"""When this machine's clock is doubted before a dossier gets its dates by it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.clock import ClockDoubt, LastAnswer, Witness, doubt_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(skew: timedelta, ago: timedelta = HOUR) -> LastAnswer:
    """The province, ahead of this machine by ``skew``, answered ``ago``."""
    return LastAnswer(province=NOW - ago + skew, here=NOW - ago)


@pytest.mark.parametrize(
    ("answer", "newest", "doubt"),
    [
        (None, None, None),
        (None, NOW - DAY, None),
        (None, NOW + 23 * HOUR, None),
        (None, NOW + 3 * DAY, ClockDoubt(3 * DAY, Witness.RECORDS)),
        (told(2 * HOUR), None, None),
        (told(23 * HOUR), None, None),
        (told(3 * DAY), None, ClockDoubt(3 * DAY, Witness.PROVINCE)),
        (told(-3 * DAY), None, ClockDoubt(-3 * DAY, Witness.PROVINCE)),
        # A long weekend without a line is no wrong clock.
        (told(timedelta(), ago=4 * DAY), NOW - 4 * DAY, None),
        # Ahead when the province answered, set right since: later than that answer it cannot be.
        (LastAnswer(NOW - HOUR, NOW + 5 * DAY), None, None),
        # Set back since the province answered.
        (LastAnswer(NOW + 3 * DAY, NOW + 3 * DAY), None, ClockDoubt(3 * DAY, Witness.PROVINCE)),
        # Records of a clock that was ahead do not count against what the province said today.
        (told(timedelta()), NOW + 300 * DAY, None),
        (told(timedelta(), ago=3 * DAY), NOW + 300 * DAY, ClockDoubt(300 * DAY, Witness.RECORDS)),
    ],
)
def test_doubts(
    answer: LastAnswer | None, newest: datetime | None, doubt: ClockDoubt | None
) -> None:
    assert doubt_of(NOW, answer, newest) == doubt
