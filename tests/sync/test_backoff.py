"""The pause before the next attempt."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import CAP_SECONDS, backoff


def longest(failures: int) -> timedelta:
    return backoff(failures, uniform=lambda _, high: high)


def test_the_pause_doubles_up_to_the_cap() -> None:
    seconds = [longest(failures).total_seconds() for failures in range(1, 12)]
    assert seconds == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_jitter_is_drawn_from_nothing_to_all() -> None:
    drawn: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        drawn.append((low, high))
        return low

    assert backoff(3, uniform=uniform) == timedelta()
    assert drawn == [(0, 8)]


@given(st.integers(0, 10**9), st.floats(0, 3600), st.floats(0, 1))
def test_never_before_the_province_wants_and_never_far_after(
    failures: int, retry_after: float, draw: float
) -> None:
    pause = backoff(
        failures, uniform=lambda low, high: low + draw * (high - low), retry_after=retry_after
    ).total_seconds()
    assert retry_after - 1e-5 <= pause <= retry_after + CAP_SECONDS + 1e-5
