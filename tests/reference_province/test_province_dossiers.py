"""The unit's dossiers: found, shown, moved on, and told to its counters without a gap."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.reference_province.province_line import Line, an_act, later, some_pdf
from tests.reference_province.provinces import Province

Start = Callable[..., Province]
LEADER = "Lãnh đạo Ủy ban nhân dân xã"


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


@pytest.fixture(scope="module")
def paper(province: Province) -> bytes:
    content = some_pdf()
    province.line().upload(content)
    return content


@pytest.mark.parametrize("words", ["châu diễm", "chau diem my", "CHÂU THỊ DIỄM", "my chau ket hon"])
def test_dossiers_are_found_without_marks(line: Line, words: str) -> None:
    found = line.get("/v1/dossiers", q=words).json()

    assert [each["applicant_name"] for each in found["dossiers"]] == ["Châu Thị Diễm My"]


def test_dossiers_are_found_by_every_number(line: Line, paper: bytes) -> None:
    act = an_act(paper, provisional_code="TAM-261123-9ABC-0042")
    code = line.perform(act).json()["dossier_code"]

    for number in (code, code.lower(), act["dossier_id"], "TAM-261123-9ABC-0042"):
        found = line.get("/v1/dossiers", q=number).json()
        assert [each["dossier_code"] for each in found["dossiers"]] == [code]
    assert line.get("/v1/dossiers", q="%").json()["total"] == 0
    assert line.get("/v1/dossiers", q="_").json()["total"] == 0


def test_pages_hold_each_dossier_once(line: Line) -> None:
    total = line.get("/v1/dossiers").json()["total"]
    pages = [
        line.get("/v1/dossiers", page=page, size=7).json() for page in range(1, total // 7 + 3)
    ]

    codes = [each["dossier_code"] for page in pages for each in page["dossiers"]]
    assert len(codes) == len(set(codes)) == total >= 25
    times = [each["received_at"] for page in pages for each in page["dossiers"]]
    assert times == sorted(times, reverse=True)


def test_dossiers_are_found_by_state(line: Line) -> None:
    found = line.get("/v1/dossiers", state="approving").json()

    assert {each["state"] for each in found["dossiers"]} == {"approving"}
    assert line.get("/v1/dossiers", state="dreaming").status_code == 422


def test_another_units_dossiers_are_out_of_reach(
    province: Province, line: Line, paper: bytes
) -> None:
    code = line.perform(an_act(paper)).json()["dossier_code"]
    stranger = province.line("hai.lv")

    assert stranger.get("/v1/dossiers").json()["total"] == 0
    assert stranger.get(f"/v1/dossiers/{code}").status_code == 403
    assert stranger.get("/v1/changes").json()["changes"] == []
    assert line.get("/v1/dossiers/H01.31.02-991231-0001").status_code == 404


def test_a_step_behind_the_counter_becomes_news(
    province: Province, line: Line, paper: bytes
) -> None:
    act = an_act(paper)
    receipt = line.perform(act).json()
    code, cursor = receipt["dossier_code"], _last_cursor(line)

    step = later("hand_over", receipt, to="checking", handled_by="Phòng Tư pháp")
    moved = province.line("hieu.pm").perform(step)

    assert moved.status_code == 200
    page = line.get("/v1/changes", after=cursor).json()
    (change,) = page["changes"]
    told = change["dossier"]
    assert (told["dossier_id"], told["version"]) == (act["dossier_id"], 2)
    assert (told["state"], told["handled_by"]) == ("checking", "Phòng Tư pháp")
    assert (page["next"], page["more"]) == (cursor + 1, False)
    assert line.get(f"/v1/dossiers/{code}").json()["dossier"] == told


@pytest.mark.parametrize("account", ["dao.nt", "vuong.tq", "vanthu", "hieu.pm", "quantri"])
def test_no_state_is_set_beside_the_acts(
    province: Province, line: Line, paper: bytes, account: str
) -> None:
    """One table says who moves a dossier where; nothing leads around it."""
    code = line.perform(an_act(paper)).json()["dossier_code"]
    step = {"state": "returned", "handled_by": LEADER}

    refused = province.line(account).ask("POST", f"/v1/dossiers/{code}/state", json=step)

    assert refused.status_code in (404, 405)
    assert line.get(f"/v1/dossiers/{code}").json()["dossier"]["state"] == "received"


def test_the_feed_is_read_in_pages(line: Line) -> None:
    whole = _feed(line, limit=500)

    assert _feed(line, limit=4) == whole
    assert [change["cursor"] for change in whole] == list(range(1, len(whole) + 1))
    assert line.get("/v1/changes", after=len(whole) + 7).json() == {
        "changes": [],
        "next": len(whole) + 7,
        "more": False,
    }
    for query in ({"after": -1}, {"limit": 0}, {"limit": 501}, {"after": "x"}):
        assert line.get("/v1/changes", **query).status_code == 422


def test_a_reader_misses_nothing_while_many_write(
    province: Province, line: Line, paper: bytes
) -> None:
    after = _last_cursor(line)
    specialist = province.line("hieu.pm")
    finished = threading.Event()

    def write(turn: int) -> list[tuple[str, str]]:
        receipt = line.perform(an_act(paper)).json()
        code = receipt["dossier_code"]
        step = later("hand_over", receipt, to="checking", handled_by=f"Bộ phận {turn}")
        assert specialist.perform(step).status_code == 200
        return [(code, "received"), (code, "checking")]

    def read() -> list[dict[str, Any]]:
        seen: list[dict[str, Any]] = []
        while True:
            last_turn = finished.is_set()
            page = line.get("/v1/changes", after=seen[-1]["cursor"] if seen else after).json()
            seen += page["changes"]
            if last_turn and not page["more"]:
                return seen

    with ThreadPoolExecutor(10) as threads:
        reader = threads.submit(read)
        try:
            written = [pair for pairs in threads.map(write, range(20)) for pair in pairs]
        finally:
            finished.set()
        seen = reader.result()

    assert [change["cursor"] for change in seen] == list(range(after + 1, after + 41))
    told = [(change["dossier"]["dossier_code"], change["dossier"]["state"]) for change in seen]
    assert sorted(told) == sorted(written)


def _last_cursor(line: Line) -> int:
    return int(_feed(line, limit=500)[-1]["cursor"])


def _feed(line: Line, *, limit: int) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        page = line.get("/v1/changes", after=after, limit=limit).json()
        changes += page["changes"]
        after, more = page["next"], page["more"]
    return changes
