"""Receiving dossiers: once for a key, whatever is lost, repeated or sent at the same time."""

import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.working_time import VIETNAM
from tests.reference_province.province_line import Line, an_act, sha256, some_pdf
from tests.reference_province.provinces import Province

Start = Callable[..., Province]


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


@pytest.fixture(scope="module")
def paper(province: Province) -> bytes:
    """A file that the unit H01.31.02 has uploaded."""
    content = some_pdf()
    province.line().upload(content)
    return content


@pytest.fixture(scope="module")
def large_paper(province: Province) -> bytes:
    """One that takes long to look at: acts at the same time overlap there."""
    content = some_pdf(6_000_000)
    province.line().upload(content)
    return content


def test_a_dossier_is_received(line: Line) -> None:
    first, second = some_pdf(), some_pdf()
    line.upload(first)
    line.upload(second)
    act = an_act(first, second)

    answer = line.perform(act)

    receipt = answer.json()
    assert answer.status_code == 200
    today = f"{datetime.now(VIETNAM):%y%m%d}"
    assert re.fullmatch(rf"H01\.31\.02-{today}-\d{{4}}", receipt["dossier_code"])
    assert receipt["dossier_id"] == act["dossier_id"]
    assert receipt["receipt_number"] == f"BN-{receipt['dossier_code']}"
    assert [file["sha256"] for file in receipt["files"]] == [sha256(first), sha256(second)]
    detail = line.get(f"/v1/dossiers/{receipt['dossier_code']}").json()
    assert detail["dossier"]["state"] == "received"
    assert detail["papers"] == act["papers"]
    assert (detail["applicant"], detail["fees"]) == (act["applicant"], act["fees"])


def test_a_repeat_gets_the_very_same_receipt(province: Province, line: Line, paper: bytes) -> None:
    act, key = an_act(paper), secrets.token_hex(16)

    first = line.perform(act, key)
    repeats = [line.perform(act, key), province.line("vanthu").perform(act, key)]

    assert {repeat.content for repeat in repeats} == {first.content}
    assert [repeat.status_code for repeat in repeats] == [200, 200]
    assert _count(line, act) == 1


def test_a_key_belongs_to_one_content(line: Line, paper: bytes) -> None:
    act, key = an_act(paper), secrets.token_hex(16)
    assert line.perform(act, key).status_code == 200

    refused = line.perform(act | {"return_way": "post"}, key)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_a_dossier_is_not_received_under_a_second_key(line: Line, paper: bytes) -> None:
    act = an_act(paper)
    first = line.perform(act)

    refused = line.perform(act)

    code = first.json()["dossier_code"]
    assert (refused.status_code, refused.json()["code"]) == (409, "already_received")
    assert refused.json()["dossier_code"] == code
    assert code in refused.json()["title"]
    asked = line.get(f"/v1/dossiers/{act['dossier_id']}/receipt")
    assert asked.content == first.content
    assert _count(line, act) == 1


def test_the_receipt_of_an_unknown_dossier(province: Province, line: Line, paper: bytes) -> None:
    act = an_act(paper)
    line.perform(act)

    path = f"/v1/dossiers/{act['dossier_id']}/receipt"
    assert province.line("hai.lv").get(path).status_code == 404
    assert line.get(f"/v1/dossiers/{'0' * 32}/receipt").status_code == 404


def test_files_that_never_came_are_named(province: Province, line: Line, paper: bytes) -> None:
    absent, unfinished, foreign = some_pdf(), some_pdf(), some_pdf()
    place = line.begin(unfinished).headers["Location"]
    line.send(place, unfinished[:10], 0)
    province.line("hai.lv").upload(foreign)
    act, key = an_act(paper, absent, unfinished, foreign), secrets.token_hex(16)

    refused = line.perform(act, key)

    assert (refused.status_code, refused.json()["code"]) == (422, "missing_files")
    assert set(refused.json()["missing_sha256"]) == {
        sha256(absent),
        sha256(unfinished),
        sha256(foreign),
    }
    line.send(place, unfinished[10:], 10)
    line.upload(absent)
    line.upload(foreign)
    assert line.perform(act, key).status_code == 200, "the same key after the files came"


@pytest.mark.parametrize("harm", ["lost", "changed", "cut"])
def test_files_that_the_province_lost_are_named(province: Province, line: Line, harm: str) -> None:
    content = some_pdf()
    line.upload(content)
    name = sha256(content)
    kept = province.settings.files_folder / "whole" / name[:2] / name
    match harm:
        case "lost":
            kept.unlink()
        case "changed":
            kept.write_bytes(some_pdf())
        case "cut":
            kept.write_bytes(content[:-1])
    act, key = an_act(content), secrets.token_hex(16)

    assert line.perform(act, key).json()["missing_sha256"] == [name]
    assert line.begin(content).headers["Upload-Offset"] == "0"
    line.upload(content)
    assert line.perform(act, key).status_code == 200


