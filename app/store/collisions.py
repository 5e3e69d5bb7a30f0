"""Acts that met another officer's: both versions are kept, and the officer decides."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.collision import ChangeMeanwhile, Collision
from app.domain.dossier import DossierId
from app.domain.parts_of_acts import act_of, files_of
from app.domain.submission import OutboxKind, OutboxState
from app.errors import AppError, Code
from app.store.collision_rows import CollisionRow
from app.store.expected_versions import expect, expected, later_follow
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
            if not item.attempts and (expected(item) or version) < version
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
        was = expected(item)
        if was is not None:
            later_follow(self._session, item, found.version - was)
        expect(item, found.version)
        item.key = str(uuid4())
        item.state, item.next_attempt_at = OutboxState.WAITING, None
        item.last_error, item.last_error_facts = "", {}
        self._answer(item_id, Answer.RESENT)

    def withdraw(self, item_id: int) -> int:
        """The officer leaves an act undone that the province refused, or of which it refused a
        file, whether another officer was faster or not: what waits for it goes on.

        ``item_id`` is the act or one of its files; returns the act's. Errors: QUEUE_ITEM_NOT_ASKED.
        """
        item = self._session.get(OutboxRow, item_id)
        items = () if item is None else self._of_dossier(DossierId(item.dossier_id))
        act = item and act_of(item, items)
        if act is None or act.kind != OutboxKind.ACT or act.state not in _OPEN:
            raise AppError(Code.QUEUE_ITEM_NOT_ASKED, item=item_id)
        parts = (act, *files_of(act, items))
        if all(each.state != OutboxState.REFUSED for each in parts):
            raise AppError(Code.QUEUE_ITEM_NOT_ASKED, item=item_id)
        # What others did meanwhile she has seen; what she does not do adds no version.
        found, was = self.open([act.id]).get(act.id), expected(act)
        seen = found.version - was if found is not None and was is not None else 0
        later_follow(self._session, act, seen - 1)
        for each in parts:
            if each.state in _OPEN:
                take_back(each)
        self._answer(act.id, Answer.WITHDRAWN)
        return act.id

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

    def _of_dossier(self, dossier_id: DossierId) -> Sequence[OutboxRow]:
        query = select(OutboxRow).where(OutboxRow.dossier_id == dossier_id).order_by(OutboxRow.id)
        return self._session.scalars(query.execution_options(populate_existing=True)).all()

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
