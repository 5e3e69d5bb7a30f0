"""A result goes its way through the national side and the citizen, and comes back for reuse."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from app.domain.working_time import VIETNAM
from tests.reference_province.province_line import (
    Line,
    a_paper,
    an_act,
    later,
    sha256,
    some_pdf,
)
from tests.reference_province.provinces import Province, running

CITIZEN = "089091123456"
APPLICANT = an_act()["applicant"]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One that plays the citizen too."""
    folder = tmp_path_factory.mktemp("province")
    with running(f"sqlite:///{folder / 'province.sqlite3'}", folder, play=True) as province:
        yield province


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


def play(province: Province, path: str, body: dict[str, Any] | None = None) -> requests.Response:
    """A player's request: nobody is signed in."""
    return requests.post(f"{province.base}/v1/play/{path}", json=body or {}, timeout=20)


def saved(line: Line, owner: str, **changed: Any) -> tuple[bytes, dict[str, Any]]:
    """A component that was saved to the warehouse, and the receipt."""
    content = some_pdf()
    line.upload(content)
    receipt = line.perform(an_act(content)).json()
    fields = {
        "sha256": sha256(content),
        "saved_as": "result",
        "paper_code": "KQ.G15.000032",
        "title": "Giấy chứng nhận kết hôn",
        "number": "12/2026",
        "valid_from": "2026-11-27",
        "owner_name": "Huỳnh Đức Thắng",
        "owner_number": owner,
    }
    answer = line.perform(later("save_to_warehouse", receipt, **fields | changed))
    assert answer.status_code == 200, answer.text
    return content, answer.json()


def test_a_result_comes_back_for_another_dossier(province: Province, line: Line) -> None:
    owner = f"0890911{secrets.randbelow(10**5):05d}"
    content, receipt = saved(line, owner)
    assert receipt["warehouse_code"] == "KQ.G15.000032"
    item = receipt["warehouse_item"]
    other = province.line("hai.lv")
    assert other.get("/v1/warehouse", owner=owner, tab="national").json()["items"] == []

    national = requests.get(f"{province.base}/v1/play/citizens/{owner}/papers", timeout=20).json()
    assert [(each["item"]["id"], each["stored"]) for each in national["papers"]] == [(item, False)]
    assert play(province, f"citizens/{owner}/papers/{item}/store").json()["stored"]

    (found,) = other.get("/v1/warehouse", owner=owner, tab="national").json()["items"]
    assert (found["id"], found["attribute"], found["saved_by_unit"]) == (
        item,
        "national_result",
        "H01.31.02",
    )
    assert other.get(f"/v1/files/{found['sha256']}").content == content
    paper = a_paper(content, reused_from=item, title=found["title"])
    reusing = other.perform(an_act(papers=[paper])).json()
    assert [file["sha256"] for file in reusing["files"]] == [sha256(content)]
    today = datetime.now(VIETNAM).date().isoformat()
    counts = other.get("/v1/statistics", **{"from": today, "to": today}).json()["total"]
    assert counts["reusing"] == 1


def test_only_what_was_looked_at_is_fetched_and_reused(province: Province, line: Line) -> None:
    owner = f"0890912{secrets.randbelow(10**5):05d}"
    content, receipt = saved(line, owner)
    other = province.line("hai.lv")
    paper = a_paper(content, reused_from=receipt["warehouse_item"])

    assert other.get(f"/v1/files/{sha256(content)}").status_code == 404
    assert other.perform(an_act(papers=[paper])).json()["field"] == "papers.reused_from"
    other.get("/v1/warehouse", owner=owner, tab="local")
    assert other.get(f"/v1/files/{sha256(content)}").content == content
    another = a_paper(some_pdf(), reused_from=receipt["warehouse_item"])
    assert other.perform(an_act(papers=[another])).json()["field"] == "papers.reused_from"
    assert province.line("vuong.tq").get("/v1/warehouse", owner=owner).status_code == 403


def test_looking_into_the_warehouse_is_written_down(province: Province, line: Line) -> None:
    owner = f"0890913{secrets.randbelow(10**5):05d}"
    saved(line, owner)
    line.get("/v1/warehouse", owner=owner)

    audit = province.line("quantri").get("/v1/audit", account="dao.nt", limit=500)

    assert audit.json()["entries"][-1]["act"] == "look_into_warehouse"
    assert owner not in audit.text


