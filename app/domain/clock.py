"""How far this machine's clock may be from another one."""

from datetime import timedelta

CLOCK_TOLERANCE = timedelta(minutes=5)
"""What clocks that nobody set wrong differ by, as in Kerberos (RFC 4120, 5.2.2 and 8.2)."""


def is_off(difference: timedelta) -> bool:
    return abs(difference) > CLOCK_TOLERANCE


def clock_facts(slow_by: timedelta) -> dict[str, int]:
    """``slow_by`` or ``fast_by`` in seconds, as Code.CLOCK_WRONG has them."""
    seconds = round(slow_by.total_seconds())
    return {"slow_by": seconds} if seconds > 0 else {"fast_by": -seconds}