NOW = datetime.now(VIETNAM)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"procedure_code": "9.999999"}, "procedure_code", "mã thủ tục hành chính"),
        ({"due_at": (NOW - timedelta(days=1)).isoformat()}, "due_at", "thời điểm hẹn trả"),
        ({"due_at": (NOW + timedelta(days=90)).isoformat()}, "due_at", "thời điểm hẹn trả"),
        ({"due_at": "2026-11-30T10:00:00"}, "due_at", "thời điểm hẹn trả"),
        (
            {"received_at": (NOW + timedelta(days=2)).isoformat()},
            "received_at",
            "thời điểm tiếp nhận",
        ),
        ({"received_at": "2020-01-01T08:00:00+07:00"}, "received_at", "thời điểm tiếp nhận"),
        ({"papers": []}, "papers", "giấy tờ của hồ sơ"),
        ({"dossier_id": "../x"}, "dossier_id", "mã của hồ sơ tại quầy"),
        ({"return_way": "pigeon"}, "return_way", "hình thức nhận kết quả"),
        ({"unheard_of": 1}, "unheard_of", "unheard_of"),
        ({"kind": "give_away"}, "kind", "kind"),
    ],
)
def test_what_is_invalid_is_named(
    line: Line, paper: bytes, changed: dict[str, Any], field: str, words: str
) -> None:
    refused = line.perform(an_act(paper) | changed)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["field"] == field
    assert refused.json()["title"] == f"Dữ liệu gửi lên không hợp lệ: {words}."


def test_an_invalid_citizen_number_is_not_repeated(line: Line, paper: bytes) -> None:
    act = an_act(paper)
    act["applicant"]["identity_number"] = "08909112345"

    refused = line.perform(act)

    assert refused.json()["field"] == "applicant.identity_number"
    assert "số định danh cá nhân của người nộp" in refused.json()["title"]
    assert "08909112345" not in refused.text


def test_papers_agree_with_their_files(line: Line, paper: bytes) -> None:
    other_size, twice = an_act(paper), an_act(paper)
    other_size["papers"][0]["bytes"] += 1
    twice["papers"] *= 2

    assert line.perform(other_size).json()["field"] == "papers.bytes"
    assert line.perform(twice).json()["field"] == "papers"


def test_an_act_needs_a_key(line: Line, paper: bytes) -> None:
    act = an_act(paper)

    for headers in ({}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "with a space"}):
        refused = line.ask("POST", "/v1/acts", json=act, headers=headers)
        assert refused.json()["field"] == "Idempotency-Key"
    assert _count(line, act) == 0


def test_a_dossier_of_another_unit_is_not_received(
    province: Province, line: Line, paper: bytes
) -> None:
    act, key = an_act(paper, unit_code="H01.31.02"), secrets.token_hex(16)
    stranger = province.line("hai.lv")

    assert stranger.perform(act, key).status_code == 403
    assert line.perform(act, key).status_code == 200
    assert stranger.perform(act, key).status_code == 403


def test_the_same_act_over_many_lines_at_once_is_one_dossier(
    line: Line, large_paper: bytes
) -> None:
    act, key = an_act(large_paper), secrets.token_hex(16)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: line.perform(act, key), range(16)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert _count(line, act) == 1


def test_one_dossier_under_many_keys_at_once_is_one_dossier(line: Line, large_paper: bytes) -> None:
    act = an_act(large_paper)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: line.perform(act), range(12)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 11
    assert _count(line, act) == 1


def test_numbers_have_neither_gaps_nor_twins(province: Province, line: Line, paper: bytes) -> None:
    stranger, foreign = province.line("hai.lv"), some_pdf()
    stranger.upload(foreign)
    before = _number(line.perform(an_act(paper)).json()["dossier_code"])

    def receive(turn: int) -> tuple[str, str]:
        if turn % 3 == 2:
            return "H01.31.03", stranger.perform(an_act(foreign)).json()["dossier_code"]
        if turn % 3 == 1:
            assert line.perform(an_act(paper, procedure_code="0.000000")).status_code == 422
        return "H01.31.02", line.perform(an_act(paper)).json()["dossier_code"]

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(receive, range(30)))

    ours = sorted(_number(code) for unit, code in codes if unit == "H01.31.02")
    theirs = sorted(_number(code) for unit, code in codes if unit == "H01.31.03")
    assert ours == list(range(before + 1, before + 21))
    assert theirs == list(range(1, 11))


def test_numbers_begin_anew_each_day_of_vietnam(start: Start) -> None:
    province = start()
    line = province.line()
    content = some_pdf()
    line.upload(content)
    tomorrow = datetime.now(VIETNAM).date() + timedelta(days=1)
    just_after_midnight = datetime.combine(tomorrow, datetime.min.time(), VIETNAM)
    province.clock.ahead = just_after_midnight - datetime.now(VIETNAM) + timedelta(seconds=5)
    line = province.lines["dao.nt"] = _again(province)

    receipt = line.perform(an_act(content, now=province.clock())).json()

    assert receipt["dossier_code"] == f"H01.31.02-{tomorrow:%y%m%d}-0001"


def _again(province: Province) -> Line:
    province.lines.clear()
    return province.line()


def _number(code: str) -> int:
    return int(code.rpartition("-")[2])


def _count(line: Line, act: dict[str, Any]) -> int:
    total: int = line.get("/v1/dossiers", q=act["dossier_id"]).json()["total"]
    return total
