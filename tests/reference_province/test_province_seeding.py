"""A province full of dossiers, as `quay province seed` makes it."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.domain.dossier import Gender
from app.domain.identity import check_number
from app.domain.working_time import VIETNAM
from sync.reference_province import ProvinceServerSettings, seed
from sync.reference_province.database import ChangeEntry, Dossier, Unit
from sync.reference_province.engine import Database
from sync.reference_province.seed import standard_officers
from sync.reference_province.seeding import seed_dossiers
from sync.reference_province.tables_of_acts import TimelineRow
from sync.reference_province.tables_of_citizens import PaymentRow
from tests.reference_province.province_line import PASSWORD, sign_in
from tests.reference_province.provinces import POSTGRES, Province, postgres_schema, running

NOW = datetime(2026, 11, 26, 14, 30, tzinfo=VIETNAM)
"""A Thursday."""
COUNT = 1_500


def fill(
    url: str, folder: Path, *, count: int = 200, random_seed: int = 7, now: datetime = NOW
) -> Database:
    settings = ProvinceServerSettings(url, folder / "files", "http://127.0.0.1")
    seed(settings, officers=standard_officers(PASSWORD), now=now)
    seed_dossiers(settings, count=count, random_seed=random_seed, password=PASSWORD, now=now)
    return Database(url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("seeded")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'province.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(postgres_schema())
        yield stack.enter_context(closing(fill(url, folder, count=COUNT)))


def rows(database: Database, table: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.scalars(select(table)).unique())


def test_there_are_all_units_and_as_many_dossiers_as_asked_for(database: Database) -> None:
    units = rows(database, Unit)

    kinds = Counter(unit.kind for unit in units)
    assert (kinds["province"], kinds["commune"]) == (1, 102)
    assert len({unit.name for unit in units}) == len(units)
    assert len(rows(database, Dossier)) >= COUNT


def test_every_state_occurs_and_some_are_late(database: Database) -> None:
    dossiers = rows(database, Dossier)

    states = Counter(dossier.state for dossier in dossiers)
    assert len(states) == 10
    overdue = [each for each in dossiers if each.finished_at is None and each.due_at < NOW]
    assert 0.005 < len(overdue) / len(dossiers) < 0.15
    outcomes = Counter(dossier.outcome for dossier in dossiers)
    assert min(outcomes[name] for name in ("early", "on_time", "late")) > 50
    assert all(dossier.received_at <= NOW for dossier in dossiers)


def test_people_are_consistent(database: Database) -> None:
    for dossier in rows(database, Dossier):
        applicant = dossier.applicant
        born = datetime.fromisoformat(applicant["born"]).date()
        number = applicant["identity_number"]
        assert not check_number(number, born=born, gender=Gender(applicant["gender"])), number


def test_timelines_end_where_the_dossiers_are(database: Database) -> None:
    steps: dict[str, list[TimelineRow]] = {}
    for step in rows(database, TimelineRow):
        steps.setdefault(step.dossier_code, []).append(step)
    for dossier in rows(database, Dossier):
        told = sorted(steps[dossier.code], key=lambda step: step.version)
        assert [step.version for step in told] == list(range(1, dossier.version + 1))
        assert told[-1].state == dossier.state
        times = [step.acted_at for step in told]
        assert times == sorted(times)
        assert times[-1] <= NOW
    assert len(steps) == len(rows(database, Dossier))


def test_numbers_and_cursors_have_neither_gaps_nor_twins(database: Database) -> None:
    numbers: dict[tuple[str, Any], list[int]] = {}
    for dossier in rows(database, Dossier):
        numbers.setdefault((dossier.unit_code, dossier.day), []).append(dossier.number)
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in numbers.values())
    with database.reading() as session:
        query = select(Unit.last_cursor, func.count(ChangeEntry.cursor))
        joined = query.join(ChangeEntry, ChangeEntry.unit_code == Unit.code)
        assert all(last == count for last, count in session.execute(joined.group_by(Unit.code)))


def test_payments_look_like_the_real_ones(database: Database) -> None:
    payments = rows(database, PaymentRow)

    assert len(payments) > 100
    assert all(re.fullmatch(r"G22\.99\.2-\d{12}", payment.reference) for payment in payments)
    assert {"succeeded", "paid", "processing"} <= {payment.state for payment in payments}


def test_the_same_seed_makes_the_same_dossiers(tmp_path: Path) -> None:
    def content(name: str, random_seed: int) -> list[Any]:
        folder = tmp_path / name
        folder.mkdir()
        made = fill(f"sqlite:///{folder / 'x.sqlite3'}", folder, random_seed=random_seed)
        with closing(made), made.reading() as session:
            found = session.execute(text("SELECT * FROM dossiers ORDER BY code"))
            return [tuple(row) for row in found]

    first = content("first", 7)
    assert content("again", 7) == first
    assert content("other", 8) != first


def test_more_dossiers_come_beside_the_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    fill(url, tmp_path).close()
    fill(url, tmp_path, now=NOW + timedelta(hours=1)).close()

    with closing(Database(url)) as database:
        assert len(rows(database, Dossier)) >= 400


def test_officers_of_every_unit_sign_in_and_see_their_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
    fill(url, tmp_path, now=datetime.now(VIETNAM)).close()
    province: Province
    with running(url, tmp_path) as province:
        line = sign_in(province.base, "motcua.h01-31-90")

        assert line.get("/v1/me").json()["unit_code"] == "H01.31.90"
        found = line.get("/v1/dossiers", size=200).json()["dossiers"]
        assert {each["dossier_code"].partition("-")[0] for each in found} == {"H01.31.90"}
        code = found[0]["dossier_code"]
        assert line.get(f"/v1/dossiers/{code}").status_code == 200
        assert line.get(f"/v1/dossiers/{code}/timeline").json()["steps"]
        assert line.get("/v1/changes", limit=500).json()["changes"]


def test_the_command_seeds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "province", "seed", "--folder", str(tmp_path)]
    options = ["--dossiers", "50", "--password-env", "SECRET", "--json"]
    environment = os.environ | {"SECRET": PASSWORD}
    done = subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == {"dossiers": 50, "units": 105, "officers": 420}
    with closing(Database(f"sqlite:///{tmp_path / 'province.sqlite3'}")) as database:
        assert len(rows(database, Dossier)) > 50
