"""The audit log, for administrators of the province."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from sync.contract import API, AuditEntry, AuditPage
from sync.reference_province.access import Caller, require_administrator
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, refusals
from sync.reference_province.tables_of_acts import AuditRow

router = APIRouter(prefix=API, tags=["records"])


@router.get(
    "/audit",
    summary="Who did what, oldest first (administrators only)",
    responses=refusals(ProblemCode.ROLE_NOT_ALLOWED),
)
def audit(
    *,
    here: Here,
    officer: Caller,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    unit: Annotated[str, Query(max_length=40)] = "",
    account: Annotated[str, Query(max_length=64)] = "",
    dossier: Annotated[str, Query(max_length=60)] = "",
    refused: bool | None = None,
) -> AuditPage:
    """No line tells a citizen's name or number. `refused`: only what was refused, or what was
    carried out; both without it."""
    require_administrator(officer)
    here.refusals.flush()
    query = select(AuditRow).where(AuditRow.id > after)
    for column, wanted in (
        (AuditRow.unit_code, unit),
        (AuditRow.account, account),
        (AuditRow.dossier_code, dossier),
    ):
        if wanted:
            query = query.where(column == wanted)
    if refused is not None:
        query = query.where((AuditRow.refused != "").is_(refused))
    with here.database.reading() as session:
        rows = session.scalars(query.order_by(AuditRow.id).limit(limit + 1)).all()
    entries = tuple(_entry(row) for row in rows[:limit])
    return AuditPage(
        entries=entries, next=entries[-1].id if entries else after, more=len(rows) > limit
    )


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        account=row.account,
        unit_code=row.unit_code,
        act=row.act,
        dossier_code=row.dossier_code,
        key=row.key,
        certificate_serial=row.certificate_serial,
        files=tuple(row.files),
        refused=row.refused,
        request=row.request,
        times=row.times,
    )
