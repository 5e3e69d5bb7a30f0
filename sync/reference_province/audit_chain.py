"""The audit log as chains of hashes: each entry names the one before, the end stands elsewhere.

A unit's entries are one chain, whose end lies in the unit's row, locked by whoever adds to it;
refused requests are another. Whoever may write to the whole database can make a new chain: its
end is worth writing down outside.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.reference_province.database import Unit
from sync.reference_province.engine import Database
from sync.reference_province.tables_of_acts import REFUSALS, AuditRow, RefusalChain

_HASHED = (
    "account",
    "unit_code",
    "act",
    "dossier_code",
    "key",
    "certificate_serial",
    "files",
    "refused",
    "request",
    "times",
)


class ChainEnd(Protocol):
    audit_hash: str
    audit_count: int


@dataclass(frozen=True)
class Fault:
    chain: str
    entry: int | None
    """Where the chain is broken, None when its end is missing."""


@dataclass(frozen=True)
class AuditReport:
    entries: int
    faults: tuple[Fault, ...]
    """The first of each chain that is not whole."""
    ends: dict[str, str]
    """The hash of each chain's last entry: whoever wrote it down elsewhere can compare it."""


def add_to_unit(session: Session, unit: Unit, row: AuditRow) -> None:
    """Add ``row`` to the chain of ``unit``, whose row the caller has locked."""
    row.unit_code, row.refused, row.request, row.times = unit.code, "", "", 1
    _add(session, unit, row)


def add_refusal(session: Session, row: AuditRow) -> None:
    """Add ``row`` to the chain of refused requests, and lock it until the transaction ends."""
    end = session.get(RefusalChain, REFUSALS, with_for_update=True, populate_existing=True)
    assert end is not None  # noqa: S101 (made with the tables)
    _add(session, end, row)


def verify(database: Database) -> AuditReport:
    """Whether nothing was changed, taken out, put in or cut off since each chain began."""
    entries = 0
    chains: dict[str, tuple[str, int]] = {}
    faults: dict[str, Fault] = {}
    with database.reading() as session:
        database.hold_still(session)
        ends = dict(_ends(session))
        for row in session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(
            yield_per=1_000
        )):  # fmt: skip
            name = REFUSALS if row.refused else row.unit_code
            before, count = chains.get(name, ("", 0))
            if not row.hash and not count:
                continue  # from before the province had chains
            entries += 1
            if row.hash != _hash(row, before):
                faults.setdefault(name, Fault(name, row.id))
            chains[name] = row.hash, count + 1
    for name in {*ends, *chains}:
        if ends.get(name, ("", 0)) != chains.get(name, ("", 0)):
            faults.setdefault(name, Fault(name, None))
    return AuditReport(
        entries,
        tuple(faults[name] for name in sorted(faults)),
        {name: end for name, (end, count) in sorted(ends.items()) if count},
    )


def _ends(session: Session) -> Iterator[tuple[str, tuple[str, int]]]:
    for unit in session.scalars(select(Unit)):
        yield unit.code, (unit.audit_hash, unit.audit_count)
    for chain in session.scalars(select(RefusalChain)):
        yield chain.name, (chain.audit_hash, chain.audit_count)


def _add(session: Session, end: ChainEnd, row: AuditRow) -> None:
    row.hash = end.audit_hash = _hash(row, end.audit_hash)
    end.audit_count += 1
    session.add(row)
    # Numbered now, while the chain is locked: its entries lie in the order of their numbers.
    session.flush()


def _hash(row: AuditRow, before: str) -> str:
    told: dict[str, Any] = {name: getattr(row, name) for name in _HASHED}
    told["at"], told["before"] = _moment(row.at), before
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
