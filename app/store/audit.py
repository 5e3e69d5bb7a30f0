"""The audit log in the store: entries are added to its chain, and never touched again."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from app.domain.audit import (
    DONE,
    EMPTY,
    Act,
    AuditEntry,
    ChainEnd,
    Fact,
    canonical,
    hash_of,
    written_moment,
)
from app.domain.audit_chain import ChainReport, Sealed, cites, examine
from app.logs import redact
from app.store.audit_rows import AuditRow
from app.store.facts import Facts
from app.store.schema import FactRow

_AUDIT = cast(Table, AuditRow.__table__)
_ADD = insert(_AUDIT)
_HASH = select(_AUDIT.c.hash).where(_AUDIT.c.number == bindparam("entry"))
_LAST = select(_AUDIT.c.number, _AUDIT.c.hash).order_by(_AUDIT.c.number.desc()).limit(1)
_END = "audit"
"""The fact that says how long the chain is and where it ends."""
_SEALED = "audit_sealed"
_HASH_SHAPE = re.compile("[0-9a-f]{64}")
_FACTS = cast(Table, FactRow.__table__)
_KNOWN = select(
    select(_FACTS.c.value).where(_FACTS.c.name == _END).scalar_subquery(),
    select(_FACTS.c.value).where(_FACTS.c.name == "officer").scalar_subquery(),
    select(func.max(_AUDIT.c.number)).scalar_subquery(),
)
_KEEP_END = upsert(_FACTS).values(name=_END, value=bindparam("end"))
_KEEP_END = _KEEP_END.on_conflict_do_update(set_={"value": _KEEP_END.excluded.value})
# As bytes: what was tampered with need not be text.
_RAW = text(
    "SELECT number, CAST(at AS BLOB), CAST(account AS BLOB), CAST(act AS BLOB),"
    " CAST(dossier_id AS BLOB), CAST(facts AS BLOB), CAST(result AS BLOB), CAST(hash AS BLOB)"
    " FROM audit ORDER BY number"
)


class Audit:
    def __init__(self, session: Session) -> None:
        self._session, self._facts = session, Facts(session)

    def note(
        self, act: Act, *, dossier: str = "", result: str = DONE, account: str | None = None,
        **facts: Fact,
    ) -> None:  # fmt: skip
        """Add an entry in this transaction: an act and its entry are both kept or neither.

        ``account`` None is that of the officer who is signed in. Texts lose citizen numbers and
        PINs here (``app.logs.redact``), whatever the caller knew.
        """
        self._session.flush()
        connection = self._session.connection()
        kept, officer, last = connection.execute(_KNOWN).one()
        end = _chain_end(kept) or self._last()
        who = (officer or {}).get("account", "") if account is None else account
        entry = AuditEntry(
            # Whatever somebody did to either: the work goes on, and ``examine`` tells.
            number=max(end.entries, last or 0) + 1,
            at=written_moment(datetime.now(UTC)),
            account=_clean(who),
            act=act.value,
            dossier_id=_clean(dossier),
            facts={name: _clean(fact) for name, fact in facts.items()},
            result=_clean(result),
            hash="",
        )
        entry = replace(entry, hash=hash_of(entry, end.hash))
        row = {name: getattr(entry, name) for name in _AUDIT.c.keys()}  # noqa: SIM118
        connection.execute(_ADD, row | {"facts": canonical(entry.facts)})
        connection.execute(_KEEP_END, {"end": {"entries": entry.number, "hash": entry.hash}})

    def end(self) -> ChainEnd:
        """How long the chain is and where it ends, as the program left it.

        Not what the table says: where its end was cut off, the gap must stay.
        """
        return _chain_end(self._facts.get(_END)) or self._last()

    def _last(self) -> ChainEnd:
        last = self._session.connection().execute(_LAST).one_or_none()
        found = last and _chain_end({"entries": last.number, "hash": last.hash})
        return found or EMPTY

    def entries(
        self, *, dossier: str = "", since: datetime | None = None, limit: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """The latest first; at most ``limit``."""
        query = select(_AUDIT).order_by(_AUDIT.c.number.desc()).limit(limit)
        if dossier:
            query = query.where(_AUDIT.c.dossier_id == dossier)
        if since is not None:
            query = query.where(_AUDIT.c.at >= written_moment(since))
        return tuple(_read(row) for row in self._session.connection().execute(query))

    def whole(self) -> Iterator[AuditEntry]:
        """All entries, the first first."""
        for row in self._session.connection().execute(select(_AUDIT).order_by(_AUDIT.c.number)):
            yield _read(row)

    def examine(self, sealed: Sealed) -> ChainReport:
        """Whether the chain is what was written; ``sealed`` is what lies outside."""
        rows = self._session.connection().execute(_RAW)
        end = _chain_end(self._facts.get(_END)) or EMPTY
        return examine((_decoded(row) for row in rows), end, sealed)

    def goes_on_from(self, end: ChainEnd) -> bool:
        """Whether the chain led through ``end``, or a backup is known to have taken its place."""
        found = self._session.connection().execute(_HASH, {"entry": end.entries}).scalar()
        if end.entries == 0 or found == end.hash:
            return True
        restored = select(_AUDIT).where(_AUDIT.c.act == Act.RESTORED.value)
        rows = self._session.connection().execute(restored)
        return any(cites(_read(row), end) for row in rows)

    def sealed_once(self) -> bool:
        """Whether the end of the chain was ever sealed outside the database."""
        return bool(self._facts.get(_SEALED))

    def note_sealed(self) -> None:
        self._facts.set(_SEALED, {"sealed": True})


def _chain_end(kept: Mapping[str, Any] | None) -> ChainEnd | None:
    """None for nothing, and for what cannot be the end of a chain."""
    entries, found = (kept or {}).get("entries"), (kept or {}).get("hash")
    usable = isinstance(entries, int) and isinstance(found, str) and _HASH_SHAPE.fullmatch(found)
    return ChainEnd(entries, found) if usable else None  # type: ignore[arg-type]


def _clean(fact: Any) -> Any:
    """Half characters of strange file names go too: no UTF-8 holds them."""
    return redact(fact).encode(errors="replace").decode() if isinstance(fact, str) else fact


def _read(row: Any) -> AuditEntry:
    """What of a row is no JSON is told by ``examine``."""
    try:
        facts = json.loads(row.facts)
    except ValueError:
        facts = {}
    return AuditEntry(**{**row._mapping, "facts": facts if isinstance(facts, dict) else {}})


def _decoded(row: Any) -> AuditEntry | None:
    """None unless each column is exactly as an entry is written."""
    number, *others = row
    try:
        at, account, act, dossier, facts, result, found = (bytes(each).decode() for each in others)
        known = json.loads(facts)
        if not isinstance(known, dict) or canonical(known) != facts:
            return None
    except (TypeError, ValueError, RecursionError):
        return None
    return AuditEntry(number, at, account, act, dossier, known, result, found)
