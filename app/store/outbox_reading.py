"""What waits for the province."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from app.domain.dossier import DossierId
from app.domain.submission import Attempt, OutboxItem, OutboxKind, OutboxState, QueueCounts
from app.store.outbox_due import COUNTS
from app.store.schema import AttemptRow, OutboxRow

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
FOR_OFFICER = (OutboxState.REFUSED, OutboxState.UNCONFIRMED)


_COLUMNS = OutboxRow.__table__.c
_ONE = select(OutboxRow.__table__).where(_COLUMNS.id == bindparam("item"))
_ACTS = select(_COLUMNS.payload).where(
    _COLUMNS.dossier_id == bindparam("dossier"), _COLUMNS.kind != OutboxKind.UPLOAD
)
Word = TypeVar("Word", bound=StrEnum)


class OutboxReading:
    def __init__(self, session: Session) -> None:
        self._session = session

    def for_officer(self, limit: int = 500) -> tuple[OutboxItem, ...]:
        """All of the dossiers that wait for the officer or are under way, at most ``limit`` of
        each, and of those that came last, newest first.
        """
        newest = select(OutboxRow.dossier_id).order_by(OutboxRow.id.desc()).limit(limit)
        wanted = set(self._session.scalars(newest))
        for state in (*FOR_OFFICER, *_OPEN):
            of_state = select(OutboxRow.dossier_id).where(OutboxRow.state == state)
            wanted |= set(self._session.scalars(of_state.order_by(OutboxRow.id).limit(limit)))
        found = self.of_dossiers(DossierId(each) for each in wanted)
        return tuple(sorted(chain(*found.values()), key=lambda item: -item.id))

    def items(self, limit: int = 500) -> tuple[OutboxItem, ...]:
        """Newest first."""
        rows = self._session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()).limit(limit))
        return tuple(outbox_item(row) for row in rows)

    def of_dossier(self, dossier_id: DossierId) -> tuple[OutboxItem, ...]:
        """In order of delivery."""
        rows = self._session.scalars(
            select(OutboxRow).where(OutboxRow.dossier_id == dossier_id).order_by(OutboxRow.id)
        )
        return tuple(outbox_item(row) for row in rows)

    def of_dossiers(
        self, dossier_ids: Iterable[DossierId]
    ) -> dict[DossierId, tuple[OutboxItem, ...]]:
        """The items of each dossier in order of delivery; dossiers without any are left out."""
        found: dict[DossierId, tuple[OutboxItem, ...]] = {}
        rows = self._session.scalars(
            select(OutboxRow)
            .where(OutboxRow.dossier_id.in_(list(dossier_ids)))
            .order_by(OutboxRow.id)
        )
        for row in rows:
            item = outbox_item(row)
            found[item.dossier_id] = (*found.get(item.dossier_id, ()), item)
        return found

    def units_of(self, dossier_id: DossierId) -> frozenset[str]:
        """Codes of the units that the dossier's acts name."""
        rows = self._connection().execute(_ACTS, {"dossier": dossier_id}).scalars()
        return frozenset(str(payload.get("unit_code", "")) for payload in rows)

    def get(self, item_id: int) -> OutboxItem:
        return outbox_item(self._connection().execute(_ONE, {"item": item_id}).one())

    def find(self, item_id: int) -> OutboxItem | None:
        """None when there is no such item."""
        row = self._connection().execute(_ONE, {"item": item_id}).one_or_none()
        return None if row is None else outbox_item(row)

    def by_key(self, key: str) -> OutboxItem | None:
        """None when no item of this counter has ``key``."""
        row = self._session.scalar(select(OutboxRow).where(OutboxRow.key == key))
        return None if row is None else outbox_item(row)

    def attempts(self, item_id: int) -> tuple[Attempt, ...]:
        rows = self._session.scalars(
            select(AttemptRow).where(AttemptRow.item_id == item_id).order_by(AttemptRow.number)
        )
        return tuple(
            Attempt(row.item_id, row.number, row.started_at, row.ended_at, row.outcome)
            for row in rows
        )

    def counts(self) -> QueueCounts:
        """Asked by screens at each change, however long the queue is."""
        return QueueCounts(**self._connection().execute(COUNTS).one()._mapping)

    def _connection(self) -> Connection:
        """For statements past the mapped objects, whose changes it has."""
        self._session.flush()
        return self._session.connection()

    def _row(self, item_id: int) -> OutboxRow:
        return self._session.get_one(OutboxRow, item_id)


def outbox_item(row: Any) -> OutboxItem:
    """Of an ``OutboxRow``, or the columns of one."""
    return OutboxItem(
        id=row.id,
        key=row.key,
        dossier_id=DossierId(row.dossier_id),
        kind=_known(OutboxKind, row.kind, OutboxKind.UNKNOWN),
        payload=dict(row.payload),
        state=_known(OutboxState, row.state, OutboxState.REFUSED),
        attempts=int(row.attempts),
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        last_error_facts=dict(row.last_error_facts),
        upload_url=row.upload_url,
        sent_bytes=int(row.sent_bytes),
        receipt=dict(row.receipt),
        delivered_at=row.delivered_at,
        confirmed_at=row.confirmed_at,
    )


def _known(words: type[Word], said: str, otherwise: Word) -> Word:
    """``otherwise`` for what a newer version wrote, or a disk that lies."""
    return words(said) if said in set(words) else otherwise
