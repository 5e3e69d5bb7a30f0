"""Acts that met another officer's: both versions are kept, and the officer decides."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.collision import ChangeMeanwhile, Collision
from app.domain.dossier import DossierId
from app.domain.submission import OutboxKind, OutboxState
from app.errors import AppError, Code
from app.store.collision_rows import CollisionRow
from app.store.outbox_control import take_back
from app.store.schema import DossierRow, OutboxRow

_UNSENT = (OutboxState.WAITING, OutboxState.UNCONFIRMED)
_OPEN = (*_UNSENT, OutboxState.SENDING, OutboxState.REFUSED)


class Answer(StrEnum):
    RESENT = "resent"
    WITHDRAWN = "withdrawn"


class Collisions:
    def __init__(self, session: Session) -> None:
        self._session = session

    def expected_version(self, dossier_id: DossierId) -> int | None:
        """The version that the dossier will have when what is queued now has gone through; None
        where the province does not count.
        """
        row = self._session.get_one(DossierRow, dossier_id)
        version = row.version
        if not version:
            if not self._queued(dossier_id, OutboxKind.RECEIVE_DOSSIER):
                return None
            version = 1
        return version + len(self._queued(dossier_id, OutboxKind.ACT))

    def can_meet(self) -> bool:
        """Whether anything is queued that :meth:`overtaken` could be about."""
        query = select(OutboxRow.id).where(
            OutboxRow.state.in_(_UNSENT), OutboxRow.kind == OutboxKind.ACT
        )
        return self._session.scalar(query.limit(1)) is not None

    def overtaken(self, dossier_id: DossierId, version: int) -> tuple[int, ...]:
        """Items that never left and expect an older version than ``version``."""
        return tuple(
            item.id
            for item in self._queued(dossier_id, OutboxKind.ACT, _UNSENT)
            if not item.attempts and (_expected(item) or version) < version
        )

    def note(
        self,
        item_id: int,
        *,
        version: int,
        state: str,
        changes: Sequence[ChangeMeanwhile],
        now: datetime,
    ) -> None:
        """Keep both versions of what happened; the item waits for the officer."""
        item = self._session.get_one(OutboxRow, item_id)
        if item.state != OutboxState.WITHDRAWN:
            item.state, item.next_attempt_at = OutboxState.REFUSED, None
            item.last_error = Code.PROVINCE_CONFLICT
            item.last_error_facts = {"problem": "changed_meanwhile", "version": version}
        told = [asdict(each) | {"acted_at": each.acted_at.isoformat()} for each in changes]
        self._session.add(
            CollisionRow(
                item_id=item_id,
                dossier_id=item.dossier_id,
                act=dict(item.payload),
                version=version,
                state=state,
                changes=told,
                noted_at=now,
            )
        )

    def open(self, item_ids: Iterable[int] | None = None) -> dict[int, Collision]:
        """The last collision of each item, of ``item_ids`` or all, that nobody answered yet."""
        query = select(CollisionRow).where(CollisionRow.answer == "").order_by(CollisionRow.id)
        if item_ids is not None:
            query = query.where(CollisionRow.item_id.in_(list(item_ids)))
        return {row.item_id: _collision(row) for row in self._session.scalars(query)}

    def resend(self, item_id: int) -> None:
        """The officer still wants it, as the dossier stands now.

        It goes under a new key, because its content is another; acts queued after it follow.
        Errors: QUEUE_ITEM_NOT_ASKED.
        """
        found, item = self._asked(item_id)
        was = _expected(item)
        later = [
            each
            for each in self._queued(DossierId(item.dossier_id), OutboxKind.ACT)
            if each.id > item_id and not each.attempts
        ]
        _expect(item, found.version)
        item.key = str(uuid4())
        item.state, item.next_attempt_at = OutboxState.WAITING, None
        item.last_error, item.last_error_facts = "", {}
        for each in later:
            expected = _expected(each)
            if was is not None and expected is not None:
                _expect(each, max(expected + found.version - was, 1))
        self._answer(item_id, Answer.RESENT)

    def withdraw(self, item_id: int) -> None:
        """The officer leaves an act undone that the province refused, whether another officer was
        faster or not: what waits for it goes on. Errors: QUEUE_ITEM_NOT_ASKED.
        """
        item = self._session.get(OutboxRow, item_id)
        if item is None or item.state != OutboxState.REFUSED or item.kind != OutboxKind.ACT:
            raise AppError(Code.QUEUE_ITEM_NOT_ASKED, item=item_id)
        take_back(item)
        self._answer(item_id, Answer.WITHDRAWN)

    def _asked(self, item_id: int) -> tuple[Collision, OutboxRow]:
        found, item = self.open([item_id]).get(item_id), self._session.get(OutboxRow, item_id)
        if found is None or item is None or item.state != OutboxState.REFUSED:
            raise AppError(Code.QUEUE_ITEM_NOT_ASKED, item=item_id)
        return found, item

    def _answer(self, item_id: int, answer: Answer) -> None:
        for row in self._session.scalars(
            select(CollisionRow).where(CollisionRow.item_id == item_id, CollisionRow.answer == "")
        ):
            row.answer = answer

    def _queued(
        self, dossier_id: DossierId, kind: OutboxKind, states: Sequence[OutboxState] = _OPEN
    ) -> Sequence[OutboxRow]:
        return self._session.scalars(
            select(OutboxRow)
            .where(
                OutboxRow.dossier_id == dossier_id,
                OutboxRow.kind == kind,
                OutboxRow.state.in_(states),
            )
            .order_by(OutboxRow.id)
            # Past the mapped objects other statements change these rows.
            .execution_options(populate_existing=True)
        ).all()


def _expected(item: OutboxRow) -> int | None:
    told: Any = item.payload.get("expected_version")
    return told if isinstance(told, int) else None


def _expect(item: OutboxRow, version: int) -> None:
    item.payload = item.payload | {"expected_version": version}


def _collision(row: CollisionRow) -> Collision:
    return Collision(
        item_id=row.item_id,
        dossier_id=DossierId(row.dossier_id),
        act=dict(row.act),
        version=row.version,
        state=row.state,
        changes=tuple(
            ChangeMeanwhile(**each | {"acted_at": datetime.fromisoformat(each["acted_at"])})
            for each in row.changes
        ),
        noted_at=row.noted_at,
    )
