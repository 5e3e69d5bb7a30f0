"""What waits for the province, and which of it goes next."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.domain.dossier import DossierId
from app.domain.submission import Attempt, OutboxItem, OutboxKind, OutboxState, QueueCounts
from app.store.schema import AttemptRow, OutboxRow

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
DONE = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)


class OutboxReading:
    def __init__(self, session: Session) -> None:
        self._session = session

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
        def count(*conditions: ColumnElement[bool]) -> int:
            return (
                self._session.scalar(select(func.count()).select_from(OutboxRow).where(*conditions))
                or 0
            )

        waiting = OutboxRow.state == OutboxState.WAITING
        return QueueCounts(
            waiting=count(waiting),
            sending=count(OutboxRow.state == OutboxState.SENDING),
            failing=count(waiting, OutboxRow.last_error != ""),
            refused=count(OutboxRow.state == OutboxState.REFUSED),
            delivered=count(OutboxRow.state == OutboxState.DELIVERED),
        )

    def next_due(self, now: datetime) -> OutboxItem | None:
        """The item to send now: first of its dossier that is not delivered, and due.

        SENDING counts: it is an attempt whose answer was never learnt, and goes again with the
        same key. A refused item holds back its own dossier and no other.
        """
        row = self._session.scalar(
            self._heads()
            .where(or_(OutboxRow.next_attempt_at.is_(None), OutboxRow.next_attempt_at <= now))
            .order_by(OutboxRow.next_attempt_at.is_not(None), OutboxRow.id)
            .limit(1)
        )
        return None if row is None else outbox_item(row)

    def next_wake(self) -> datetime | None:
        """When the next item falls due; None when nothing waits for a time."""
        rows = self._session.scalars(self._heads())
        return min((row.next_attempt_at for row in rows if row.next_attempt_at), default=None)

    def _heads(self) -> Any:
        earlier = aliased(OutboxRow)
        blocked = (
            select(earlier.id)
            .where(
                earlier.dossier_id == OutboxRow.dossier_id,
                earlier.id < OutboxRow.id,
                earlier.state.not_in(DONE),
            )
            .exists()
        )
        return select(OutboxRow).where(OutboxRow.state.in_(_OPEN), ~blocked)

    def _row(self, item_id: int) -> OutboxRow:
        return self._session.get_one(OutboxRow, item_id)


def outbox_item(row: OutboxRow) -> OutboxItem:
    return OutboxItem(
        id=row.id,
        key=row.key,
        dossier_id=DossierId(row.dossier_id),
        kind=OutboxKind(row.kind),
        payload=dict(row.payload),
        state=OutboxState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        last_error_facts=dict(row.last_error_facts),
        upload_url=row.upload_url,
        sent_bytes=row.sent_bytes,
        receipt=dict(row.receipt),
        delivered_at=row.delivered_at,
    )
