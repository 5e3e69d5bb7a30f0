"""Ways in which a power cut may go: nothing pending is kept, all but the oldest, or whatever."""

import random
from collections.abc import Sequence
from typing import TypeVar

from tests.power_cut.disk import Folder, Renaming, Resize, Write

T = TypeVar("T")


class NothingKept:
    """The disk wrote nothing by itself."""

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        return []

    def kept_content(self, pending: list[Write | Resize]) -> list[Write | Resize]:
        return []


class AllKept:
    """As after ``kill -9``."""

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        return pending

    def kept_content(self, pending: list[Write | Resize]) -> list[Write | Resize]:
        return pending


class OldestLost:
    """Everything came through but what came first: of the names, and of each file."""

    def __init__(self, *, harsh: bool) -> None:
        self._harsh = harsh

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        kept = [index > 0 for index in range(len(pending))]
        return _chosen(pending, kept, harsh=self._harsh)

    def kept_content(self, pending: list[Write | Resize]) -> list[Write | Resize]:
        return pending[1:]


class NamesOnly(NothingKept):
    """Names came through, contents did not: what a rename before an fsync meets."""

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        return pending


class Whatever:
    """Each pending thing for itself, by ``chance``; a third of the writes are torn."""

    def __init__(self, chance: random.Random, *, harsh: bool) -> None:
        self._chance, self._harsh = chance, harsh
        self._names, self._content = (chance.choice((0.1, 0.5, 0.9)) for _ in range(2))

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        kept = [self._chance.random() < self._names for _ in pending]
        return _chosen(pending, kept, harsh=self._harsh)

    def kept_content(self, pending: list[Write | Resize]) -> list[Write | Resize]:
        kept = list[Write | Resize]()
        for each in pending:
            if isinstance(each, Write) and self._chance.random() < 1 / 3:
                kept += [part for part in each.sectors() if self._chance.random() < 0.5]
            elif self._chance.random() < self._content:
                kept.append(each)
        return kept


def _chosen(pending: Sequence[Renaming], kept: list[bool], *, harsh: bool) -> list[Renaming]:
    """Those ``kept``; unless ``harsh`` nothing in a folder outlives what was before it there."""
    left, closed = list[Renaming](), set[Folder]()
    for each, wanted in zip(pending, kept, strict=True):
        if wanted and (harsh or not each.folders & closed):
            left.append(each)
        else:
            closed |= each.folders
    return left
