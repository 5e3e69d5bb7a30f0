"""What a province knows when it starts."""

import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from app.domain.dossier import Gender
from app.domain.identity import check_number
from app.domain.working_time import VIETNAM
from resources import resource
from sync.reference_province import OfficerSecrets, ProvinceServerSettings, seed
from sync.reference_province.seed import standard_officers
from tests.reference_province.province_line import PASSWORD, enter, proof, request_of, sign_in
from tests.reference_province.provinces import Province, running

Start = Callable[..., Province]
MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=VIETNAM)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=VIETNAM)


def test_procedures_are_published(province: Province) -> None:
    published = province.line().get("/v1/procedures").json()["procedures"]

    by_code = {each["code"]: each for each in published}
    assert list(by_code) == ["1.000894", "2.002307", "2.000488", "1.003709"]
    assert [each["field"] for each in published] == [
        "Hộ tịch",
        "Người có công",
        "Lý lịch tư pháp",
        "Khám bệnh, chữa bệnh",
    ]
    assert by_code["2.002307"]["cases"][0]["working_days"] == 25
    for each in published:
        codes = [component["code"] for component in each["components"]]
        assert len(set(codes)) == len(codes) >= 3
        assert any(component["required"] for component in each["components"])


@pytest.mark.parametrize("now", [MONDAY, SUNDAY_NIGHT])
def test_dossiers_wait_in_every_way(tmp_path: Path, now: datetime) -> None:
    dossiers = _seeded(tmp_path, now)

    assert len(dossiers) == 25
    assert {each["state"] for each in dossiers} == {
        "received",
        "checking",
        "submitted_for_signature",
        "approving",
        "ready",
        "returned",
        "paused",
        "cancelled",
    }
    day = _working_day(now.date())
    due = [_moment(each["due_at"]).date() for each in dossiers if each["state"] not in CLOSED]
    received = [_moment(each["received_at"]) for each in dossiers]
    assert due.count(day) >= 4, "due today"
    assert due.count(_working_day(day + timedelta(days=1), ahead=True)) >= 4, "due tomorrow"
    assert sum(each < day for each in due) >= 3, "overdue"
    assert sum(each.date() == day for each in received) >= 4, "received today"
    assert max(received) <= now


def test_no_dossier_comes_from_the_future(tmp_path: Path) -> None:
    early = MONDAY.replace(hour=5)

    assert max(_moment(each["received_at"]) for each in _seeded(tmp_path, early)) <= early


def test_people_agree_with_their_numbers() -> None:
    people = _table("dossiers.toml")["dossiers"]

    assert len({each["full_name"] for each in people}) == len(people)
    assert len({each["identity_number"] for each in people}) == len(people)
    for each in people:
        warnings = check_number(each["identity_number"], each["born"], Gender(each["gender"]))
        assert not warnings, each["full_name"]


@pytest.mark.parametrize("name", ["procedures.toml", "offices.toml", "dossiers.toml"])
def test_texts_are_composed(name: str) -> None:
    text = resource("province", name).read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", text)


def test_seeding_again_changes_only_what_is_told_anew(start: Start) -> None:
    province = start()
    before = _all(province)
    secrets = standard_officers(PASSWORD) | {
        "dao.nt": OfficerSecrets("một mật khẩu khác", "089188004217", "5a01")
    }
    for _ in range(2):
        seed(province.settings, officers=secrets)

    assert _all(province) == before
    query = request_of(proof()[1])
    assert enter(province.base, query, "dao.nt", PASSWORD).status_code == 401
    me = sign_in(province.base, "dao.nt", "một mật khẩu khác").get("/v1/me").json()
    assert (me["identity_number"], me["certificate_serial"]) == ("089188004217", "5a01")


def test_nobody_has_an_account_unless_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
    settings = ProvinceServerSettings(url, tmp_path / "files", "http://127.0.0.1:1")
    seed(settings, officers={})
    with pytest.raises(ValueError, match=r"mai\.tt"):
        seed(settings, officers={"mai.tt": OfficerSecrets(PASSWORD)})


def test_units_and_roles(province: Province) -> None:
    expected = {
        "dao.nt": ("H01.31.02", "counter"),
        "vuong.tq": ("H01.31.02", "leader"),
        "vanthu": ("H01.31.02", "clerk"),
        "hieu.pm": ("H01.31.02", "specialist"),
        "hai.lv": ("H01.31.03", "counter"),
    }
    for account, (unit, role) in expected.items():
        me = province.line(account).get("/v1/me").json()
        assert (me["unit_code"], me["role"]) == (unit, role)
    health = requests.get(f"{province.base}/v1/health", timeout=5).json()
    assert abs(_moment(health["time"]) - datetime.now(VIETNAM)) < timedelta(minutes=1)


CLOSED = ("returned", "cancelled")


def _seeded(folder: Path, now: datetime) -> list[dict[str, Any]]:
    url = f"sqlite:///{folder / 'province.sqlite3'}"
    settings = ProvinceServerSettings(url, folder / "files", "http://127.0.0.1:1")
    seed(settings, officers=standard_officers(PASSWORD), now=now)
    with running(url, folder) as province:
        return _all(province)


def _all(province: Province) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = province.line("vanthu").get("/v1/dossiers").json()["dossiers"]
    return found


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("province", name).read_text(encoding="utf-8"))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _working_day(day: date, *, ahead: bool = False) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1 if ahead else -1)
    return day


def test_every_dossier_tells_how_it_came_to_its_state(start: Callable[..., Province]) -> None:
    line = start().line()
    for news in line.get("/v1/dossiers", size=200).json()["dossiers"]:
        steps = line.get(f"/v1/dossiers/{news['dossier_code']}/timeline").json()["steps"]
        assert steps[0]["act"] == "receive_dossier"
        assert (steps[-1]["state"], steps[-1]["version"]) == (news["state"], news["version"])
        assert steps[-1]["handled_by"] == news["handled_by"]
        times = [step["acted_at"] for step in steps]
        assert times == sorted(times)
