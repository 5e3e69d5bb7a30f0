"""Lists that counters keep a copy of."""

import pytest

from tests.reference_province.province_line import Line
from tests.reference_province.provinces import Province

LISTS = ("procedures", "agencies", "officers", "result-types", "calendar")


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


@pytest.mark.parametrize("name", LISTS)
def test_a_copy_that_is_up_to_date_costs_nothing(line: Line, name: str) -> None:
    first = line.get(f"/v1/{name}")
    tag = first.headers["ETag"]

    again = line.ask("GET", f"/v1/{name}", headers={"If-None-Match": f'"old", W/{tag}'})

    assert first.json()["version"] == tag.strip('"')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    other = line.ask("GET", f"/v1/{name}", headers={"If-None-Match": '"old"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_a_unit_knows_its_own_officers(province: Province, line: Line) -> None:
    ours = {each["account"]: each for each in line.get("/v1/officers").json()["officers"]}

    assert {"dao.nt", "vuong.tq", "vanthu", "hieu.pm"} == set(ours)
    assert ours["vuong.tq"]["role"] == "leader"
    assert "identity_number" not in ours["vuong.tq"]
    theirs = province.line("hai.lv").get("/v1/officers").json()["officers"]
    assert {each["unit_code"] for each in theirs} == {"H01.31.03"}


def test_there_is_no_district(line: Line) -> None:
    agencies = {each["code"]: each for each in line.get("/v1/agencies").json()["agencies"]}

    assert {each["kind"] for each in agencies.values()} == {"province", "department", "commune"}
    assert [each["code"] for each in agencies.values() if each["kind"] == "province"] == ["H01"]
    for agency in agencies.values():
        assert agency["parent"] == ("" if agency["code"] == "H01" else "H01")


def test_days_off_are_told(line: Line) -> None:
    calendar = line.get("/v1/calendar").json()

    assert {"day": "2026-09-02", "name": "Quốc khánh"} in calendar["holidays"]
    assert calendar["hours"][0] == {"opens": "07:00", "closes": "11:00"}
