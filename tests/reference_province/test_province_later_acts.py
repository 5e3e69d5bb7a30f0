"""What becomes of a dossier: every act by its officer, in its state, once, and told to others."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from sync.reference_province.acts.rules import RULES, STEPS, as_markdown
from tests.reference_province.province_line import Line, a_paper, an_act, later, some_pdf
from tests.reference_province.provinces import Province

Receipt = dict[str, Any]
FORM = {"reason": "Thiếu giấy xác nhận tình trạng hôn nhân"}


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


@pytest.fixture
def received(line: Line) -> Receipt:
    return _receive(line)


def _receive(line: Line) -> Receipt:
    content = some_pdf()
    line.upload(content)
    answer = line.perform(an_act(content))
    assert answer.status_code == 200, answer.text
    found: Receipt = answer.json()
    return found


def _do(line: Line, kind: str, about: Receipt, /, **fields: Any) -> Receipt:
    answer = line.perform(later(kind, about, **fields))
    assert answer.status_code == 200, answer.text
    found: Receipt = answer.json()
    return found


def _refused(line: Line, kind: str, about: Receipt, /, **fields: Any) -> tuple[int, str]:
    answer = line.perform(later(kind, about, **fields))
    return answer.status_code, answer.json()["code"]


def _file(line: Line, **changed: Any) -> dict[str, Any]:
    content = some_pdf()
    line.upload(content)
    return a_paper(content, **changed)


def _to(province: Province, receipt: Receipt, *states: str) -> None:
    for state in states:
        _do(
            province.line("hieu.pm"),
            "hand_over",
            receipt,
            to=state,
            handled_by="Phòng Văn hóa – Xã hội",
        )


def test_a_dossier_goes_its_whole_way(province: Province, line: Line, received: Receipt) -> None:
    _to(province, received, "checking", "submitted_for_signature")
    leader, clerk = province.line("vuong.tq"), province.line("vanthu")
    draft, sealed, slip = _file(leader), _file(clerk), _file(line)
    approved = _do(leader, "approve", received, results=[draft], opinion="Đồng ý")
    number = secrets.randbelow(9_000_000) + 1
    issued = _do(
        clerk,
        "issue_result",
        received,
        number=number,
        notation="GCN-UBND",
        issued_on="2026-11-27",
        results=[sealed],
    )
    returned = _do(
        line,
        "return_result",
        received,
        way="counter",
        handed_to="Huỳnh Đức Thắng",
        receipt=slip,
    )

    assert (approved["state"], issued["state"], returned["state"]) == (
        "approving",
        "ready",
        "returned",
    )
    code = received["dossier_code"]
    detail = line.get(f"/v1/dossiers/{code}").json()
    assert detail["results"] == [sealed]
    assert detail["result_number"] == f"{number}/GCN-UBND"
    assert detail["other_files"] == [draft, slip], "what the leader signed is kept beside"
    steps = line.get(f"/v1/dossiers/{code}/timeline").json()["steps"]
    assert [(step["act"], step["state"], step["account"]) for step in steps] == [
        ("receive_dossier", "received", "dao.nt"),
        ("hand_over", "checking", "hieu.pm"),
        ("hand_over", "submitted_for_signature", "hieu.pm"),
        ("approve", "approving", "vuong.tq"),
        ("issue_result", "ready", "vanthu"),
        ("return_result", "returned", "dao.nt"),
    ]
    assert [step["version"] for step in steps] == [1, 2, 3, 4, 5, 6]
    assert returned["version"] == detail["dossier"]["version"] == 6


def test_an_act_is_carried_out_once(line: Line, received: Receipt) -> None:
    act = later("give_opinion", received, opinion="Đã đối chiếu bản chính")
    key = secrets.token_hex(16)

    first, second = line.perform(act, key), line.perform(act, key)

    assert first.content == second.content
    assert first.json()["version"] == 2
    other = line.perform(act | {"opinion": "Khác"}, key)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert len(_steps(line, received)) == 2


def test_a_dossier_is_named_by_the_counters_own_identifier(line: Line, received: Receipt) -> None:
    act = later("give_opinion", received, opinion="x") | {"dossier_code": ""}

    assert line.perform(act).json()["field"] == "dossier_id"
    assert line.perform(act | {"dossier_id": "0" * 32}).status_code == 404
    answer = line.perform(act | {"dossier_id": received["dossier_id"]})
    assert answer.json()["dossier_code"] == received["dossier_code"]


def test_two_officers_who_collide_are_told(
    province: Province, line: Line, received: Receipt
) -> None:
    _do(line, "give_opinion", received, opinion="Gấp", expected_version=1)

    answer = province.line("hieu.pm").perform(
        later(
            "hand_over",
            received,
            to="checking",
            handled_by="Phòng Văn hóa – Xã hội",
            expected_version=1,
        )
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "changed_meanwhile")
    assert (problem["version"], problem["state"]) == (2, "received")
    (change,) = problem["changes"]
    assert (change["act"], change["account"], change["text"]) == ("give_opinion", "dao.nt", "Gấp")
    assert len(_steps(line, received)) == 2, "nothing was carried out"


def test_a_supplement_is_asked_for_and_comes(line: Line, received: Receipt) -> None:
    asked = _do(line, "request_supplement", received, **FORM, form=_file(line))
    assert asked["state"] == "paused"

    came = _do(line, "receive_supplement", received, papers=[_file(line, title="Giấy xác nhận")])

    assert came["state"] == "checking"
    detail = line.get(f"/v1/dossiers/{received['dossier_code']}").json()
    assert [paper["title"] for paper in detail["papers"]] == ["Giấy tờ 1", "Giấy xác nhận"]


@pytest.mark.parametrize("kind", ["refuse", "cancel"])
def test_what_is_refused_or_taken_back_ends(line: Line, received: Receipt, kind: str) -> None:
    assert _do(line, kind, received, **FORM)["state"] == "cancelled"

    again = line.perform(later("refuse", received, **FORM)).json()
    assert (again["code"], again["state"]) == ("wrong_state", "cancelled")
    assert "“Đã hủy”" in again["title"]


def test_a_leader_sends_back(province: Province, received: Receipt) -> None:
    _to(province, received, "checking", "submitted_for_signature")
    leader = province.line("vuong.tq")
    _do(leader, "approve", received, results=[_file(leader)])

    back = _do(leader, "return_with_opinion", received, opinion="Sai tên", handled_by="Văn phòng")

    assert back["state"] == "checking"
    detail = leader.get(f"/v1/dossiers/{received['dossier_code']}").json()
    assert (detail["results"], detail["dossier"]["handled_by"]) == ([], "Văn phòng")
    assert len(detail["other_files"]) == 1, "no signed file is ever thrown away"


def test_a_number_is_given_once(province: Province, line: Line) -> None:
    leader, clerk = province.line("vuong.tq"), province.line("vanthu")
    number = secrets.randbelow(9_000_000) + 1
    answers = []
    for _ in range(2):
        receipt = _receive(line)
        _to(province, receipt, "checking", "submitted_for_signature")
        _do(leader, "approve", receipt, results=[_file(leader)])
        act = later(
            "issue_result",
            receipt,
            number=number,
            notation="QĐ-UBND",
            issued_on="2026-11-27",
            results=[_file(clerk)],
        )
        answers.append(clerk.perform(act))

    taken = answers[1].json()
    assert (answers[0].status_code, taken["code"]) == (200, "number_taken")
    assert taken["dossier_code"] == answers[0].json()["dossier_code"]


def test_a_result_has_both_signatures(province: Province, line: Line, received: Receipt) -> None:
    clerk, leader = province.line("vanthu"), province.line("vuong.tq")
    issue = {
        "number": 1,
        "notation": "X",
        "issued_on": "2026-11-27",
        "results": [_file(clerk)],
    }
    hand_out = {"way": "counter", "handed_to": "Huỳnh Đức Thắng"}
    _to(province, received, "checking", "submitted_for_signature", "approving")
    assert _refused(clerk, "issue_result", received, **issue) == (409, "result_missing")
    _do(leader, "hand_over", received, to="ready", handled_by="Một cửa")

    missing = line.perform(later("return_result", received, **hand_out)).json()
    assert (missing["code"], "lãnh đạo" in missing["title"]) == ("result_missing", True)
    scanned = [_file(line, title="Phôi đã sao y")]
    assert _do(line, "return_result", received, **hand_out, results=scanned)["state"] == "returned"


def test_files_of_acts_are_there(line: Line, received: Receipt) -> None:
    absent = a_paper(some_pdf())
    answer = line.perform(later("refuse", received, **FORM, form=absent))

    assert (answer.status_code, answer.json()["missing_sha256"]) == (422, [absent["sha256"]])
    assert len(_steps(line, received)) == 1


def test_each_act_belongs_to_its_role(province: Province, line: Line, received: Receipt) -> None:
    leader = province.line("vuong.tq")
    results = [_file(line)]

    assert _refused(line, "approve", received, results=results) == (403, "role_not_allowed")
    assert _refused(leader, "refuse", received, **FORM) == (403, "role_not_allowed")
    content = some_pdf()
    leader.upload(content)
    refused = leader.perform(an_act(content))
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")
    assert _refused(leader, "approve", received, results=results) == (409, "wrong_state")


def test_another_units_dossier_is_out_of_reach(
    province: Province, line: Line, received: Receipt
) -> None:
    stranger = province.line("hai.lv")

    assert _refused(stranger, "cancel", received, **FORM) == (403, "forbidden")
    assert stranger.get(f"/v1/dossiers/{received['dossier_code']}/timeline").status_code == 403
    by_id = later("cancel", received, **FORM) | {
        "dossier_code": "",
        "dossier_id": received["dossier_id"],
    }
    assert stranger.perform(by_id).status_code == 404
    assert line.perform(later("cancel", received, **FORM, account="hieu.pm")).status_code == 403
    assert line.perform(later("cancel", received, **FORM, unit_code="H01.31.03")).status_code == 403
    assert len(_steps(line, received)) == 1


def test_every_act_becomes_news(line: Line, received: Receipt) -> None:
    cursor = _last_cursor(line)
    _do(line, "give_opinion", received, opinion="Đủ")
    _do(line, "cancel", received, **FORM)

    changes = line.get("/v1/changes", after=cursor).json()["changes"]
    told = [(each["act"], each["dossier"]["state"], each["dossier"]["version"]) for each in changes]
    assert told == [("give_opinion", "received", 2), ("cancel", "cancelled", 3)]


def test_a_mistake_in_a_later_act_is_named(line: Line, received: Receipt) -> None:
    no_reason = line.perform(later("refuse", received, reason="")).json()
    too_old = line.perform(
        later("refuse", received, **FORM) | {"acted_at": "2020-01-01T08:00:00+07:00"}
    )

    assert (no_reason["field"], no_reason["title"]) == (
        "reason",
        "Dữ liệu gửi lên không hợp lệ: lý do.",
    )
    assert too_old.json()["field"] == "acted_at"


def test_the_documentation_has_the_rules() -> None:
    documentation = Path(__file__).parents[2] / "docs" / "province-api.md"

    assert "\n".join(as_markdown()) in documentation.read_text(encoding="utf-8")


def test_rules_lead_from_states_that_can_be_reached() -> None:
    reached = {"received", "online_waiting", *(after for _, after in STEPS)}
    reached |= {after for rule in RULES.values() for after in rule.moves.values()}
    before = {before for before, _ in STEPS} | {
        state for rule in RULES.values() for state in rule.moves
    }

    assert before <= reached


def _steps(line: Line, receipt: Receipt) -> list[dict[str, Any]]:
    found = line.get(f"/v1/dossiers/{receipt['dossier_code']}/timeline").json()["steps"]
    return list(found)


def _last_cursor(line: Line) -> int:
    after, more = 0, True
    while more:
        page = line.get("/v1/changes", after=after, limit=500).json()
        after, more = page["next"], page["more"]
    return int(after)
