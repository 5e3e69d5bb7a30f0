"""Which step all pages of a paper fit at, found in one pass over them."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from app.errors import Cancelled
from app.scanning.compression.page_picture import PagePicture
from app.scanning.compression.steps import Step

Page = TypeVar("Page")
Encode = Callable[[Page, Sequence[Step]], dict[Step, PagePicture]]


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
    stop: Callable[[], bool] = lambda: False,
) -> tuple[list[PagePicture], Step]:
    """The pictures of ``pages`` at the first step at which all fit into ``room`` bytes.

    ``around`` tells the bytes that a page takes besides its picture. A step that has outgrown
    ``room`` is not encoded any more, so memory holds ``room`` bytes a step, and a page a core.
    Errors: TooMuch; ``Cancelled`` once ``stop()`` is true; those of ``encode``.
    """
    fitting = 0
    for steps in groups:
        columns = {step: _Column(room) for step in steps}
        for page, pictures in zip(pages, _encoded(pages, encode, columns, stop), strict=False):
            for step, picture in pictures.items():
                columns[step].add(picture, picture.bytes + around(page))
        for step, column in columns.items():
            if column.open:
                return column.pictures, step
        fitting = max(column.counted for column in columns.values())
    raise TooMuch(fitting)


class _Column:
    """What the pages come to at one step."""

    def __init__(self, room: int) -> None:
        self.pictures: list[PagePicture] = []
        self.open, self.counted = True, 0
        self._room = room

    def add(self, picture: PagePicture, size: int) -> None:
        self._room -= size
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
