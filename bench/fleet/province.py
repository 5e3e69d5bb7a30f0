"""The fleet's province: its officers, and what it has in the end."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from sync.reference_province import ProvinceServerSettings
from sync.reference_province.database import Account, Act, Dossier, Paper, Unit
from sync.reference_province.engine import Database
from sync.reference_province.passwords import hash_password
from sync.reference_province.seed import seed
from sync.reference_province.seeding import seed_dossiers
from sync.reference_province.storage import Storage, open_storage


@dataclass(frozen=True)
class Has:
    dossiers: dict[str, tuple[str, ...]]
    """Received at counters, by the counter's identifier: the SHA-256 of their papers."""
    receptions: int
    """Acts of receiving that were carried out."""
    bad_files: int
    """Papers whose bytes are gone or not those of their name."""


def seed_fleet(
    settings: ProvinceServerSettings, *, counters: int, dossiers: int, password: str
) -> tuple[str, ...]:
    """A province with ``dossiers`` from before and an officer for each counter: their accounts.

    Counters are spread evenly over all communes, which have the same password.
    """
    seed(settings, officers={})
    seed_dossiers(settings, count=dossiers, random_seed=1, password=password)
    hashed, database = hash_password(password), Database(settings.database_url)
    try:
        with database.writing() as session:
            communes = select(Unit).where(Unit.kind == "commune").order_by(Unit.code)
            units = list(session.scalars(communes))
            accounts = [_account(number, units, hashed) for number in range(counters)]
            session.add_all(accounts)
            return tuple(each.account for each in accounts)
    finally:
        database.close()


def _account(number: int, units: list[Unit], password: str) -> Account:
    return Account(
        account=f"quay-{number + 1:03d}",
        unit_code=units[number % len(units)].code,
        full_name=f"Cán bộ quầy {number + 1}",
        identity_number="",
        department="Bộ phận Tiếp nhận và Trả kết quả",
        role="counter",
        certificate_serial="",
        password=password,
    )


def what_it_has(settings: ProvinceServerSettings) -> Has:
    """Asked of the database and the storage themselves, not of the server."""
    storage = open_storage(settings.files_url, settings.files_folder)
    database, papers = Database(settings.database_url), defaultdict(list)
    try:
        with database.reading() as session:
            ids = {code: own or "" for code, own in session.execute(_AT_COUNTERS)}
            for code, sha256 in session.execute(_PAPERS):
                papers[code].append(sha256)
            receptions = select(func.count()).where(Act.kind == "receive_dossier")
            return Has(
                dossiers={dossier_id: tuple(papers[code]) for code, dossier_id in ids.items()},
                receptions=session.scalar(receptions) or 0,
                bad_files=sum(not _is_whole(storage, each) for each in _of_all(ids, papers)),
            )
    finally:
        database.close()


def cursors_of(settings: ProvinceServerSettings) -> dict[str, int]:
    """How far the change feed of each account's unit has come."""
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            query = select(Account.account, Unit.last_cursor).join(Account.unit)
            return dict(session.execute(query).tuples().all())
    finally:
        database.close()


_AT_COUNTERS = select(Dossier.code, Dossier.dossier_id).where(Dossier.provisional_code != "")
_PAPERS = select(Paper.dossier_code, Paper.sha256).order_by(Paper.dossier_code, Paper.position)


def _of_all(ids: Iterable[str], papers: Mapping[str, list[str]]) -> list[str]:
    return [sha256 for code in ids for sha256 in papers[code]]


def _is_whole(storage: Storage, sha256: str) -> bool:
    try:
        return hashlib.sha256(storage.read(sha256)).hexdigest() == sha256
    except FileNotFoundError:
        return False
