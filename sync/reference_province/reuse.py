"""Papers of the warehouse taken into another dossier (Lấy giấy tờ từ KDL)."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sync.contract import Officer, PaperSent
from sync.reference_province.database import Unit, Upload
from sync.reference_province.parts import Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.tables_of_citizens import WarehouseLook, WarehouseRow

LOOK_LASTS = timedelta(days=1)
"""Long enough for a counter that fetched the file to receive the dossier."""
NO_GRACE = timedelta()
WITHOUT_A_LINE = timedelta(days=30)
"""What was taken over before the line broke is taken still, though not fetched again."""


def allow(session: Session, parts: Parts, unit: Unit, rows: Iterable[WarehouseRow]) -> None:
    """``unit``, which is locked, may fetch these for a day."""
    until = parts.clock() + LOOK_LASTS
    for row in rows:
        session.merge(WarehouseLook(unit_code=unit.code, item_id=row.id, until=until))


def may_fetch(session: Session, parts: Parts, officer: Officer, sha256: str) -> WarehouseRow | None:
    """The item of that file which the unit may fetch now."""
    return session.scalar(_looked_at(officer, parts).where(WarehouseRow.sha256 == sha256).limit(1))


def reusable(
    session: Session, parts: Parts, officer: Officer, papers: Sequence[PaperSent]
) -> dict[str, WarehouseRow]:
    """What those of ``papers`` that say ``reused_from`` are taken from, by SHA-256.

    Raises ``invalid`` for an item that the unit never listed, or that holds another file.
    """
    found: dict[str, WarehouseRow] = {}
    for paper in papers:
        if not paper.reused_from:
            continue
        query = _looked_at(officer, parts, WITHOUT_A_LINE)
        row = session.scalar(query.where(WarehouseRow.id == paper.reused_from))
        if row is None or row.sha256 != paper.sha256:
            raise invalid("papers.reused_from")
        found[row.sha256] = row
    return found


def take_over(
    session: Session, parts: Parts, officer: Officer, papers: Sequence[PaperSent]
) -> None:
    """Give the unit, which is locked, the files of reused papers as if it had uploaded them: with
    the act that needs them, so that a refused one gives nothing."""
    for row in reusable(session, parts, officer, papers).values():
        _give(session, parts, officer, row)


def _looked_at(officer: Officer, parts: Parts, grace: timedelta = NO_GRACE) -> Select[WarehouseRow]:
    return (
        select(WarehouseRow)
        .join(WarehouseLook, WarehouseLook.item_id == WarehouseRow.id)
        .where(
            WarehouseLook.unit_code == officer.unit_code,
            WarehouseLook.until > parts.clock() - grace,
        )
    )


def _give(session: Session, parts: Parts, officer: Officer, row: WarehouseRow) -> None:
    known = session.scalar(
        select(Upload).where(Upload.unit_code == officer.unit_code, Upload.sha256 == row.sha256)
    )
    if known is not None and known.received_at is not None:
        return
    if known is not None:
        parts.files.forget_part(known.id)
        session.delete(known)
        session.flush()
    now = parts.clock()
    session.add(
        Upload(
            id=secrets.token_hex(16),
            unit_code=officer.unit_code,
            account=officer.account,
            sha256=row.sha256,
            length=row.bytes,
            filename=row.title[:300],
            created_at=now,
            received_at=now,
        )
    )
    session.flush()
