"""Changes to what waits for the province, so that nothing is lost and nothing is sent twice."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, and_, bindparam, insert, or_, select, update

from app.domain.dangerous_acts import HARMLESS_KINDS, is_dangerous
from app.domain.dossier import DossierId
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import Code
from app.store.changes import Topic, note
from app.store.outbox_control import OutboxControl, take_back
from app.store.outbox_reading import outbox_item
from app.store.schema import AttemptRow, OutboxRow

_OUTBOX = cast(Table, OutboxRow.__table__)
_ATTEMPTS = cast(Table, AttemptRow.__table__)
_CHANGE = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("item")).returning(_OUTBOX.c.dossier_id)
_SETTLED = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)
_BEGIN = (
    update(_OUTBOX)
    .where(
        _OUTBOX.c.id == bindparam("item"),
        or_(
            _OUTBOX.c.state == OutboxState.WAITING,
            and_(
                _OUTBOX.c.state == OutboxState.SENDING, _OUTBOX.c.attempts == bindparam("unheard")
            ),
        ),
    )
    .values(state=OutboxState.SENDING, attempts=_OUTBOX.c.attempts + 1)
    .returning(*_OUTBOX.c)
)
_BEGIN_ATTEMPT = insert(_ATTEMPTS)
_END_ATTEMPT = update(_ATTEMPTS).where(
    _ATTEMPTS.c.item_id == bindparam("item"),
    _ATTEMPTS.c.number
    == select(_OUTBOX.c.attempts).where(_OUTBOX.c.id == bindparam("item")).scalar_subquery(),
)


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

    def begin_attempt(self, item_id: int, now: datetime, *, unheard: int = 0) -> OutboxItem | None:
        """Write the attempt down before its first byte leaves.

        ``unheard`` is the number of the attempt whose answer was never learnt, 0 for an item that
        waits. None, and nothing written, when somebody else began or settled the item meanwhile.
        """
        asked = {"item": item_id, "unheard": unheard}
        row = self._connection().execute(_BEGIN, asked).one_or_none()
        if row is None:
            return None
        begun = outbox_item(row)
        note(self._session, Topic.OUTBOX, begun.dossier_id)
        told = {"item_id": item_id, "number": begun.attempts, "started_at": now, "outcome": ""}
        self._connection().execute(_BEGIN_ATTEMPT, told)
        return begun

    def note_upload(self, item_id: int, *, upload_url: str, sent_bytes: int) -> None:
        self._change(item_id, upload_url=upload_url, sent_bytes=sent_bytes)

    def deliver(self, item_id: int, *, receipt: dict[str, Any], now: datetime) -> None:
        """The province acknowledged it; ``receipt`` was compared before."""
        self._end_attempt(item_id, "delivered", now)
        sent = {"sent_bytes": receipt["bytes"]} if "bytes" in receipt else {}
        self._change(
            item_id, state=OutboxState.DELIVERED, receipt=receipt, delivered_at=now,
            next_attempt_at=None, last_error="", last_error_facts={}, **sent,
        )  # fmt: skip

    def put_back(
        self, item_id: int, *, code: str, facts: dict[str, Any], next_attempt_at: datetime | None,
        now: datetime,
    ) -> None:  # fmt: skip
        """It failed and will go again, with the same key; what was taken back, or is known to
        have come by another way, stays so.
        """
        self._end_attempt(item_id, code, now)
        if self.get(item_id).state not in _SETTLED:
            self.postpone(item_id, code=code, facts=facts, next_attempt_at=next_attempt_at)

    def postpone(
        self, item_id: int, *, code: str, facts: dict[str, Any], next_attempt_at: datetime | None
    ) -> None:
        """It waits, and why: no attempt was made of it."""
        self._change(
            item_id, state=OutboxState.WAITING, next_attempt_at=next_attempt_at,
            last_error=code, last_error_facts=facts,
        )  # fmt: skip

    def break_off(self, item_id: int, now: datetime) -> None:
        """It stopped between two chunks, because the officer pauses or the program ends."""
        self._end_attempt(item_id, "broken_off", now)
        if self.get(item_id).state not in _SETTLED:
            self._change(item_id, state=OutboxState.WAITING, next_attempt_at=None)

    def refuse(self, item_id: int, *, code: str, facts: dict[str, Any], now: datetime) -> None:
        """The province said no; only the officer can go on. What was taken back, or is known to
        have come by another way, stays so.
        """
        self._end_attempt(item_id, code, now)
        if self.get(item_id).state not in _SETTLED:
            self._change(
                item_id, state=OutboxState.REFUSED, next_attempt_at=None,
                last_error=code, last_error_facts=facts,
            )  # fmt: skip

    def doubt_waits(self, in_flight: Collection[int]) -> None:
        """This machine's clock was set back: how long acts have waited cannot be told any more.
        Those that cannot be undone are asked about, but what is ``in_flight``.
        """
        acts = select(_OUTBOX.c.id).where(
            _OUTBOX.c.state.in_((OutboxState.WAITING, OutboxState.SENDING)),
            _OUTBOX.c.kind.not_in(HARMLESS_KINDS),
        )
        for item_id in set(self._connection().execute(acts).scalars()) - set(in_flight):
            item = self.readable(item_id)
            if item is not None and is_dangerous(item):
                self._change(
                    item_id, state=OutboxState.UNCONFIRMED, next_attempt_at=None,
                    last_error=Code.CLOCK_DOUBTED, last_error_facts={},
                )  # fmt: skip

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

    def _end_attempt(self, item_id: int, outcome: str, now: datetime) -> None:
        ended = {"item": item_id, "ended_at": now, "outcome": outcome}
        self._connection().execute(_END_ATTEMPT, ended)

    def _change(self, item_id: int, **values: Any) -> None:
        """Past the mapped objects, which cost several times as much: with a fast line it is this
        that a delivery waits for.
        """
        changed = self._connection().execute(_CHANGE, {"item": item_id, **values})
        note(self._session, Topic.OUTBOX, changed.scalar_one())
