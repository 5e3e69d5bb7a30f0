"""Which backups stay: few, and from each of the last days and weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.backup_plan import DAYS, LAST, WEEKS, backups_to_keep

START = datetime(2026, 11, 2, tzinfo=UTC)
moments = st.lists(st.integers(0, 24 * 200).map(lambda hours: START + timedelta(hours=hours)))


def test_a_quarter_of_a_year_every_four_hours() -> None:
    made = [START + timedelta(hours=4 * each) for each in range(6 * 90)]
    kept = sorted(backups_to_keep(made), reverse=True)
    assert kept[:LAST] == sorted(made, reverse=True)[:LAST]
    days = {each.date() for each in kept}
    assert {(made[-1] - timedelta(days=back)).date() for back in range(DAYS)} <= days
    assert len({each.isocalendar()[:2] for each in kept}) == WEEKS
    assert len(kept) <= LAST + DAYS + WEEKS


@given(made=moments)
def test_what_is_kept(made: list[datetime]) -> None:
    kept = backups_to_keep(made)
    assert kept <= set(made)
    assert len(kept) <= LAST + DAYS + WEEKS
    assert not made or max(made) in kept
    assert len(set(made)) > LAST or kept == set(made)


@given(made=moments, later=st.integers(1, 24 * 30))
def test_dropping_as_one_goes_keeps_what_dropping_at_the_end_would(
    made: list[datetime], later: int
) -> None:
    ordered = sorted(set(made))
    left: set[datetime] = set()
    for each in ordered:
        left = set(backups_to_keep({*left, each}))
    weeks = {each.isocalendar()[:2] for each in ordered}
    assert len({each.isocalendar()[:2] for each in left}) >= min(WEEKS, len(weeks))
