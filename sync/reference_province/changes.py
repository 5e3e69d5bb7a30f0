"""The change feed: what became of a unit's dossiers, in an order that no reader can miss."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.contract import API, Change, ChangePage, DossierNews
from sync.reference_province.access import Caller
from sync.reference_province.database import ChangeEntry, Dossier, Unit
from sync.reference_province.parts import Here

router = APIRouter(prefix=API, tags=["dossiers"])


def unit_in_turn(session: Session, code: str) -> Unit:
    """The unit, locked until the transaction ends: writers of one unit go one after another.

    With that lock held, cursors are given in the order in which they become visible, so that a
    reader at cursor N never overlooks a smaller one committed later; and dossier numbers have
    neither gaps nor twins.
    """
    return session.get_one(Unit, code, with_for_update=True)


def record_change(
    session: Session, unit: Unit, dossier: Dossier, now: datetime, *, act: str = ""
) -> None:
    """Tell the counters of ``unit``, which is locked, how ``dossier`` stands now."""
    unit.last_cursor += 1
    session.add(
        ChangeEntry(
            unit_code=unit.code,
            cursor=unit.last_cursor,
            at=now,
            act=act,
            news=news_of(dossier).model_dump(mode="json"),
        )
    )


def news_of(dossier: Dossier) -> DossierNews:
    return DossierNews.model_validate(
        {
            "dossier_id": dossier.dossier_id or "",
            "dossier_code": dossier.code,
            "state": dossier.state,
            "procedure_code": dossier.procedure_code,
            "procedure_name": dossier.procedure_name,
            "applicant_name": dossier.applicant["full_name"],
            "handled_by": dossier.handled_by,
            "received_at": dossier.received_at,
            "due_at": dossier.due_at,
            "version": dossier.version,
            "filed": dossier.filed,
        }
    )


@router.get("/changes", summary="What changed after a cursor, oldest first")
def changes(
    here: Here,
    officer: Caller,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ChangePage:
    """Cursors belong to the caller's unit and rise by one."""
    query = (
        select(ChangeEntry)
        .where(ChangeEntry.unit_code == officer.unit_code, ChangeEntry.cursor > after)
        .order_by(ChangeEntry.cursor)
        .limit(limit + 1)
    )
    with here.database.reading() as session:
        found = session.scalars(query).all()
    page = tuple(_change(row) for row in found[:limit])
    return ChangePage(
        changes=page, next=page[-1].cursor if page else after, more=len(found) > limit
    )


def _change(row: ChangeEntry) -> Change:
    news = DossierNews.model_validate(row.news)
    return Change(cursor=row.cursor, at=row.at, dossier=news, act=row.act)
