"""What the officer, and what is known of an item before it is sent, does to the queue."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, case, cast, select, type_coerce, update

from app.domain.submission import OutboxItem, OutboxState, QueueHalt, Quiet
from app.errors import Code
from app.store.expected_versions import later_follow
from app.store.facts import Facts
from app.store.outbox_next import OutboxNext
from app.store.schema import AttemptRow, OutboxRow

_log = logging.getLogger(__name__)
_EARLIEST = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
"""Stands for a moment that cannot be read."""


class OutboxControl(OutboxNext):
    def retry(self, item_id: int) -> bool:
        """The officer asks to send it now, with the same key; whether it goes.

        What is being sent is let be, and what waits for a confirmation needs that.
        """
        row = self._row(item_id)
        if row.state not in (OutboxState.WAITING, OutboxState.REFUSED):
            return False
        row.state, row.next_attempt_at = OutboxState.WAITING, None
        return True

    def retry_all(self, now: datetime) -> None:
        """What waits for a time may go now, or when the province wants it; refused items stay."""
        for row in self._session.scalars(
            select(OutboxRow).where(
                OutboxRow.state == OutboxState.WAITING, OutboxRow.next_attempt_at.is_not(None)
            )
        ):
            row.next_attempt_at = self._wanted_at(row, now)

    def _wanted_at(self, row: OutboxRow, now: datetime) -> datetime | None:
        """When the province, by its last answer, wants ``row`` again; None for now."""
        asked = row.last_error_facts.get("retry_after")
        if not asked:
            return None
        ended: datetime | None = self._session.scalar(
            select(AttemptRow.ended_at).where(
                AttemptRow.item_id == row.id, AttemptRow.number == row.attempts
            )
        )
        wait = timedelta(seconds=float(asked))
        quiet = ended and Quiet(ended + wait, wait)
        return quiet.until if quiet and quiet.left(now) else None

    def ask_again(self, item_id: int) -> None:
        """It is not sent before the officer says that it is still meant."""
        row = self._row(item_id)
        row.state, row.next_attempt_at = OutboxState.UNCONFIRMED, None

    def confirm(self, item_id: int, now: datetime) -> bool:
        """The officer still wants it sent; False where nobody asked."""
        row = self._row(item_id)
        if row.state != OutboxState.UNCONFIRMED:
            return False
        row.state, row.confirmed_at = OutboxState.WAITING, now
        if row.last_error == Code.CLOCK_DOUBTED:
            row.last_error, row.last_error_facts = "", {}
        return True

    def take_back(self, item_id: int) -> bool:
        """The officer does not want it sent any more; False where nobody asked."""
        row = self._row(item_id)
        if row.state != OutboxState.UNCONFIRMED:
            return False
        if not row.attempts:  # else the province may have it
            later_follow(self._session, row, -1)
        take_back(row)
        return True

    def readable(self, item_id: int) -> OutboxItem | None:
        """The item; None when its row is damaged: it is then set aside for the officer."""
        try:
            return self.get(item_id)
        except Exception:  # noqa: BLE001 (whatever a damaged row makes the column types raise)
            _log.exception("item %d cannot be read and is set aside", item_id)
            self.set_aside(item_id)
            return None

    def set_aside(self, item_id: int) -> None:
        """Mark an item that nothing can be done with as refused, so that the rest goes on.

        Its content and key stay as they are; what orders the queue is made readable first.
        """
        written = type_coerce(OutboxRow.created_at, String)
        self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == item_id)
            .values(
                created_at=case((written.op("GLOB")("20*T*+00:00"), OutboxRow.created_at),
                                else_=_EARLIEST),
                attempts=cast(OutboxRow.attempts, Integer),
                sent_bytes=cast(OutboxRow.sent_bytes, Integer),
            )
            .execution_options(synchronize_session=False)
        )  # fmt: skip
        self._session.expire_all()
        row = self._row(item_id)
        row.state, row.last_error, row.last_error_facts = OutboxState.REFUSED, Code.UNEXPECTED, {}

    def halt(self) -> QueueHalt:
        return QueueHalt(Facts(self._session).get("halt").get("reason", QueueHalt.NONE))

    def set_halt(self, reason: QueueHalt) -> None:
        if self.halt() is not reason:
            Facts(self._session).set("halt", {"reason": reason.value})


def take_back(row: OutboxRow) -> None:
    row.state, row.next_attempt_at = OutboxState.WITHDRAWN, None
