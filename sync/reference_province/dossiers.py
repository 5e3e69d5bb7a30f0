"""The unit's dossiers: search and details."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.domain.folding import fold
from sync.contract import (
    API,
    DossierDetail,
    DossierPage,
    Officer,
    ProvinceState,
)
from sync.reference_province.access import Caller, require_sight, unit_to_read
from sync.reference_province.changes import news_of
from sync.reference_province.database import Dossier
from sync.reference_province.days import end_of, start_of
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, Refused, refusals

router = APIRouter(prefix=API, tags=["dossiers"])


@router.get(
    "/dossiers",
    summary="The unit's dossiers, newest first",
    responses=refusals(ProblemCode.FORBIDDEN),
)
def dossiers(
    *,
    here: Here,
    officer: Caller,
    q: Annotated[str, Query(max_length=200)] = "",
    state: ProvinceState | None = None,
    procedure: Annotated[str, Query(max_length=60)] = "",
    received_from: date | None = None,
    received_to: date | None = None,
    unit: Annotated[str, Query(max_length=40)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DossierPage:
    """`q`: words of the code, the provisional code, the counter's identifier, the applicant's
    or the procedure's name, without regard to marks. `received_to` is included. `unit`: for
    administrators, who see all units without it."""
    found = select(Dossier)
    read = unit_to_read(officer, unit)
    if read is not None:
        found = found.where(Dossier.unit_code == read)
    if state is not None:
        found = found.where(Dossier.state == state)
    if procedure:
        found = found.where(Dossier.procedure_code == procedure)
    if received_from is not None:
        found = found.where(Dossier.received_at >= start_of(received_from))
    if received_to is not None:
        found = found.where(Dossier.received_at < end_of(received_to))
    for word in fold(q).split():
        found = found.where(Dossier.search.contains(word, autoescape=True))
    ordered = found.order_by(Dossier.received_at.desc(), Dossier.code.desc())
    with here.database.reading() as session:
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        rows = session.scalars(ordered.offset((page - 1) * size).limit(size)).all()
    return DossierPage(dossiers=tuple(news_of(row) for row in rows), total=total, page=page)


@router.get(
    "/dossiers/{code}",
    summary="One dossier with its papers",
    responses=refusals(ProblemCode.NOT_FOUND, ProblemCode.FORBIDDEN),
)
def dossier(here: Here, officer: Caller, code: str) -> DossierDetail:
    with here.database.reading() as session:
        row = _find(session, officer, code)
        return _detail(row)


def _detail(row: Dossier) -> DossierDetail:
    papers: dict[str, list[dict[str, Any]]] = {"component": [], "result": [], "other": []}
    for paper in row.papers:
        papers.get(paper.part, papers["other"]).append(paper.sent)
    return DossierDetail.model_validate(
        {
            "dossier": news_of(row),
            "provisional_code": row.provisional_code,
            "case_code": row.case_code,
            "applicant": row.applicant,
            "papers": papers["component"],
            "fees": row.fees,
            "return_way": row.return_way,
            "results": papers["result"],
            "result_number": row.result_number,
            "other_files": papers["other"],
        }
    )


def _find(session: Session, officer: Officer, code: str) -> Dossier:
    row = session.get(Dossier, code, options=[selectinload(Dossier.papers)])
    if row is None:
        raise Refused(ProblemCode.NOT_FOUND)
    require_sight(officer, row.unit_code)
    return row
