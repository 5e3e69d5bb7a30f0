"""Whether a chain of audit entries is the one that was written (docs/decisions/021)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.audit import EMPTY, Act, AuditEntry, ChainEnd, hash_of


class Flaw(StrEnum):
    CHANGED = "changed"  # the entry is not what was written
    MISSING = "missing"  # it is not there, or not in its place
    CUT_OFF = "cut_off"  # the chain was longer
    UNNOTED = "unnoted"  # the chain is longer than the program wrote it
    REPLACED = "replaced"  # whole, but not the chain whose end was sealed
    SEAL_UNREADABLE = "seal_unreadable"
    SEAL_MISSING = "seal_missing"


@dataclass(frozen=True)
class Finding:
    flaw: Flaw
    number: int
    """Of the first entry that does not fit; of the sealed one where the seal is at fault."""


@dataclass(frozen=True)
class ChainReport:
    end: ChainEnd
    finding: Finding | None
    """None when all fits."""
    notes: tuple[AuditEntry, ...]
    """Where a backup took the place of the data, or the seal was made anew: told, no tampering."""


@dataclass(frozen=True)
class Sealed:
    """What the sealed file beside the database says."""

    end: ChainEnd | None
    """None for no file."""
    unreadable: bool = False
    expected: bool = False
    """Whether there was one once."""


def cites(entry: AuditEntry, end: ChainEnd) -> bool:
    """Whether ``entry`` says that a restored backup took the place of the chain up to ``end``."""
    said = (entry.facts.get("entries_before"), entry.facts.get("hash_before"))
    return entry.act == Act.RESTORED and said == (end.entries, end.hash)


def examine(rows: Iterable[AuditEntry | None], kept: ChainEnd, sealed: Sealed) -> ChainReport:
    """``rows`` by their number, None for one that no entry can be read from; ``kept`` is what the
    database says of its end.
    """
    walk = _Walk(sealed.end or EMPTY)
    for row in rows:
        finding = walk.step(row)
        if finding is not None:
            return ChainReport(walk.end, finding, tuple(walk.notes))
    return ChainReport(walk.end, _at_end(walk, kept, sealed), tuple(walk.notes))


@dataclass
class _Walk:
    sealed: ChainEnd
    end: ChainEnd = EMPTY
    notes: list[AuditEntry] = field(default_factory=list)
    sealed_is_here: bool = False

    def __post_init__(self) -> None:
        self.sealed_is_here = self.sealed.entries == 0

    def step(self, row: AuditEntry | None) -> Finding | None:
        number = self.end.entries + 1
        if row is None:
            return Finding(Flaw.CHANGED, number)
        if row.number != number:
            return Finding(Flaw.MISSING, number)
        if hash_of(row, self.end.hash) != row.hash:
            return Finding(Flaw.CHANGED, number)
        self.end = ChainEnd(number, row.hash)
        if row.act in (Act.RESTORED, Act.SEAL_REMADE):
            self.notes.append(row)
        self.sealed_is_here |= self.end == self.sealed or cites(row, self.sealed)
        return None


def _at_end(walk: _Walk, kept: ChainEnd, sealed: Sealed) -> Finding | None:
    end = walk.end
    if end.entries < kept.entries:
        return Finding(Flaw.CUT_OFF, end.entries + 1)
    if end.entries > kept.entries:
        return Finding(Flaw.UNNOTED, kept.entries + 1)
    if end != kept:
        return Finding(Flaw.CHANGED, end.entries)
    return _at_seal(walk, sealed)


def _at_seal(walk: _Walk, sealed: Sealed) -> Finding | None:
    entries = walk.end.entries
    if sealed.unreadable:
        return Finding(Flaw.SEAL_UNREADABLE, entries)
    if sealed.end is None and sealed.expected:
        return Finding(Flaw.SEAL_MISSING, entries)
    if walk.sealed_is_here:
        return None
    if walk.sealed.entries > entries:
        return Finding(Flaw.CUT_OFF, entries + 1)
    return Finding(Flaw.REPLACED, walk.sealed.entries)
