"""Changes to what waits for the province, so that nothing is lost and nothing is sent twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from app.domain.dossier import DossierId
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.store.outbox_control import OutboxControl, take_back
from app.store.outbox_reading import outbox_item
from app.store.schema import AttemptRow, OutboxRow


class Outbox(OutboxControl):
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
        return outbox_item(row)

    def withdraw(self, dossier_id: DossierId) -> None:
        """Take back what was not delivered, because the officer submits the dossier anew."""
        for row in self._session.scalars(
            select(OutboxRow).where(
                OutboxRow.dossier_id == dossier_id, OutboxRow.state != OutboxState.DELIVERED
            )
        ):
            take_back(row)

    def rewrite(self, item_id: int, payload: dict[str, Any]) -> None:
        """Give an item other content, which no attempt may have carried away under its key yet."""
        row = self._row(item_id)
        if row.attempts:
            raise ValueError("its content may be known to the province")
        row.payload = payload

    def begin_attempt(self, item_id: int, now: datetime) -> OutboxItem:
        """Write the attempt down before its first byte leaves."""
        row = self._row(item_id)
        row.state, row.attempts = OutboxState.SENDING, row.attempts + 1
        self._session.add(AttemptRow(item_id=item_id, number=row.attempts, started_at=now))
        return outbox_item(row)

    def note_upload(self, item_id: int, *, upload_url: str, sent_bytes: int) -> None:
        row = self._row(item_id)
        row.upload_url, row.sent_bytes = upload_url, sent_bytes

    def deliver(self, item_id: int, *, receipt: dict[str, Any], now: datetime) -> None:
        """The province acknowledged it; ``receipt`` was compared before."""
        row = self._end_attempt(item_id, "delivered", now)
        row.state, row.receipt, row.delivered_at = OutboxState.DELIVERED, receipt, now
        row.next_attempt_at, row.last_error, row.last_error_facts = None, "", {}
        if row.kind == OutboxKind.UPLOAD:
            row.sent_bytes = row.payload.get("bytes", row.sent_bytes)

    def put_back(
        self, item_id: int, *, code: str, facts: dict[str, Any], next_attempt_at: datetime | None,
        now: datetime,
    ) -> None:  # fmt: skip
        """It failed and will go again, with the same key; what was taken back stays so."""
        row = self._end_attempt(item_id, code, now)
        if row.state != OutboxState.WITHDRAWN:
            row.state, row.next_attempt_at = OutboxState.WAITING, next_attempt_at
        row.last_error, row.last_error_facts = code, facts

    def refuse(self, item_id: int, *, code: str, facts: dict[str, Any], now: datetime) -> None:
        """The province said no; only the officer can go on."""
        row = self._end_attempt(item_id, code, now)
        if row.state != OutboxState.WITHDRAWN:
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
        reopened = [
            row
            for row in rows
            if row.payload.get("sha256") in lost and row.state != OutboxState.WITHDRAWN
        ]
        for row in reopened:
            row.state, row.upload_url, row.sent_bytes = OutboxState.WAITING, "", 0
            row.next_attempt_at, row.receipt, row.delivered_at = None, {}, None
        return len(reopened)

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
