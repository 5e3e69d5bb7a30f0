"""Which step all pages of a paper fit at, found in one pass over them."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from app.errors import Cancelled
from app.scanning.compression.page_picture import PagePicture
from app.scanning.compression.steps import Step

Page = TypeVar("Page")
Encode = Callable[[Page, Sequence[Step]], dict[Step, PagePicture]]
_Made = list[tuple[Page, dict[Step, PagePicture]]]

_SAMPLE = 3
"""Pages from which the size of all is told."""
_AT_ONCE = 2
"""Steps for which a page is cleaned once."""
_SURE, _NOT_HOPELESS = 0.85, 1.25
"""Shares of the room within which the expected size leaves it open whether a step fits."""


class TooMuch(Exception):
    """The pages fit at no step."""

    def __init__(self, fitting: int) -> None:
        super().__init__(fitting)
        self.fitting = fitting
        """How many of the first pages fit at the lowest step."""


def fitting_pictures(
    pages: Sequence[Page],
    encode: Encode[Page],
    *,
    groups: Sequence[Sequence[Step]],
    room: int,
    around: Callable[[Page], int],
    weight: Callable[[Page], int],
    stop: Callable[[], bool] = lambda: False,
) -> tuple[list[PagePicture], Step]:
    """The pictures of ``pages`` at the first step at which all fit into ``room`` bytes.

    ``around`` tells the bytes that a page takes besides its picture, ``weight`` what its image
    takes now. Steps that a few pages tell to be far too large are passed over; one that has
    outgrown ``room`` is not encoded any more, so memory holds ``room`` bytes a step, and a page a
    core. Errors: TooMuch; ``Cancelled`` once ``stop()`` is true; those of ``encode``.
    """
    room -= sum(around(page) for page in pages)
    fitting = 0
    for group in groups:
        sample, expected = _sampled(pages, encode, group, room=room, weight=weight, stop=stop)
        for steps in _passes(group, expected, room):
            columns = {step: _Column(room) for step in steps}
            for pictures in _encoded(pages, _remembering(encode, sample), columns, stop):
                for step, picture in pictures.items():
                    columns[step].add(picture)
            for step, column in columns.items():
                if column.open:
                    return column.pictures, step
            fitting = max([fitting, *(column.counted for column in columns.values())])
    raise TooMuch(fitting)


def _sampled(
    pages: Sequence[Page],
    encode: Encode[Page],
    group: Sequence[Step],
    *,
    room: int,
    weight: Callable[[Page], int],
    stop: Callable[[], bool],
) -> tuple[_Made[Page], dict[Step, float]]:
    """A few pages at the better steps, and the bytes that all pages will take at each of them.

    The steps end with one that fits for sure; of so few pages, nothing is told.
    """
    made: _Made[Page] = []
    expected: dict[Step, float] = {}
    if len(pages) <= _SAMPLE:
        return made, expected
    sample = [pages[n * (len(pages) - 1) // (_SAMPLE - 1)] for n in range(_SAMPLE)]
    share = sum(map(weight, pages)) / (sum(map(weight, sample)) or 1)
    for at in range(0, len(group), _AT_ONCE):
        unbounded = {step: _Column(sys.maxsize) for step in group[at : at + _AT_ONCE]}
        pictures = list(_encoded(sample, encode, unbounded, stop))
        made += zip(sample, pictures, strict=True)
        for step in unbounded:
            expected[step] = share * sum(each[step].bytes for each in pictures)
        if min(expected.values()) < room * _SURE:
            break
    return made, expected


def _remembering(encode: Encode[Page], made: _Made[Page]) -> Encode[Page]:
    """``encode``, but not again for what is in ``made``."""
    known: dict[int, dict[Step, PagePicture]] = {}
    for page, pictures in made:
        known.setdefault(id(page), {}).update(pictures)

    def encoded(page: Page, steps: Sequence[Step]) -> dict[Step, PagePicture]:
        pictures = known.get(id(page), {})
        missing = [step for step in steps if step not in pictures]
        fresh = encode(page, missing) if missing else {}
        return {step: pictures.get(step) or fresh[step] for step in steps}

    return encoded


def _passes(
    group: Sequence[Step], expected: dict[Step, float], room: int
) -> Iterator[Sequence[Step]]:
    """The steps of ``group`` that may fit, best first, as they are tried in one pass each.

    Two at once where the better one may just not fit; the lowest one is always tried, and so are
    those of which nothing is ``expected``.
    """
    if not expected:
        yield group[:1]
        yield group[1:]
        return
    likely = [step for step in group if expected.get(step, 0) < room * _NOT_HOPELESS] or [group[-1]]
    while likely:
        at_once = 1 if expected.get(likely[0], 0) < room * _SURE else _AT_ONCE
        yield likely[:at_once]
        likely = likely[at_once:]


class _Column:
    """What the pages come to at one step."""

    def __init__(self, room: int) -> None:
        self.pictures: list[PagePicture] = []
        self.open, self.counted = True, 0
        self._room = room

    def add(self, picture: PagePicture) -> None:
        self._room -= picture.bytes
        if self._room < 0:
            self.open = False
            self.pictures.clear()
        if self.open:
            self.pictures.append(picture)
            self.counted += 1


def _encoded(
    pages: Sequence[Page],
    encode: Encode[Page],
    columns: dict[Step, _Column],
    stop: Callable[[], bool],
) -> Iterator[dict[Step, PagePicture]]:
    """Each page at the steps that are still open, in order; a few pages at once."""
    cores = os.cpu_count() or 1
    under_way: deque[Future[dict[Step, PagePicture]]] = deque()
    with ThreadPoolExecutor(cores, "compression") as threads:
        try:
            for page in pages:
                still_open = [step for step, column in columns.items() if column.open]
                if not still_open:
                    break
                if stop():
                    raise Cancelled
                under_way.append(threads.submit(encode, page, still_open))
                if len(under_way) > cores:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for each in under_way:
                each.cancel()
