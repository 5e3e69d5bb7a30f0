"""Which of what waits goes next, when, and what of it does not without somebody."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from app.store.outbox_due import DUE_WAYS, FOR_OTHERS, NEXT_WAKE, SENDABLE
from app.store.outbox_reading import OutboxReading
from app.store.schema import OutboxRow


class OutboxNext(OutboxReading):
    def due(self, now: datetime, limit: int = 1, besides: Collection[int] = ()) -> tuple[int, ...]:
        """Ids of items to send now, at most ``limit`` and none of ``besides``.

        First attempts whose answer was never learnt, which go again with the same key; then what
        may go at once, oldest first; then what waited for its time. A refused item holds back its
        own dossier and no other.
        """
        found: list[int] = []
        connection = self._connection()
        for way in DUE_WAYS:
            left = limit - len(found)
            if left <= 0:
                break
            asked = {"now": now, "besides": list(besides), "limit": left}
            found += connection.execute(way, asked).scalars()
        return tuple(found)

    def can_go(self, now: datetime) -> bool:
        """Whether anything that waits or is being sent may go now or later, without the officer
        doing something or another one signing in.
        """
        return self._connection().execute(SENDABLE, {"now": now}).first() is not None

    def for_others(self, now: datetime) -> Mapping[tuple[str, str], int]:
        """How many items wait for another officer: by account, or by code of her unit."""
        marks = select(OutboxRow.last_error_facts).where(FOR_OTHERS)
        found = self._connection().execute(marks, {"now": now}).scalars()
        return Counter(
            (str(each.get("account") or ""), str(each.get("unit") or "")) for each in found
        )

    def next_wake(self) -> datetime | None:
        """When the next item falls due; None when nothing waits for a time."""
        first: datetime | None = self._session.scalar(NEXT_WAKE)
        return first
