"""What the province publishes for counters to keep a copy of."""

import tomllib
from functools import cache
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select

from resources import resource
from sync.contract import (
    API,
    Agency,
    AgencyList,
    Colleague,
    ColleagueList,
    ProcedureInfo,
    ProcedureList,
    ResultTypeList,
    WorkCalendar,
)
from sync.reference_province.access import Caller
from sync.reference_province.database import Account, Procedure, Unit
from sync.reference_province.mirrored import RESPONSES, IfNoneMatch, mirrored, with_version
from sync.reference_province.office_calendar import calendar_table
from sync.reference_province.parts import Here

router = APIRouter(prefix=API, tags=["province"])


@router.get(
    "/procedures",
    summary="The procedures that counters receive",
    response_model=ProcedureList,
    responses=RESPONSES,
)
def procedures(here: Here, _: Caller, if_none_match: IfNoneMatch = "") -> Any:
    with here.database.reading() as session:
        rows = session.scalars(select(Procedure).order_by(Procedure.position)).all()
    found = tuple(ProcedureInfo.model_validate(row.published) for row in rows)
    return mirrored(with_version(ProcedureList(procedures=found)), if_none_match)


@router.get(
    "/agencies",
    summary="The units of the province, the province first",
    response_model=AgencyList,
    responses=RESPONSES,
)
def agencies(here: Here, _: Caller, if_none_match: IfNoneMatch = "") -> Any:
    with here.database.reading() as session:
        rows = session.scalars(select(Unit).order_by(Unit.code)).all()
    found = tuple(
        Agency.model_validate(
            {"code": row.code, "name": row.name, "kind": row.kind, "parent": row.parent}
        )
        for row in rows
    )
    return mirrored(with_version(AgencyList(agencies=found, version="")), if_none_match)


@router.get(
    "/officers",
    summary="The officers of the caller's unit",
    response_model=ColleagueList,
    responses=RESPONSES,
)
def officers(here: Here, officer: Caller, if_none_match: IfNoneMatch = "") -> Any:
    query = select(Account).where(Account.role != "citizen").order_by(Account.account)
    if officer.role != "administrator":
        query = query.where(Account.unit_code == officer.unit_code)
    with here.database.reading() as session:
        rows = session.scalars(query).unique().all()
    found = tuple(_colleague(row) for row in rows)
    return mirrored(with_version(ColleagueList(officers=found, version="")), if_none_match)


@router.get(
    "/result-types",
    summary="Kinds of results in the data warehouse",
    response_model=ResultTypeList,
    responses=RESPONSES,
)
def kinds_of_results(_: Caller, if_none_match: IfNoneMatch = "") -> Any:
    return mirrored(result_types(), if_none_match)


@router.get(
    "/calendar",
    summary="Working hours and days off",
    response_model=WorkCalendar,
    responses=RESPONSES,
)
def calendar(_: Caller, if_none_match: IfNoneMatch = "") -> Any:
    return mirrored(_calendar(), if_none_match)


@cache
def result_types() -> ResultTypeList:
    text = resource("province", "result_types.toml").read_text(encoding="utf-8")
    return with_version(ResultTypeList.model_validate(tomllib.loads(text) | {"version": ""}))


@cache
def _calendar() -> WorkCalendar:
    table = calendar_table()
    hours = [{name: f"{at:%H:%M}" for name, at in each.items()} for each in table["hours"]]
    return with_version(WorkCalendar.model_validate({**table, "hours": hours, "version": ""}))


def _colleague(row: Account) -> Colleague:
    return Colleague.model_validate(
        {
            "account": row.account,
            "full_name": row.full_name,
            "unit_code": row.unit_code,
            "department": row.department,
            "role": row.role,
            "certificate_serial": row.certificate_serial,
        }
    )
