"""The province's lists as last mirrored: agencies, officers of the unit, result types, calendar."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.domain.published import Agency, AgencyKind, Colleague, Holiday, ResultType
from app.domain.working_time import WorkingCalendar
from app.store.mirror_rows import MirrorRow


class MirroredList(StrEnum):
    PROCEDURES = "procedures"  # only its ETag: the list itself is in the catalogue
    AGENCIES = "agencies"
    OFFICERS = "officers"
    RESULT_TYPES = "result_types"
    CALENDAR = "calendar"


class Mirror:
    def __init__(self, session: Session) -> None:
        self._session = session

    def etag(self, which: MirroredList) -> str:
        """To ask the province with, empty when there is nothing that could be still right."""
        row = self._session.get(MirrorRow, which)
        return "" if row is None else row.etag

    def agencies(self) -> tuple[Agency, ...]:
        return tuple(
            Agency(**each | {"kind": AgencyKind(each["kind"])})
            for each in self._entries(MirroredList.AGENCIES)
        )

    def officers(self) -> tuple[Colleague, ...]:
        return tuple(Colleague(**each) for each in self._entries(MirroredList.OFFICERS))

    def result_types(self) -> tuple[ResultType, ...]:
        return tuple(ResultType(**each) for each in self._entries(MirroredList.RESULT_TYPES))

    def holidays(self) -> tuple[Holiday, ...]:
        return tuple(
            Holiday(date.fromisoformat(each["day"]), each["name"])
            for calendar in self._entries(MirroredList.CALENDAR)
            for each in calendar["holidays"]
        )

    def calendar(self) -> WorkingCalendar:
        """By which dossiers fall due: the province's, and the built-in one until there is one."""
        for told in self._entries(MirroredList.CALENDAR):
            return WorkingCalendar(
                hours=tuple(
                    (time.fromisoformat(opens), time.fromisoformat(closes))
                    for opens, closes in told["hours"]
                ),
                weekdays=frozenset(told["weekdays"]),
                holidays=frozenset(each.day for each in self.holidays()),
            )
        return WorkingCalendar()

    def note_procedures(self, etag: str) -> None:
        """The catalogue has what came with ``etag``."""
        self._replace(MirroredList.PROCEDURES, [], etag)

    def replace_agencies(self, agencies: Sequence[Agency], etag: str) -> None:
        self._replace(MirroredList.AGENCIES, [asdict(each) for each in agencies], etag)

    def replace_officers(self, officers: Sequence[Colleague], etag: str) -> None:
        self._replace(MirroredList.OFFICERS, [asdict(each) for each in officers], etag)

    def replace_result_types(self, result_types: Sequence[ResultType], etag: str) -> None:
        self._replace(MirroredList.RESULT_TYPES, [asdict(each) for each in result_types], etag)

    def replace_calendar(
        self,
        *,
        hours: Sequence[tuple[time, time]],
        weekdays: Sequence[int],
        holidays: Sequence[Holiday],
        etag: str,
    ) -> None:
        told = {
            "hours": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in hours],
            "weekdays": sorted(weekdays),
            "holidays": [{"day": each.day.isoformat(), "name": each.name} for each in holidays],
        }
        self._replace(MirroredList.CALENDAR, [told], etag)

    def _entries(self, which: MirroredList) -> list[dict[str, Any]]:
        row = self._session.get(MirrorRow, which)
        return [] if row is None else row.entries

    def _replace(self, which: MirroredList, entries: list[dict[str, Any]], etag: str) -> None:
        row = self._session.get(MirrorRow, which)
        if row is None:
            self._session.add(MirrorRow(name=which.value, etag=etag, entries=entries))
        elif (row.etag, row.entries) != (etag, entries):
            row.etag, row.entries = etag, entries
