"""Choosing among what a scanner offers: names and ranges differ from maker to maker.

The well-known options of the SANE standard (1.06, 4.5) and the properties of WIA have agreed
names; what they may be set to has not.
"""

import math
from collections.abc import Sequence
from typing import Any

from app.scanning.source import Feed

_FEEDER = ("adf", "feeder")
_ELSEWHERE = ("duplex", "back", "both", "transparen", "tpu", "film", "slide", "card")
"""Sources that are neither the glass nor the front sides of the feeder."""

Constraint = Sequence[Any] | None
"""A list of values, a tuple (least, most, step), or None for any value."""


def sources_by_feed(names: Sequence[str]) -> dict[Feed, str]:
    """The device's own name of its glass and of its feeder, as far as it has them."""
    found: dict[Feed, str] = {}
    for name in names:
        words = name.lower()
        if not any(word in words for word in _ELSEWHERE):
            feed = Feed.FEEDER if any(word in words for word in _FEEDER) else Feed.GLASS
            found.setdefault(feed, name)
    return found


def mode_named(names: Sequence[str], *, colour: bool) -> str | None:
    """The plainest mode for colour or for grey; "Color" rather than "Color Lineart"."""
    wanted = ("color", "colour") if colour else ("gray", "grey")
    fitting = [name for name in names if any(word in name.lower() for word in wanted)]
    return min(fitting, key=len, default=None)


def allowed_resolution(constraint: Constraint, wanted: int) -> float:
    """The least resolution on offer that is not below ``wanted``, else the highest there is."""
    if not constraint:
        return wanted
    if isinstance(constraint, tuple):
        least, most, step = constraint
        steps = math.ceil((wanted - least) / step) if step else 0
        stepped = least + max(0, steps) * step if step else max(wanted, least)
        return float(min(stepped, most))
    finer = [value for value in constraint if value >= wanted]
    return float(min(finer) if finer else max(constraint))


def limits(constraint: Constraint) -> tuple[float, float]:
    """The least and the most value on offer."""
    if not constraint:
        return 0.0, math.inf
    if isinstance(constraint, tuple):
        return float(constraint[0]), float(constraint[1])
    return float(min(constraint)), float(max(constraint))