def test_a_paper_is_saved_once(province: Province, line: Line) -> None:
    owner = f"0890914{secrets.randbelow(10**5):05d}"
    _, receipt = saved(line, owner, paper_code="", title="Giấy xác nhận")
    (item,) = line.get("/v1/warehouse", owner=owner).json()["items"]
    assert (item["paper_code"], item["attribute"]) == (receipt["warehouse_code"], "local_unlinked")
    assert item["paper_code"].startswith("KQ.H01.")

    fields = {
        "sha256": item["sha256"],
        "saved_as": "result",
        "title": "Giấy xác nhận (sửa)",
        "valid_from": "2026-11-27",
        "owner_name": "x",
        "owner_number": owner,
    }
    again = line.perform(later("save_to_warehouse", receipt, **fields)).json()

    assert again["warehouse_item"] == item["id"]
    (now,) = line.get("/v1/warehouse", owner=owner).json()["items"]
    assert (now["title"], now["paper_code"]) == ("Giấy xác nhận (sửa)", item["paper_code"])
    foreign = line.perform(
        later("save_to_warehouse", receipt, **fields | {"sha256": "0" * 64})
    ).json()
    assert foreign["field"] == "sha256"


def online(province: Province, **changed: Any) -> dict[str, Any]:
    content = some_pdf()
    body = {
        "unit_code": "H01.31.02",
        "procedure_code": "1.000894",
        "applicant": APPLICANT,
        "papers": [
            {
                "component_code": "TP01",
                "title": "Tờ khai",
                "content": base64.b64encode(content).decode(),
            }
        ],
        "payment": "succeeded",
    }
    answer = play(province, "dossiers", body | changed)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()) | {"content": content}


def test_a_dossier_filed_online_is_received(province: Province, line: Line) -> None:
    cursor = line.get("/v1/changes", limit=500).json()["next"]
    filed = online(province)
    code = filed["dossier_code"]
    (change,) = line.get("/v1/changes", after=cursor).json()["changes"]
    news = change["dossier"]
    assert (change["act"], news["state"], news["filed"]) == (
        "file_online",
        "online_waiting",
        "online",
    )
    (paper,) = line.get(f"/v1/dossiers/{code}").json()["papers"]
    assert paper["signature"] is None
    assert line.get(f"/v1/files/{paper['sha256']}").content == filed["content"]

    due = datetime.now(VIETNAM) + timedelta(days=3)
    act = later("accept_online", filed, due_at=due.isoformat())
    accepted = line.perform(act | {"expected_version": 1}).json()

    assert (accepted["state"], accepted["version"]) == ("received", 2)
    steps = line.get(f"/v1/dossiers/{code}/timeline").json()["steps"]
    assert [(step["act"], step["role"]) for step in steps] == [
        ("file_online", "citizen"),
        ("accept_online", "counter"),
    ]


def test_a_dossier_filed_online_may_be_refused(province: Province, line: Line) -> None:
    filed = online(province)

    refused = line.perform(later("refuse", filed, reason="Không thuộc thẩm quyền")).json()

    assert refused["state"] == "online_cancelled"


def test_payments_go_on_and_trouble_is_reported(province: Province, line: Line) -> None:
    filed = online(province, payment="processing")
    reference = filed["payment_reference"]
    assert play(province, f"payments/{reference}", {"state": "paid"}).status_code == 204
    report = {
        "reference": reference,
        "trouble": "paid_not_recorded",
        "text": "Công dân đã chuyển tiền, chưa có biên lai",
        "contact": "0296 3900 117",
    }
    assert line.perform(later("report_payment_trouble", filed, **report)).status_code == 200

    (payment,) = line.get("/v1/payments", reference=reference).json()["payments"]
    assert (payment["state"], payment["settled"], payment["trouble"]) == (
        "paid",
        False,
        "paid_not_recorded",
    )
    for query, found in [
        ({"reported": True}, 1),
        ({"reported": False}, 0),
        ({"state": "failed"}, 0),
        ({"dossier_state": "online_waiting"}, 1),
        ({"least": 8000, "most": 8000}, 1),
        ({"least": 8001}, 0),
        ({"from": "2020-01-01", "to": "2020-12-31"}, 0),
        ({"intermediary": "VNPT Money", "settled": False}, 1),
    ]:
        page = line.get("/v1/payments", **query | {"reference": filed["dossier_code"]}).json()
        assert page["total"] == found, query
    assert province.line("hai.lv").get("/v1/payments").json()["total"] == 0
    wrong = later("report_payment_trouble", filed, **report | {"reference": "G22.99.2-" + "0" * 12})
    assert line.perform(wrong).status_code == 404


def test_nobody_plays_where_it_is_not_allowed(tmp_path: Path) -> None:
    with running(f"sqlite:///{tmp_path / 'province.sqlite3'}", tmp_path) as province:
        assert play(province, "dossiers").status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"unit_code": "H99"}, "unit_code"),
        ({"procedure_code": "x"}, "procedure_code"),
        ({"case_code": "x"}, "case_code"),
        ({"papers": [{"title": "x", "content": "AAAAAAAAAAAA"}]}, "papers.content"),
    ],
)
def test_what_cannot_be_filed(province: Province, changed: dict[str, Any], field: str) -> None:
    body = {"unit_code": "H01.31.02", "procedure_code": "1.000894", "applicant": APPLICANT}

    assert play(province, "dossiers", body | changed).json()["field"] == field
