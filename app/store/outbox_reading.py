"""What waits for the province, and which of it goes next."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import String, and_, func, or_, select, text, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.domain.dossier import DossierId
from app.domain.submission import Attempt, OutboxItem, OutboxKind, OutboxState, QueueCounts
from app.store.schema import FAILING, AttemptRow, OutboxRow

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
_NO_TIME = "3"
"""What sorts after it stands for no moment that a program wrote."""
FOR_OFFICER = (OutboxState.REFUSED, OutboxState.UNCONFIRMED)
DONE = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)


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
        rows = self._session.scalars(
            select(OutboxRow.payload).where(
                OutboxRow.dossier_id == dossier_id, OutboxRow.kind != OutboxKind.UPLOAD
            )
        )
        return frozenset(str(payload.get("unit_code", "")) for payload in rows)

    def get(self, item_id: int) -> OutboxItem:
        return outbox_item(self._row(item_id))

    def attempts(self, item_id: int) -> tuple[Attempt, ...]:
        rows = self._session.scalars(
            select(AttemptRow).where(AttemptRow.item_id == item_id).order_by(AttemptRow.number)
        )
        return tuple(
            Attempt(row.item_id, row.number, row.started_at, row.ended_at, row.outcome)
            for row in rows
        )

    def counts(self) -> QueueCounts:
        rows = self._session.execute(
            select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
        )
        found = {str(state): count for state, count in rows}
        # In the very words of the index, which SQLite would not recognise otherwise.
        failing = select(func.count()).select_from(OutboxRow).where(text(FAILING))
        return QueueCounts(
            waiting=found.get(OutboxState.WAITING, 0),
            sending=found.get(OutboxState.SENDING, 0),
            failing=self._session.scalar(failing) or 0,
            refused=found.get(OutboxState.REFUSED, 0),
            delivered=found.get(OutboxState.DELIVERED, 0),
            unconfirmed=found.get(OutboxState.UNCONFIRMED, 0),
        )

    def due(self, now: datetime, limit: int = 1, besides: Collection[int] = ()) -> tuple[int, ...]:
        """Ids of items to send now, at most ``limit`` and none of ``besides``.

        First attempts whose answer was never learnt, which go again with the same key; then what
        may go at once, oldest first; then what waited for its time. A refused item holds back its
        own dossier and no other.
        """
        waiting = OutboxRow.state == OutboxState.WAITING
        at = OutboxRow.next_attempt_at
        ways = (
            self._free(OutboxRow.state == OutboxState.SENDING),
            self._free(waiting, at.is_(None)).order_by(OutboxRow.id),
            self._free(waiting, at <= now).order_by(at),
            self._free(waiting, type_coerce(at, String) >= _NO_TIME),
        )
        found: list[int] = []
        for way in ways:
            left = limit - len(found)
            if left <= 0:
                break
            found += self._session.scalars(way.where(OutboxRow.id.not_in(besides)).limit(left))
        return tuple(found)

    def next_wake(self) -> datetime | None:
        """When the next item falls due; None when nothing waits for a time."""
        at = OutboxRow.next_attempt_at
        readable = type_coerce(at, String).between("2", _NO_TIME)
        waiting = self._free(OutboxRow.state == OutboxState.WAITING, readable)
        first: datetime | None = self._session.scalar(
            waiting.with_only_columns(at).order_by(at).limit(1)
        )
        return first

    def _free(self, *conditions: ColumnElement[bool]) -> Any:
        """Ids of items with ``conditions`` that no other of their dossier holds back."""
        other, upload = aliased(OutboxRow), OutboxKind.UPLOAD
        earlier = and_(other.id < OutboxRow.id, or_(other.kind != upload, OutboxRow.kind != upload))
        held = select(other.id).where(
            other.dossier_id == OutboxRow.dossier_id,
            or_(
                other.state == OutboxState.REFUSED,
                and_(other.state.not_in(DONE), earlier),
            ),
            other.id != OutboxRow.id,
        )
        return select(OutboxRow.id).where(*conditions, ~held.exists())

    def _row(self, item_id: int) -> OutboxRow:
        return self._session.get_one(OutboxRow, item_id)


def outbox_item(row: OutboxRow) -> OutboxItem:
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
