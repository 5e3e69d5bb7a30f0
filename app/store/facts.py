"""Single values of this counter: who is signed in, its own number, the place in the news."""

import secrets
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.attendance import KEPT, AttendanceEntry, AttendanceKind
from app.domain.clock import LastAnswer
from app.domain.dossier import Gender
from app.domain.officer import Officer, Role
from app.domain.submission import Quiet
from app.store.schema import DossierRow, FactRow

_FACTS = FactRow.__table__.c
_VALUE = select(_FACTS.value).where(_FACTS.name == bindparam("fact"))


class Facts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> dict[str, Any]:
        """The value of ``name``, an empty dict when it was never set."""
        self._session.flush()
        value = self._session.connection().execute(_VALUE, {"fact": name}).scalar()
        return {} if value is None else dict(value)

    def set(self, name: str, value: dict[str, Any]) -> None:
        row = self._session.get(FactRow, name)
        if row is None:
            self._session.add(FactRow(name=name, value=value))
        else:
            row.value = value

    def counter_number(self) -> str:
        """Four hex digits that tell this counter from the others, drawn once."""
        known = self.get("counter").get("number")
        if isinstance(known, str):
            return known
        drawn = secrets.token_hex(2).upper()
        self.set("counter", {"number": drawn})
        return drawn

    def officer(self) -> Officer | None:
        """Who signed in last; None before the first sign-in."""
        kept = self.get("officer")
        if not kept:
            return None
        born = kept.get("born")
        return Officer(
            **kept
            | {
                "role": Role(kept["role"]),
                "born": date.fromisoformat(born) if born else None,
                "gender": Gender(kept.get("gender", Gender.UNKNOWN)),
            }
        )

    def set_officer(self, officer: Officer | None) -> None:
        if officer is None:
            self.set("officer", {})
            return
        born = officer.born.isoformat() if officer.born else ""
        self.set("officer", asdict(officer) | {"born": born})

    def last_answer(self) -> LastAnswer | None:
        """When the province answered last, of any run; None before it ever did."""
        kept = self.get("last_answer")
        try:
            moments = [datetime.fromisoformat(kept[name]) for name in ("province", "here")]
        except (KeyError, TypeError, ValueError):  # none, or a damaged one
            return None
        return None if any(each.tzinfo is None for each in moments) else LastAnswer(*moments)

    def note_answer(self, answer: LastAnswer) -> None:
        told = {"province": answer.province.isoformat(), "here": answer.here.isoformat()}
        self.set("last_answer", told)

    def quiet(self) -> Quiet | None:
        """What the province last asked for, over or not; None when it never did."""
        kept = self.get("quiet")
        if not kept:
            return None
        return Quiet(datetime.fromisoformat(kept["until"]), timedelta(seconds=kept["seconds"]))

    def note_quiet(self, quiet: Quiet) -> None:
        told = {"until": quiet.until.isoformat(), "seconds": quiet.asked.total_seconds()}
        self.set("quiet", told)

    def newest_moment(self) -> datetime | None:
        """When the latest dossier was received or begun, by whichever clock; None for none."""
        moment = func.coalesce(DossierRow.received_at, DossierRow.created_at)
        return self._session.scalar(select(moment).order_by(moment.desc()).limit(1))

    def attendance(self) -> tuple[AttendanceEntry, ...]:
        """Who signed in and unlocked here, the latest first."""
        return tuple(
            AttendanceEntry(
                at=datetime.fromisoformat(each["at"]),
                account=each["account"],
                kind=AttendanceKind(each["kind"]),
            )
            for each in self.get("attendance").get("entries", ())
        )

    def note_attendance(self, entry: AttendanceEntry) -> None:
        """Add ``entry`` and forget what is older than the last KEPT."""
        told = {"at": entry.at.isoformat(), "account": entry.account, "kind": entry.kind.value}
        before = self.get("attendance").get("entries", [])
        self.set("attendance", {"entries": [told, *before][:KEPT]})
