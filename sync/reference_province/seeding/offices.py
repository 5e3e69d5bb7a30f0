"""All communes of the province, and officers for each of its units."""

import random
import tomllib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from resources import resource
from sync.reference_province.database import Account, Unit
from sync.reference_province.seeding.people import invent_name

KINDS = {"communes": "xã", "wards": "phường", "special_zones": "đặc khu"}
CENTRE = "Trung tâm Phục vụ hành chính công"
DEPARTMENTS = {
    "counter": "Bộ phận Tiếp nhận và Trả kết quả",
    "leader": "Lãnh đạo Ủy ban nhân dân",
    "clerk": "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    "specialist": "Phòng Văn hóa – Xã hội",
}


@dataclass(frozen=True)
class Office:
    unit: str
    place: str
    """E.g. ``xã Mỹ Hòa Hưng``, empty for a department."""
    officers: dict[str, tuple[str, str]]
    """Role → account and full name."""


def make_offices(session: Session, chance: random.Random, password: str) -> list[Office]:
    """Make what is missing; ``password`` is a hash, the same for all of them.

    Accounts are called ``motcua.h01-31-02``, ``lanhdao.…``, ``vanthu.…`` and ``chuyenvien.…``.
    """
    _make_communes(session)
    session.flush()
    units = session.scalars(select(Unit).where(Unit.kind != "province").order_by(Unit.code)).all()
    return [_with_officers(session, unit, chance, password) for unit in units]


def _make_communes(session: Session) -> None:
    known = {unit.name for unit in session.scalars(select(Unit))}
    codes = {unit.code for unit in session.scalars(select(Unit))}
    free = (f"H01.31.{number:02d}" for number in range(2, 1000))
    table = tomllib.loads(resource("province", "communes.toml").read_text(encoding="utf-8"))
    for kind, word in KINDS.items():
        for name in table["names"][kind]:
            full_name = f"{CENTRE} {word} {name}"
            if full_name not in known:
                code = next(code for code in free if code not in codes)
                session.add(
                    Unit(code=code, name=full_name, kind="commune", parent="H01", last_cursor=0)
                )


def _with_officers(session: Session, unit: Unit, chance: random.Random, password: str) -> Office:
    prefixes = {
        "counter": "motcua",
        "leader": "lanhdao",
        "clerk": "vanthu",
        "specialist": "chuyenvien",
    }
    officers = {}
    for role, prefix in prefixes.items():
        account = f"{prefix}.{unit.code.lower().replace('.', '-')}"
        full_name = invent_name(chance, male=chance.random() < 0.4)
        officers[role] = (account, full_name)
        if session.get(Account, account) is None:
            session.add(
                Account(
                    account=account,
                    unit_code=unit.code,
                    full_name=full_name,
                    identity_number="",
                    department=DEPARTMENTS[role],
                    role=role,
                    certificate_serial="",
                    password=password,
                )
            )
    place = unit.name.removeprefix(f"{CENTRE} ") if unit.name.startswith(CENTRE) else ""
    return Office(unit.code, place, officers)
