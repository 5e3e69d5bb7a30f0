"""How long to wait before the next attempt."""

from collections.abc import Callable
from datetime import timedelta

BASE_SECONDS = 2.0
CAP_SECONDS = 15 * 60.0
LONGEST = 30
"""A number of failures for which the draw is from 0 … the cap."""

Uniform = Callable[[float, float], float]
"""A number between two others, e.g. ``random.SystemRandom().uniform``."""


def backoff(
    failures: int,
    *,
    uniform: Uniform,
    retry_after: float = 0,
    cap: float = CAP_SECONDS,
) -> timedelta:
    """Exponential with full jitter, never shorter than ``retry_after`` seconds.

    Full jitter (a draw from the whole of 0 … 2ⁿ) keeps the counters of a province from coming back
    in step after an outage. ``failures`` counts from 1; ``cap`` bounds the draw, in seconds.
    """
    ceiling = min(cap, BASE_SECONDS * 2.0 ** min(max(failures - 1, 0), LONGEST))
    return timedelta(seconds=retry_after + uniform(0, ceiling))
