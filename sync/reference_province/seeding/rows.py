"""A life written down as rows of the tables."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync.contract import DossierNews
from sync.reference_province.dossier_rows import (
    COUNTER,
    dossier_code,
    outcome,
    search_text,
)
from sync.reference_province.seeding.lives import Life
from sync.reference_province.seeding.offices import DEPARTMENTS, Office
from sync.reference_province.seeding.people import Person
from sync.reference_province.seeding.work_days import WorkDays

Row = dict[str, Any]
FINISHED = ("ready", "returned", "cancelled", "online_cancelled")
HANDLED_BY = {
    "online_waiting": "",
    "received": COUNTER,
    "ready": COUNTER,
    "returned": COUNTER,
    "approving": DEPARTMENTS["leader"],
}
INTERMEDIARIES = ("VNPT Money", "Viettel Money", "PayGov", "MoMo")
PAYMENT_STATES = (
    *("succeeded",) * 85,
    *("paid",) * 5,
    *("processing",) * 4,
    *("failed",) * 4,
    *("expired",) * 2,
)


@dataclass(frozen=True)
class Numbered:
    """One dossier about to be written."""

    life: Life
    office: Office
    person: Person
    number: int
    """Of its unit and day."""
    cursor: int
    """Of its unit's change feed."""


def dossier_row(each: Numbered, days: WorkDays) -> Row:
    life = each.life
    received, due = days.at(life.received), days.at(life.due)
    code = dossier_code(each.office.unit, received.date(), each.number)
    finished = next((days.at(s.minute) for s in life.steps if s.state in FINISHED), None)
    return {
        "code": code,
        "unit_code": each.office.unit,
        "day": received.date(),
        "number": each.number,
        "dossier_id": None,
        "provisional_code": "",
        "state": life.state,
        "handled_by": HANDLED_BY.get(life.state, DEPARTMENTS["specialist"]),
        "procedure_code": life.procedure.code,
        "procedure_name": life.procedure.name,
        "case_code": life.case.code,
        "applicant": _applicant(each),
        "fees": [
            {"name": fee.name, "quantity": 1, "amount": fee.amount} for fee in life.procedure.fees
        ],
        "return_way": "online" if life.online else "counter",
        "received_at": received,
        "due_at": due,
        "search": search_text(code, each.person.full_name, life.procedure.name),
        "version": len(life.steps),
        "filed": "online" if life.online else "counter",
        "finished_at": finished,
        "outcome": outcome(finished, due) if finished else "",
        "result_step": "issued" if life.state in ("ready", "returned") else "",
        "result_number": "",
    }


def _applicant(each: Numbered) -> Row:
    person, place = each.person, each.office.place or "phường Long Xuyên"
    return {
        "full_name": person.full_name,
        "identity_number": person.identity_number,
        "born": person.born.isoformat(),
        "gender": person.gender,
        "address": f"{person.hamlet}, {place}, tỉnh An Giang",
        "phone": person.phone,
        "email": "",
        "organization": "",
    }


def timeline_rows(each: Numbered, dossier: Row, days: WorkDays) -> Iterator[Row]:
    before = each.life.received
    for version, step in enumerate(each.life.steps, start=1):
        account, full_name = each.office.officers.get(step.role, ("", each.person.full_name))
        at = days.at(step.minute)
        yield {
            "dossier_code": dossier["code"],
            "version": version,
            "act": step.act,
            "state": step.state,
            "account": account,
            "full_name": full_name,
            "role": step.role,
            "handled_by": HANDLED_BY.get(step.state, DEPARTMENTS["specialist"]),
            "text": step.text,
            "acted_at": at,
            "recorded_at": at,
            "working_minutes": max(0, step.minute - before),
            "files": [],
        }
        before = step.minute


def change_row(each: Numbered, dossier: Row, now: datetime) -> Row:
    """How it stands: who mirrors the unit needs no older news."""
    news = DossierNews(
        dossier_id="",
        dossier_code=dossier["code"],
        state=dossier["state"],
        procedure_code=dossier["procedure_code"],
        procedure_name=dossier["procedure_name"],
        applicant_name=each.person.full_name,
        handled_by=dossier["handled_by"],
        received_at=dossier["received_at"],
        due_at=dossier["due_at"],
        version=dossier["version"],
        filed="online" if each.life.online else "counter",
    )
    return {
        "unit_code": each.office.unit,
        "cursor": each.cursor,
        "at": now,
        "news": news.model_dump(mode="json"),
        "act": each.life.steps[-1].act,
    }


def payment_row(each: Numbered, dossier: Row, serial: int, chance: random.Random) -> Row | None:
    """``serial``: of the day, below a million. None for who pays at the counter or nothing."""
    amount = sum(fee.amount for fee in each.life.procedure.fees)
    if not each.life.online or not amount or chance.random() < 0.2:
        return None
    state = chance.choice(PAYMENT_STATES)
    return {
        "reference": f"G22.99.2-{dossier['day']:%y%m%d}{serial:06d}",
        "unit_code": each.office.unit,
        "dossier_code": dossier["code"],
        "payer": each.person.full_name,
        "paid_for": each.life.procedure.fees[0].name,
        "intermediary": chance.choice(INTERMEDIARIES),
        "amount": amount,
        "state": state,
        "settled": state == "succeeded" and chance.random() < 0.95,
        "at": dossier["received_at"],
        "trouble": "paid_not_recorded" if state == "paid" and chance.random() < 0.3 else "",
        "trouble_text": "",
        "trouble_contact": "",
    }
