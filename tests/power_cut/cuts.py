"""Where the power may go during a recorded day, and what the disk looks like then."""

import random
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from tests.power_cut.disk import Outage, Tree
from tests.power_cut.outages import AllKept, NamesOnly, NothingKept, OldestLost, Whatever
from tests.power_cut.promises import Promises
from tests.power_cut.recording import Kind, Record, Replay

COUNTER = "counter"
"""What loses its power; all else on the recorded disk stands elsewhere."""
FLUSHES = (Kind.SYNC_FILE, Kind.SYNC_FOLDER)
_NAMES = (Kind.RENAME, Kind.UNLINK, Kind.LINK, Kind.MKDIR, Kind.RMDIR)


@dataclass(frozen=True)
class Cut:
    moment: int
    """So many records happened before it."""
    outage: str
    """A name of :func:`outage_named`."""
    harsh: bool

    def __str__(self) -> str:
        return f"{self.moment}-{self.outage}{'-harsh' if self.harsh else ''}"


@dataclass(frozen=True)
class Aftermath:
    cut: Cut
    disk: Tree
    """``counter`` as the outage left it, all else as it was."""
    promises: Promises


OUTAGES = ("nothing", "all", "names", "oldest", "random")


def outage_named(cut: Cut) -> Outage:
    """The same one for the same cut."""
    match cut.outage:
        case "nothing":
            return NothingKept()
        case "all":
            return AllKept()
        case "names":
            return NamesOnly()
        case "oldest":
            return OldestLost(harsh=cut.harsh)
        case _:
            return Whatever(random.Random(str(cut)), harsh=cut.harsh)


def told_moments(records: list[Record]) -> list[int]:
    """Just after the officer was told something."""
    return [at + 1 for at, each in enumerate(records) if each.kind is Kind.SAID]


def risky_moments(records: list[Record]) -> list[int]:
    """Just before something of the counter is flushed, and just after a name changed there."""
    return [
        at if each.kind in FLUSHES else at + 1
        for at, each in enumerate(records)
        if each.kind in (*FLUSHES, *_NAMES) and each.path.startswith(COUNTER)
    ]


def aftermaths(records: list[Record], cuts: Iterable[Cut]) -> Iterator[Aftermath]:
    """In the order of their moments, the harsh ones after the others."""
    wanted = sorted(cuts, key=lambda each: (each.harsh, each.moment))
    for harsh in (False, True):
        replay, promises, done = Replay(harsh=harsh), Promises(), 0
        for cut in (each for each in wanted if each.harsh is harsh):
            for each in records[done : cut.moment]:
                replay.apply(each)
                if each.kind is Kind.SAID:
                    promises.hear(each.data.decode().strip(), replay.disk)
            done = cut.moment
            disk = replay.disk.now()
            try:
                disk[COUNTER] = replay.disk.after(outage_named(cut), COUNTER)
            except KeyError:
                disk.pop(COUNTER, None)
            yield Aftermath(cut, disk, deepcopy(promises))
