"""What the reference province knows when it starts: procedures, units, officers, dossiers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.working_time import VIETNAM, WorkingCalendar
from resources import resource
from sync.contract import ApplicantSent, ProcedureInfo
from sync.reference_province.changes import record_change, unit_in_turn
from sync.reference_province.database import Account, AccountPerson, Dossier, Procedure, Unit
from sync.reference_province.dossier_rows import (
    COUNTER,
    dossier_code,
    next_number,
    search_text,
)
from sync.reference_province.engine import Database
from sync.reference_province.passwords import hash_password, password_matches
from sync.reference_province.seed_timeline import tell_its_way
from sync.reference_province.settings import ProvinceServerSettings, vietnam_now

LEADER = "Lãnh đạo Ủy ban nhân dân xã"
BEHIND_THE_COUNTER = ("checking", "submitted_for_signature", "paused")
FIRST_RECEIPT = time(7, 12)
BETWEEN_RECEIPTS = timedelta(minutes=8)


@dataclass(frozen=True)
class OfficerSecrets:
    """What only whoever sets the province up knows of an officer."""

    password: str
    identity_number: str = ""
    """12 digits or empty."""
    certificate_serial: str = ""
    """Hex, empty when no certificate is bound to the account."""


def standard_officers(password: str) -> dict[str, OfficerSecrets]:
    """All officers of ``resources/province/offices.toml`` with one password."""
    rows = _table("offices.toml")["officers"]
    return {row["account"]: OfficerSecrets(password) for row in rows}


def seed(
    settings: ProvinceServerSettings,
    *,
    officers: Mapping[str, OfficerSecrets],
    now: datetime | None = None,
) -> None:
    """Fill the province; repeated, it changes nothing but what ``officers`` says anew.

    ``officers`` maps accounts of ``resources/province/offices.toml`` to their secrets; an account
    left out is not made, so that no password is ever known to the world. Dossiers wait around
    ``now`` (default: the present) in the first unit. Raises ValueError for an unknown account.
    """
    database = Database(settings.database_url)
    try:
        database.make_tables()
        with database.writing() as session:
            seed_procedures(session)
            first_unit = _seed_offices(session, officers)
            session.flush()
            if session.scalar(select(Dossier.code).limit(1)) is None:
                _seed_dossiers(session, first_unit, (now or vietnam_now()).astimezone(VIETNAM))
    finally:
        database.close()


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("province", name).read_text(encoding="utf-8"))


def seed_procedures(session: Session, name: str = "procedures.toml") -> None:
    """Those of a table in ``resources/province``, after those that are there already."""
    known = {row.code: row.position for row in session.scalars(select(Procedure))}
    following = count(max(known.values(), default=-1) + 1)
    for row in _table(name)["procedures"]:
        published = ProcedureInfo.model_validate(row)
        session.merge(
            Procedure(
                code=published.code,
                position=known[row["code"]] if row["code"] in known else next(following),
                published=published.model_dump(mode="json"),
            )
        )


def _seed_offices(session: Session, officers: Mapping[str, OfficerSecrets]) -> str:
    """Returns the first unit's code."""
    offices = _table("offices.toml")
    for row in offices["units"]:
        unit = session.get(Unit, row["code"])
        if unit is None:
            unit = Unit(code=row["code"], last_cursor=0)
            session.add(unit)
        unit.name = row["name"]
        unit.kind, unit.parent = row.get("kind", "commune"), row.get("parent", "")
    session.flush()
    known = {row["account"]: row for row in offices["officers"]}
    unknown = sorted(set(officers) - set(known))
    if unknown:
        raise ValueError(f"no such officers: {', '.join(unknown)}")
    for account, secrets in officers.items():
        _seed_officer(session, known[account], secrets)
    return str(offices["units"][0]["code"])


def _seed_officer(session: Session, row: dict[str, Any], secrets: OfficerSecrets) -> None:
    before = session.get(Account, row["account"])
    if before is not None and password_matches(secrets.password, before.password):
        password = before.password
    else:
        password = hash_password(secrets.password)
    session.merge(
        Account(
            account=row["account"],
            unit_code=row["unit"],
            full_name=row["full_name"],
            identity_number=secrets.identity_number,
            department=row["department"],
            role=row["role"],
            certificate_serial=secrets.certificate_serial,
            password=password,
        )
    )
    session.flush()
    session.merge(
        AccountPerson(
            account=row["account"],
            born=row.get("born"),
            gender=row.get("gender", "unknown"),
            phone=row.get("phone", ""),
            email=row.get("email", ""),
            address=row.get("address", ""),
        )
    )


def _seed_dossiers(session: Session, unit_code: str, now: datetime) -> None:
    table = _table("dossiers.toml")
    officers = [row for row in _table("offices.toml")["officers"] if row["unit"] == unit_code]
    unit = unit_in_turn(session, unit_code)
    rows = [(_received_at(row, place, now), row) for place, row in enumerate(table["dossiers"])]
    for received_at, row in sorted(rows, key=lambda each: each[0]):
        published = session.get_one(Procedure, row["procedure"]).published
        procedure = ProcedureInfo.model_validate(published)
        number = next_number(session, unit_code, received_at.date())
        dossier = _dossier(row, procedure, unit_code, received_at, number)
        dossier.handled_by = _handled_by(row, table["handled_by"])
        session.add(dossier)
        session.flush()
        session.add_all(tell_its_way(dossier, officers, now))
        record_change(session, unit, dossier, now)


def _received_at(row: dict[str, Any], place: int, now: datetime) -> datetime:
    day = _working_day(now.date(), row["received_working_days_ago"])
    moment = datetime.combine(day, FIRST_RECEIPT, VIETNAM) + place * BETWEEN_RECEIPTS
    return min(moment, now.replace(microsecond=0))


def _working_day(today: date, back: int) -> date:
    """The ``back``-th working day before ``today``, or before the last one when it is none."""
    calendar, day = WorkingCalendar(), today
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(back):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    return day


def _handled_by(row: dict[str, Any], departments: dict[str, str]) -> str:
    if row["state"] in BEHIND_THE_COUNTER:
        return departments[row["procedure"]]
    return LEADER if row["state"] == "approving" else COUNTER


def _dossier(
    row: dict[str, Any],
    procedure: ProcedureInfo,
    unit_code: str,
    received_at: datetime,
    number: int,
) -> Dossier:
    case = next(case for case in procedure.cases if case.code == row["case"])
    code = dossier_code(unit_code, received_at.date(), number)
    applicant = ApplicantSent(
        full_name=row["full_name"],
        identity_number=row["identity_number"],
        born=row["born"],
        gender=row["gender"],
        address=row["address"],
        phone=row["phone"],
        email="",
        organization="",
    )
    return Dossier(
        code=code,
        unit_code=unit_code,
        day=received_at.date(),
        number=number,
        dossier_id=None,
        provisional_code="",
        state=row["state"],
        handled_by=COUNTER,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        case_code=case.code,
        applicant=applicant.model_dump(mode="json"),
        fees=[],
        return_way=row["return_way"],
        received_at=received_at,
        due_at=WorkingCalendar().due_at(received_at, case.working_days),
        search=search_text(code, row["full_name"], procedure.name),
        papers=[],
    )
