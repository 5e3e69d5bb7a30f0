"""Patch codes, by which scanning programs of all makes cut a stack.

Four bars, two of them wide (0.20 inch) and two narrow (0.08 inch), with narrow spaces between them.
Patch T is narrow, wide, narrow, wide; read from its other side it is Patch 2, which separates as
well. So a sheet works whichever way it went into the feeder.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from app.scanning.cleaning.raw_page import RawPage

_NARROW, _WIDE = (0.05, 0.12), (0.15, 0.26)
"""Inches: what is printed, give or take toner and a scanner's threshold."""
_BARS = frozenset({"nwnw", "wnwn"})
_RUNS = 7
"""Four bars and the spaces between them."""
_STEP = 0.1
"""Inches between two lines that are looked at."""
_LINES = 12
"""That must show the bars at one place: an inch and more of them."""
_QUIET = 0.15
"""Inches of paper on both sides."""


def has_patch(page: RawPage) -> bool:
    """Whether the page bears Patch T or 2, its bars lying or standing."""
    dark = np.asarray(
        cv2.threshold(page.grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1], np.uint8
    )
    step = max(1, round(_STEP * page.dpi))
    across, down = dark[step // 2 :: step], dark[:, step // 2 :: step].T
    return any(_in_lines(np.ascontiguousarray(lines), page.dpi) for lines in (across, down))


def _in_lines(lines: Any, dpi: float) -> bool:
    """Whether enough lines in a row have the bars within a wide bar's width of each other."""
    before: list[tuple[float, int]] = []
    for line in lines:
        now = []
        for place in _places(line, dpi):
            near = [count for at, count in before if abs(at - place) < _WIDE[1] * dpi]
            now.append((place, 1 + max(near, default=0)))
        if any(count >= _LINES for _, count in now):
            return True
        before = now
    return False


def _places(line: Any, dpi: float) -> Iterator[float]:
    """Where bars of a patch begin in a line of 0 (paper) and 1 (ink)."""
    edges = np.flatnonzero(np.diff(line)) + 1
    ink = np.diff(edges)[line[0] :: 2]
    if len(edges) <= _RUNS or np.count_nonzero(ink >= _WIDE[0] * dpi) < 2:
        return
    bounds = [0, *edges.tolist(), len(line)]
    first = 0 if line[0] else 1  # the first run of ink
    lengths = [end - start for start, end in itertools.pairwise(bounds)]
    for at in range(first, len(lengths) - _RUNS + 1, 2):
        if at == 0 or at + _RUNS >= len(lengths):
            continue
        runs = [length / dpi for length in lengths[at - 1 : at + _RUNS + 1]]
        spaces, bars = runs[2:-1:2], runs[1:-1:2]
        quiet = min(runs[0], runs[-1]) >= _QUIET
        if quiet and all(_is(each, _NARROW) for each in spaces) and _shape(bars) in _BARS:
            yield bounds[at]


def _shape(bars: list[float]) -> str:
    return "".join("n" if _is(e, _NARROW) else "w" if _is(e, _WIDE) else "?" for e in bars)


def _is(inches: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= inches <= limits[1]
