"""Statistics and the audit log; what an administrator of the province sees and does not do."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.working_time import VIETNAM
from tests.reference_province.province_line import Line, an_act, later, some_pdf
from tests.reference_province.provinces import Province

TODAY = datetime.now(VIETNAM).date()
PERIOD = {"from": (TODAY - timedelta(days=60)).isoformat(), "to": TODAY.isoformat()}


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


@pytest.fixture
def administrator(province: Province) -> Line:
    return province.line("quantri")


def test_counts_agree_with_each_other(line: Line) -> None:
    statistics = line.get("/v1/statistics", **PERIOD).json()

    total = statistics["total"]
    assert total["received"] > 20
    for counts in (total, *statistics["lines"]):
        assert counts["received"] == (
            counts["online"] + counts["in_person"] + counts["carried_over"]
        )
        assert counts["received"] == counts["done"] + counts["open"]
        assert counts["done"] == (
            counts["done_early"] + counts["done_on_time"] + counts["done_late"]
        )
        assert counts["open"] == counts["open_on_time"] + counts["open_late"]
    assert total["open_late"] > 0
    states = {each["state"]: each["count"] for each in statistics["states"]}
    for state, count in states.items():
        assert line.get("/v1/dossiers", state=state).json()["total"] == count
    names = {each["key"]: each["name"] for each in statistics["lines"]}
    assert names["1.000894"] == "Thủ tục đăng ký kết hôn"


def test_what_is_finished_is_done(line: Line) -> None:
    receipt = _receive(line)
    before = line.get("/v1/statistics", **PERIOD).json()["total"]

    line.perform(later("refuse", receipt, reason="Không thuộc thẩm quyền"))

    after = line.get("/v1/statistics", **PERIOD).json()["total"]
    assert after["done"] == before["done"] + 1
    assert after["done_early"] == before["done_early"] + 1
    assert after["open"] == before["open"] - 1


def test_a_period_ends(line: Line) -> None:
    _receive(line)
    long_ago = line.get("/v1/statistics", **{"from": "2020-01-01", "to": "2020-12-31"}).json()

    assert long_ago["total"]["received"] == 0
    backwards = line.get("/v1/statistics", **{"from": "2020-02-01", "to": "2020-01-01"})
    assert backwards.json()["field"] == "to"


def test_units_are_counted_beside_each_other(
    province: Province, line: Line, administrator: Line
) -> None:
    _receive(line)
    _receive(province.line("hai.lv"))

    lines = administrator.get("/v1/statistics", **PERIOD, by="unit").json()["lines"]

    units = {each["key"]: each["name"] for each in lines}
    assert units["H01.31.02"] == "Trung tâm Phục vụ hành chính công xã Mỹ Hòa Hưng"
    assert "H01.31.03" in units
    ours = line.get("/v1/statistics", **PERIOD, by="unit").json()["lines"]
    assert [each["key"] for each in ours] == ["H01.31.02"]
    assert line.get("/v1/statistics", **PERIOD, unit="H01.31.03").status_code == 403


def test_an_administrator_reads_all_and_acts_on_nothing(line: Line, administrator: Line) -> None:
    receipt = _receive(line)
    code = receipt["dossier_code"]

    detail = administrator.get(f"/v1/dossiers/{code}").json()
    (paper,) = detail["papers"]
    assert administrator.get(f"/v1/files/{paper['sha256']}").status_code == 200
    assert administrator.get("/v1/dossiers", q=code).json()["total"] == 1
    assert administrator.get("/v1/dossiers", q=code, unit="H01.07").json()["total"] == 0
    assert administrator.get(f"/v1/dossiers/{code}/timeline").status_code == 200
    officers = administrator.get("/v1/officers").json()["officers"]
    assert {"H01", "H01.07", "H01.31.02"} <= {each["unit_code"] for each in officers}
    refused = administrator.perform(later("refuse", receipt, reason="x"))
    assert refused.status_code == 403


def test_the_audit_log_has_every_act(line: Line, administrator: Line) -> None:
    receipt = _receive(line)
    line.perform(later("refuse", receipt, reason="Không thuộc thẩm quyền"), key="k" * 32)

    entries = administrator.get("/v1/audit", dossier=receipt["dossier_code"]).json()["entries"]

    assert [(each["act"], each["account"]) for each in entries] == [
        ("receive_dossier", "dao.nt"),
        ("refuse", "dao.nt"),
    ]
    assert entries[1]["key"] == "k" * 32
    assert entries[0]["files"] == [receipt["files"][0]["sha256"]]
    page = administrator.get("/v1/audit", limit=1).json()
    assert (len(page["entries"]), page["more"]) == (1, True)
    assert line.get("/v1/audit").json()["code"] == "role_not_allowed"


def _receive(line: Line) -> dict[str, Any]:
    content = some_pdf()
    line.upload(content)
    answer = line.perform(an_act(content))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
