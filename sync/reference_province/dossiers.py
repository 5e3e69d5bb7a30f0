"""The unit's dossiers: search, details, files, and steps behind the counter."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.domain.folding import fold
from sync.contract import (
    API,
    DossierDetail,
    DossierNews,
    DossierPage,
    Officer,
    ProvinceState,
    StateStep,
)
from sync.reference_province.access import Caller, require_unit
from sync.reference_province.changes import news_of, record_change, unit_in_turn
from sync.reference_province.database import Dossier, Upload
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, Refused, refusals

router = APIRouter(prefix=API, tags=["dossiers"])


@router.get("/dossiers", summary="The unit's dossiers, newest first")
def dossiers(
    *,
    here: Here,
    officer: Caller,
    q: Annotated[str, Query(max_length=200)] = "",
    state: ProvinceState | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DossierPage:
    """`q`: words of the code, the provisional code, the counter's identifier, the applicant's
    or the procedure's name, without regard to marks."""
    found = select(Dossier).where(Dossier.unit_code == officer.unit_code)
    if state is not None:
        found = found.where(Dossier.state == state)
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
        return DossierDetail.model_validate(
            {
                "dossier": news_of(row),
                "provisional_code": row.provisional_code,
                "case_code": row.case_code,
                "applicant": row.applicant,
                "papers": [paper.sent for paper in row.papers],
                "fees": row.fees,
                "return_way": row.return_way,
            }
        )


@router.post(
    "/dossiers/{code}/state",
    summary="A step behind the counter (specialists only)",
    responses=refusals(ProblemCode.NOT_FOUND, ProblemCode.FORBIDDEN),
)
def step(here: Here, officer: Caller, code: str, wanted: StateStep) -> DossierNews:
    """Told to the unit's counters by the change feed."""
    if officer.role != "specialist":
        raise Refused(ProblemCode.FORBIDDEN)
    with here.database.writing() as session:
        unit = unit_in_turn(session, officer.unit_code)
        row = _find(session, officer, code)
        row.state, row.handled_by = wanted.state, wanted.handled_by
        record_change(session, unit, row, here.clock)
        return news_of(row)


@router.get(
    "/files/{sha256}",
    summary="A file of the unit",
    response_class=FileResponse,
    responses={200: {"content": {"application/pdf": {}}}, **refusals(ProblemCode.NOT_FOUND)},
)
def file(here: Here, officer: Caller, sha256: str) -> FileResponse:
    """`not_found` for other units' files too: nobody learns who holds a document."""
    query = select(Upload).where(
        Upload.unit_code == officer.unit_code,
        Upload.sha256 == sha256,
        Upload.received_at.is_not(None),
    )
    with here.database.reading() as session:
        upload = session.scalar(query)
    if upload is None or not here.files.holds(upload.sha256, upload.length):
        raise Refused(ProblemCode.NOT_FOUND)
    return FileResponse(here.files.whole(upload.sha256), media_type="application/pdf")


def _find(session: Session, officer: Officer, code: str) -> Dossier:
    row = session.get(Dossier, code, options=[selectinload(Dossier.papers)])
    if row is None:
        raise Refused(ProblemCode.NOT_FOUND)
    require_unit(officer, row.unit_code)
    return row
