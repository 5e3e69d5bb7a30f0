"""Which version of its dossier a queued act expects, and how those after it follow."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.submission import OutboxKind
from app.store.outbox_due import DONE
from app.store.schema import OutboxRow


def expected(act: OutboxRow) -> int | None:
    """None where the province does not count."""
    told: Any = act.payload.get("expected_version")
    return told if isinstance(told, int) else None


def expect(act: OutboxRow, version: int) -> None:
    act.payload = act.payload | {"expected_version": max(version, 1)}


def later_follow(session: Session, act: OutboxRow, shift: int) -> None:
    """Acts queued after ``act`` that never left expect a version ``shift`` higher than before."""
    later = select(OutboxRow).where(
        OutboxRow.dossier_id == act.dossier_id,
        OutboxRow.kind == OutboxKind.ACT,
        OutboxRow.state.not_in(DONE),
        OutboxRow.id > act.id,
    )
    # Past the mapped objects other statements change these rows.
    for each in session.scalars(later.execution_options(populate_existing=True)):
        version = expected(each)
        if version is not None and not each.attempts:
            expect(each, version + shift)
