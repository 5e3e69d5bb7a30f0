"""The life of a dossier, step by step (Xem quy trình)."""

from fastapi import APIRouter
from sqlalchemy import select

from sync.contract import API, Timeline, TimelineStep
from sync.reference_province.access import Caller, require_sight
from sync.reference_province.changes import news_of
from sync.reference_province.database import Dossier
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.tables_of_acts import TimelineRow

router = APIRouter(prefix=API, tags=["dossiers"])


@router.get(
    "/dossiers/{code}/timeline",
    summary="The steps of a dossier: who, when, how long",
    responses=refusals(ProblemCode.NOT_FOUND, ProblemCode.FORBIDDEN),
)
def timeline(here: Here, officer: Caller, code: str) -> Timeline:
    steps = select(TimelineRow).where(TimelineRow.dossier_code == code)
    with here.database.reading() as session:
        dossier = session.get(Dossier, code)
        if dossier is None:
            raise Refused(ProblemCode.NOT_FOUND)
        require_sight(officer, dossier.unit_code)
        rows = session.scalars(steps.order_by(TimelineRow.version)).all()
    return Timeline(dossier=news_of(dossier), steps=tuple(step_of(row) for row in rows))


def step_of(row: TimelineRow) -> TimelineStep:
    return TimelineStep(
        version=row.version,
        act=row.act,
        state=row.state,
        account=row.account,
        full_name=row.full_name,
        role=row.role,
        handled_by=row.handled_by,
        text=row.text,
        acted_at=row.acted_at,
        recorded_at=row.recorded_at,
        working_minutes=row.working_minutes,
        files=tuple(row.files),
    )
