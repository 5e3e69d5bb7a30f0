"""Many dossiers in one transaction."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sync.contract import ProcedureInfo
from sync.reference_province.database import ChangeEntry, Dossier, Procedure, Unit
from sync.reference_province.engine import Database
from sync.reference_province.passwords import hash_password
from sync.reference_province.seed import seed_procedures
from sync.reference_province.seeding.fast_insert import insert_rows
from sync.reference_province.seeding.lives import live
from sync.reference_province.seeding.offices import Office, make_offices
from sync.reference_province.seeding.people import invent_person
from sync.reference_province.seeding.rows import (
    Numbered,
    Row,
    change_row,
    dossier_row,
    payment_row,
    timeline_rows,
)
from sync.reference_province.seeding.work_days import WorkDays
from sync.reference_province.settings import ProvinceServerSettings, vietnam_now
from sync.reference_province.tables_of_acts import TimelineRow
from sync.reference_province.tables_of_citizens import PaymentRow

AT_A_TIME = 5_000
WORKING_DAYS_BACK = 240
RECENT = 0.25
"""So many dossiers came within the last weeks, so that there is work at every desk."""
RECENT_DAYS = 15


@dataclass(frozen=True)
class Made:
    dossiers: int
    units: int
    officers: int


def seed_dossiers(
    settings: ProvinceServerSettings,
    *,
    count: int,
    random_seed: int,
    password: str,
    now: datetime | None = None,
) -> Made:
    """Add ``count`` dossiers to a seeded province, all or none. Papers have no files."""
    days = WorkDays(now or vietnam_now())
    chance = random.Random(random_seed)  # noqa: S311 (a play, not a secret)
    database = Database(settings.database_url)
    try:
        database.make_tables()
        with database.writing() as session:
            seed_procedures(session, "more_procedures.toml")
            offices = make_offices(session, chance, hash_password(password))
            session.flush()
            _write(session, chance, offices, count, days)
    finally:
        database.close()
    return Made(count, len(offices), 4 * len(offices))


def _write(
    session: Session, chance: random.Random, offices: list[Office], count: int, days: WorkDays
) -> None:
    serials = _used_serials(session)
    pending = _Pending(session)
    for each in _numbered(session, chance, offices, count, days):
        dossier = dossier_row(each, days)
        serials[dossier["day"]] += 1
        pending.add(
            dossier,
            timeline_rows(each, dossier, days),
            change_row(each, dossier, days.now),
            payment_row(each, dossier, serials[dossier["day"]], chance),
        )
    pending.flush()


def _numbered(
    session: Session,
    chance: random.Random,
    offices: list[Office],
    count: int,
    days: WorkDays,
) -> Iterator[Numbered]:
    """In the order of their receipt, as numbers of a day are given."""
    procedures = [
        ProcedureInfo.model_validate(row.published)
        for row in session.scalars(select(Procedure).order_by(Procedure.position, Procedure.code))
    ]
    numbers, cursors = _used_numbers(session), _locked_cursors(session)
    for minute in sorted(_receipts(chance, days, count)):
        office = chance.choice(offices)
        day = days.at(minute).date()
        numbers[office.unit, day] += 1
        cursors[office.unit].last_cursor += 1
        yield Numbered(
            life=live(chance, chance.choice(procedures), minute, days.present),
            office=office,
            person=invent_person(chance, days.now.date()),
            number=numbers[office.unit, day],
            cursor=cursors[office.unit].last_cursor,
        )


def _receipts(chance: random.Random, days: WorkDays, count: int) -> Iterator[int]:
    for _ in range(count):
        back = RECENT_DAYS if chance.random() < RECENT else WORKING_DAYS_BACK
        day = days.today - chance.randrange(back)
        yield min(days.minutes(day, days.some_minute(chance)), days.present)


def _used_numbers(session: Session) -> Counter[tuple[str, date]]:
    query = select(Dossier.unit_code, Dossier.day, func.max(Dossier.number))
    rows = session.execute(query.group_by(Dossier.unit_code, Dossier.day))
    return Counter({(unit, day): number for unit, day, number in rows})


def _locked_cursors(session: Session) -> dict[str, Unit]:
    """All units, in the order in which everybody locks them."""
    query = select(Unit).order_by(Unit.code).with_for_update()
    return {unit.code: unit for unit in session.scalars(query)}


def _used_serials(session: Session) -> Counter[date]:
    """The last serial of each day's payments."""
    used: Counter[date] = Counter()
    for reference in session.scalars(select(PaymentRow.reference)):
        digits = reference.rpartition("-")[2]
        day = datetime.strptime(digits[:6], "%y%m%d").date()
        used[day] = max(used[day], int(digits[6:]))
    return used


class _Pending:
    """Rows on their way, a few thousand at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._clear()

    def add(self, dossier: Row, timeline: Iterator[Row], change: Row, payment: Row | None) -> None:
        self._dossiers.append(dossier)
        self._timeline.extend(timeline)
        self._changes.append(change)
        if payment is not None:
            self._payments.append(payment)
        if len(self._dossiers) >= AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        for table, rows in (
            (Dossier, self._dossiers),
            (TimelineRow, self._timeline),
            (ChangeEntry, self._changes),
            (PaymentRow, self._payments),
        ):
            insert_rows(self._session, cast(Table, table.__table__), rows)
        self._clear()

    def _clear(self) -> None:
        self._dossiers: list[Row] = []
        self._timeline: list[Row] = []
        self._changes: list[Row] = []
        self._payments: list[Row] = []
