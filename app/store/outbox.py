"""What waits for the province, kept so that nothing is lost and nothing is sent twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.domain.dossier import DossierId
from app.domain.submission import (
    Attempt,
    OutboxItem,
    OutboxKind,
    OutboxState,
    QueueCounts,
    QueueHalt,
)
from app.store.facts import Facts
from app.store.schema import AttemptRow, OutboxRow

_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
_DONE = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)


class Outbox:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._facts = Facts(session)

    # What is there

    def items(self, limit: int = 500) -> tuple[OutboxItem, ...]:
        """Newest first."""
        rows = self._session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()).limit(limit))
        return tuple(_item(row) for row in rows)

    def of_dossier(self, dossier_id: DossierId) -> tuple[OutboxItem, ...]:
        """In order of delivery."""
        rows = self._session.scalars(
            select(OutboxRow).where(OutboxRow.dossier_id == dossier_id).order_by(OutboxRow.id)
        )
        return tuple(_item(row) for row in rows)

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
            item = _item(row)
            found[item.dossier_id] = (*found.get(item.dossier_id, ()), item)
        return found

    def get(self, item_id: int) -> OutboxItem:
        return _item(self._row(item_id))

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

    # What to send next

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
        return None if row is None else _item(row)

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
                earlier.state.not_in(_DONE),
            )
            .exists()
        )
        return select(OutboxRow).where(OutboxRow.state.in_(_OPEN), ~blocked)

    # What happened

    def enqueue(
        self, dossier_id: DossierId, kind: OutboxKind, payload: dict[str, Any], now: datetime
    ) -> OutboxItem:
        """Add an item with a key of its own, after all others of its dossier."""
        row = OutboxRow(
            key=str(uuid4()),
            dossier_id=dossier_id,
            kind=kind,
            payload=payload,
            state=OutboxState.WAITING,
            created_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return _item(row)

    def withdraw(self, dossier_id: DossierId) -> None:
        """Take back what was not delivered, because the officer submits the dossier anew."""
        for row in self._session.scalars(
            select(OutboxRow).where(
                OutboxRow.dossier_id == dossier_id, OutboxRow.state != OutboxState.DELIVERED
            )
        ):
            row.state, row.next_attempt_at = OutboxState.WITHDRAWN, None

    def begin_attempt(self, item_id: int, now: datetime) -> OutboxItem:
        """Write the attempt down before its first byte leaves."""
        row = self._row(item_id)
        row.state, row.attempts = OutboxState.SENDING, row.attempts + 1
        self._session.add(AttemptRow(item_id=item_id, number=row.attempts, started_at=now))
        return _item(row)

    def note_upload(self, item_id: int, *, upload_url: str, sent_bytes: int) -> None:
        row = self._row(item_id)
        row.upload_url, row.sent_bytes = upload_url, sent_bytes

    def deliver(self, item_id: int, *, receipt: dict[str, Any], now: datetime) -> None:
        """The province acknowledged it; ``receipt`` was compared before."""
        row = self._end_attempt(item_id, "delivered", now)
        row.state, row.receipt, row.delivered_at = OutboxState.DELIVERED, receipt, now
        row.next_attempt_at, row.last_error, row.last_error_facts = None, "", {}

    def put_back(
        self, item_id: int, *, code: str, facts: dict[str, Any], next_attempt_at: datetime | None,
        now: datetime,
    ) -> None:  # fmt: skip
        """It failed and will go again, with the same key."""
        row = self._end_attempt(item_id, code, now)
        row.state, row.next_attempt_at = OutboxState.WAITING, next_attempt_at
        row.last_error, row.last_error_facts = code, facts

    def refuse(self, item_id: int, *, code: str, facts: dict[str, Any], now: datetime) -> None:
        """The province said no; only the officer can go on."""
        row = self._end_attempt(item_id, code, now)
        row.state, row.next_attempt_at = OutboxState.REFUSED, None
        row.last_error, row.last_error_facts = code, facts

    def reopen_uploads(self, dossier_id: DossierId, sha256s: Iterable[str]) -> int:
        """Let uploads go again that the province has lost; returns how many."""
        lost = set(sha256s)
        rows = self._session.scalars(
            select(OutboxRow).where(
                OutboxRow.dossier_id == dossier_id, OutboxRow.kind == OutboxKind.UPLOAD
            )
        )
        reopened = [row for row in rows if row.payload["sha256"] in lost]
        for row in reopened:
            row.state, row.upload_url, row.sent_bytes = OutboxState.WAITING, "", 0
            row.next_attempt_at, row.receipt, row.delivered_at = None, {}, None
        return len(reopened)

    def retry(self, item_id: int) -> None:
        """The officer asks to send it now, with the same key."""
        row = self._row(item_id)
        if row.state not in _DONE:
            row.state, row.next_attempt_at = OutboxState.WAITING, None

    def retry_all(self) -> None:
        """Everything that waits for a time may go now; refused items stay."""
        for row in self._session.scalars(
            select(OutboxRow).where(OutboxRow.state == OutboxState.WAITING)
        ):
            row.next_attempt_at = None

    # The queue as a whole

    def halt(self) -> QueueHalt:
        return QueueHalt(self._facts.get("halt").get("reason", QueueHalt.NONE))

    def set_halt(self, reason: QueueHalt) -> None:
        if self.halt() is not reason:
            self._facts.set("halt", {"reason": reason.value})

    def _row(self, item_id: int) -> OutboxRow:
        return self._session.get_one(OutboxRow, item_id)

    def _end_attempt(self, item_id: int, outcome: str, now: datetime) -> OutboxRow:
        row = self._row(item_id)
        attempt = self._session.scalar(
            select(AttemptRow).where(
                AttemptRow.item_id == item_id, AttemptRow.number == row.attempts
            )
        )
        if attempt is not None:
            attempt.ended_at, attempt.outcome = now, outcome
        return row


def _item(row: OutboxRow) -> OutboxItem:
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
