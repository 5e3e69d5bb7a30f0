"""Choosing among what a scanner offers: names and ranges differ from maker to maker.

The well-known options of the SANE standard (1.06, 4.5) and the properties of WIA have agreed
names; what they may be set to has not.
"""

import math
from collections.abc import Sequence
from typing import Any

from app.errors import AppError, Code
from app.scanning.source import (
    MIN_DPI,
    BrightnessRange,
    Capabilities,
    Feed,
    Resolutions,
    ScanRequest,
)

_FEEDER = ("adf", "feeder")
_BOTH_SIDES = ("duplex", "both")
_ELSEWHERE = ("back", "transparen", "tpu", "film", "slide", "card")
"""Sources that are neither the glass nor the feeder from its front sides on."""
CUT_AT_MOST = 0.02
"""Of a side, as ``paper_of`` is asked: glasses are sold as A4 that are some millimetres short."""

Constraint = Sequence[Any] | None
"""A list of values, a tuple (least, most, step), or None for any value."""


def sources_by_feed(names: Sequence[str]) -> dict[Feed, str]:
    """The device's own name of its glass and of its feeder, as far as it has them."""
    found: dict[Feed, str] = {}
    for name in names:
        words = name.lower()
        if any(word in words for word in _ELSEWHERE):
            continue
        if any(word in words for word in _BOTH_SIDES):
            found.setdefault(Feed.DUPLEX, name)
        else:
            feed = Feed.FEEDER if any(word in words for word in _FEEDER) else Feed.GLASS
            found.setdefault(feed, name)
    return found


def require_feed(feeds: Sequence[Feed], wanted: Feed, *, device: str) -> None:
    """Errors: SCANNER_NO_DUPLEX, SCANNER_UNSUPPORTED."""
    if wanted not in feeds:
        code = Code.SCANNER_NO_DUPLEX if wanted is Feed.DUPLEX else Code.SCANNER_UNSUPPORTED
        raise AppError(code, device=device, said=wanted.value)


def mode_named(names: Sequence[str], *, colour: bool) -> str | None:
    """The plainest mode for colour or for grey; "Color" rather than "Color Lineart"."""
    wanted = ("color", "colour") if colour else ("gray", "grey")
    fitting = [name for name in names if any(word in name.lower() for word in wanted)]
    return min(fitting, key=len, default=None)


def resolutions(constraint: Constraint) -> Resolutions:
    """The resolutions among which ``constraint`` lets choose."""
    if not constraint:
        return ()
    if isinstance(constraint, tuple):
        least, most, step = constraint
        return range(math.ceil(least), math.floor(most) + 1, max(1, round(step)))
    return tuple(sorted({round(value) for value in constraint}))


def allowed_resolution(offered: Resolutions, wanted: int, *, device: str) -> int:
    """The least resolution on offer that is not below ``wanted``, else the highest there is.

    Errors: SCANNER_UNSUPPORTED when that is below ``wanted`` and below MIN_DPI.
    """
    if not offered:
        return wanted
    finest = max(offered)
    if finest < min(wanted, MIN_DPI):
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device, said=f"{finest} dpi")
    return next((dpi for dpi in offered if dpi >= wanted), finest)


def allowed_length(wanted: float, most: float, *, device: str) -> float:
    """``wanted``, less what devices of that size fall short by.

    Errors: SCANNER_UNSUPPORTED for paper of which a part would be cut off.
    """
    if wanted > most * (1 + CUT_AT_MOST):
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device, said=f"{wanted:g} > {most:g}")
    return min(wanted, most)


def brightness_value(
    offered: BrightnessRange | None, request: ScanRequest, *, device: str
) -> float | None:
    """The device's value, None when there is nothing to set.

    Errors: SCANNER_UNSUPPORTED when it cannot be set.
    """
    if offered is not None and request.brightness is not None:
        return offered.value(request.brightness)
    if request.brightness:
        raise AppError(Code.SCANNER_UNSUPPORTED, device=device, said="brightness")
    return None


def in_common(each: Sequence[Capabilities]) -> Capabilities:
    """What a device can do whose feeds differ; ``each`` is of one feed, and there is one."""
    first, *others = each
    dpis = first.dpis
    for other in others:
        if other.dpis != dpis:
            dpis = tuple(dpi for dpi in dpis if dpi in other.dpis)
    sizes = [size for one in each if (size := one.largest_mm) is not None]
    return Capabilities(
        feeds=tuple(feed for feed in Feed if any(feed in one.feeds for one in each)),
        dpis=dpis,
        colour_modes=tuple(
            mode for mode in first.colour_modes if all(mode in one.colour_modes for one in others)
        ),
        largest_mm=max(sizes, key=lambda size: size[0] * size[1], default=None),
        brightness=first.brightness if all(one.brightness for one in each) else None,
    )


def limits(constraint: Constraint) -> tuple[float, float]:
    """The least and the most value on offer."""
    if not constraint:
        return 0.0, math.inf
    if isinstance(constraint, tuple):
        return float(constraint[0]), float(constraint[1])
    return float(min(constraint)), float(max(constraint))
