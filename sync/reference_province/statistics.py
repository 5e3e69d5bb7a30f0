"""Counts of dossiers: by state now, and received, done and open in a period (Biểu II.06a)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from sync.contract import API, Counts, StateCount, Statistics
from sync.reference_province.access import Caller, unit_to_read
from sync.reference_province.database import Dossier, Paper, Procedure, Unit
from sync.reference_province.days import end_of, start_of
from sync.reference_province.parts import Here
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, refusals

NOT_RECEIVED = ("online_waiting", "online_cancelled")
NUMBERS = tuple(name for name in Counts.model_fields if name not in ("key", "name"))

router = APIRouter(prefix=API, tags=["records"])


@dataclass(frozen=True)
class _Period:
    start: datetime
    end: datetime
    """The first moment after it."""
    now: datetime


@router.get(
    "/statistics",
    summary="Counts by state, and of a period in time and late",
    responses=refusals(ProblemCode.FORBIDDEN),
)
def statistics(
    *,
    here: Here,
    officer: Caller,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    by: Literal["unit", "procedure"] = "procedure",
    unit: Annotated[str, Query(max_length=40)] = "",
) -> Statistics:
    """`to` is included. Of the caller's unit; administrators name one or get all."""
    if last < first:
        raise invalid("to")
    period = _Period(start_of(first), end_of(last), here.clock())
    read = unit_to_read(officer, unit)
    mine = [Dossier.unit_code == read] if read is not None else []
    states = select(Dossier.state, func.count()).where(*mine).group_by(Dossier.state)
    key: ColumnElement[str] = (Dossier.unit_code if by == "unit" else Dossier.procedure_code).label(
        "key"
    )
    with here.database.reading() as session:
        state_rows = session.execute(states.order_by(Dossier.state)).all()
        rows = session.execute(_counting(period, key).where(*mine).group_by(key).order_by(key))
        names = _names(session, by)
        lines = tuple(_counts(row, names) for row in rows)
    return Statistics(
        states=tuple(StateCount(state=state, count=count) for state, count in state_rows),
        total=_sum(lines),
        lines=lines,
    )


def _counting(period: _Period, key: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    still_open = or_(Dossier.finished_at.is_(None), Dossier.finished_at >= period.end)
    done = and_(Dossier.finished_at >= period.start, Dossier.finished_at < period.end)
    new = Dossier.received_at >= period.start
    late_since = min(period.now, period.end)
    reused = select(Paper.dossier_code).where(
        Paper.dossier_code == Dossier.code, Paper.reused.is_(True)
    )
    return select(
        key,
        func.count().label("received"),
        _count(and_(new, Dossier.filed == "online"), "online"),
        _count(and_(new, Dossier.filed != "online"), "in_person"),
        _count(Dossier.received_at < period.start, "carried_over"),
        _count(done, "done"),
        _count(and_(done, Dossier.outcome == "early"), "done_early"),
        _count(and_(done, Dossier.outcome == "on_time"), "done_on_time"),
        _count(and_(done, Dossier.outcome == "late"), "done_late"),
        _count(still_open, "open"),
        _count(and_(still_open, Dossier.due_at >= late_since), "open_on_time"),
        _count(and_(still_open, Dossier.due_at < late_since), "open_late"),
        _count(reused.exists(), "reusing"),
    ).where(
        Dossier.state.not_in(NOT_RECEIVED),
        Dossier.received_at < period.end,
        or_(Dossier.finished_at.is_(None), Dossier.finished_at >= period.start),
    )


def _count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def _names(session: Session, by: str) -> dict[str, str]:
    if by == "unit":
        return {row.code: row.name for row in session.scalars(select(Unit))}
    return {row.code: row.published["name"] for row in session.scalars(select(Procedure))}


def _counts(row: Row[*tuple[Any, ...]], names: dict[str, str]) -> Counts:
    numbers = {name: int(getattr(row, name)) for name in NUMBERS}
    return Counts.model_validate({"key": row.key, "name": names.get(row.key, ""), **numbers})


def _sum(lines: tuple[Counts, ...]) -> Counts:
    numbers = {name: sum(getattr(line, name) for line in lines) for name in NUMBERS}
    return Counts.model_validate({"key": "", "name": "", **numbers})
