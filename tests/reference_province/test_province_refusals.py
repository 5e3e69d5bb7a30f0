"""What the province refuses is in its audit log: who, what, why; and no flood fills it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.reference_province import ProvinceServerSettings
from sync.reference_province.engine import Database
from sync.reference_province.refusals import FIRST_WAIT, TOLD_APART, Attempt, Refusals
from sync.reference_province.settings import vietnam_now
from sync.reference_province.tables_of_acts import AuditRow
from tests.reference_province.clamd_double import EICAR, running_clamd
from tests.reference_province.province_line import (
    PASSWORD,
    Line,
    a_paper,
    an_act,
    enter,
    later,
    proof,
    redeem,
    request_of,
    returned,
    sign_in,
    some_pdf,
)
from tests.reference_province.provinces import Province

Start = Callable[..., Province]
Entry = dict[str, Any]
SECRET = "089091123456"


def refused(province: Province) -> list[Entry]:
    """All that was refused, oldest first."""
    found: list[Entry] = []
    while True:
        after = found[-1]["id"] if found else 0
        page = (
            province.line("quantri").get("/v1/audit", refused=True, after=after, limit=500).json()
        )
        found += page["entries"]
        if not page["more"]:
            return found


def last(province: Province) -> Entry:
    return refused(province)[-1]


def told(entry: Entry) -> tuple[str, str, str]:
    return entry["account"], entry["request"], entry["refused"]


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


def test_a_forged_token_is_nobodys(province: Province) -> None:
    Line(province.base, "x" * 43).get("/v1/warehouse", owner=SECRET)

    assert told(last(province)) == ("", "GET /v1/warehouse", "sign_in_required")
    assert last(province)["unit_code"] == ""


def test_an_expired_token_is_its_officers(province: Province) -> None:
    line = sign_in(province.base, "hieu.pm")
    province.clock.ahead += timedelta(seconds=province.settings.access_token_seconds + 1)
    try:
        line.get("/v1/procedures")
    finally:
        province.clock.ahead = timedelta()

    assert told(last(province)) == ("hieu.pm", "GET /v1/procedures", "sign_in_required")


def test_another_units_dossier(province: Province, line: Line) -> None:
    content = some_pdf()
    line.upload(content)
    receipt = line.perform(an_act(content)).json()
    stranger = province.line("hai.lv")

    stranger.get(f"/v1/dossiers/{receipt['dossier_code']}/timeline")
    entry = last(province)
    assert told(entry) == ("hai.lv", "GET /v1/dossiers/{code}/timeline", "forbidden")
    assert (entry["dossier_code"], entry["unit_code"]) == (receipt["dossier_code"], "H01.31.03")

    stranger.get(f"/v1/files/{receipt['files'][0]['sha256']}")
    entry = last(province)
    assert told(entry) == ("hai.lv", "GET /v1/files/{sha256}", "not_found")
    assert entry["files"] == [receipt["files"][0]["sha256"]]


def test_acts_that_are_not_allowed(province: Province, line: Line) -> None:
    content = some_pdf()
    line.upload(content)
    receipt = line.perform(an_act(content)).json()

    line.perform(later("approve", receipt, results=[a_paper(content)]))
    entry = last(province)
    assert told(entry) == ("dao.nt", "POST /v1/acts", "role_not_allowed")
    assert (entry["act"], entry["dossier_code"]) == ("approve", receipt["dossier_code"])
    assert entry["files"] == [receipt["files"][0]["sha256"]]

    line.perform(later("return_result", receipt, way="counter", handed_to=SECRET))
    assert told(last(province)) == ("dao.nt", "POST /v1/acts", "wrong_state")

    line.perform({"kind": "approve", SECRET: SECRET})
    assert told(last(province)) == ("dao.nt", "POST /v1/acts", "invalid")

    entries = province.line("quantri").get("/v1/audit", refused=False, limit=500).json()["entries"]
    assert entries
    assert not any(each["refused"] for each in entries)


def test_too_much(province: Province, line: Line) -> None:
    line.perform(an_act(some_pdf(), provisional_code="x" * 1_100_000))
    assert told(last(province)) == ("dao.nt", "POST /v1/acts", "too_large")

    line.begin(some_pdf(), **{"Upload-Length": "7000000"})
    assert told(last(province)) == ("dao.nt", "POST /v1/uploads", "too_large")


def test_a_file_with_a_virus(start: Start) -> None:
    with running_clamd() as (url, _):
        province = start(virus_scan_url=url)
        content = some_pdf() + EICAR
        place = province.line().begin(content).headers["Location"]
        assert province.line().send(place, content, 0).json()["code"] == "infected"
        entry = last(province)
    assert told(entry) == ("dao.nt", "PATCH /v1/uploads/{upload_id}", "infected")
    assert len(entry["files"]) == 1


@pytest.mark.parametrize(
    "path",
    ["/v1/files/..%2f..%2fprovince.sqlite3", "/..%2fetc/passwd", "/v1/files/..%5cx", "/v1/x%00"],
)
def test_paths_that_lead_upwards(province: Province, line: Line, path: str) -> None:
    line.ask("GET", path)

    entry = last(province)
    assert (entry["account"], entry["refused"]) == ("dao.nt", "path_traversal")
    assert "passwd" not in json.dumps(entry)


def test_sign_ins_that_fail(province: Province) -> None:
    verifier, challenge = proof()
    query = request_of(challenge)
    enter(province.base, query, "linh.ht", "sai")
    assert told(last(province)) == ("linh.ht", "POST /oidc/authorize", "wrong_password")

    # What is no account may be the password, typed into the wrong field.
    enter(province.base, query, PASSWORD, SECRET)
    assert last(province)["account"] == ""

    code = returned(enter(province.base, query, "dao.nt", PASSWORD))["code"]
    redeem(province.base, code, verifier)
    redeem(province.base, code, verifier)
    assert told(last(province)) == ("dao.nt", "POST /oidc/token", "code_used_twice")


def test_no_secret_gets_into_it(province: Province, line: Line) -> None:
    Line(province.base, SECRET).get(f"/v1/dossiers/{SECRET}")
    line.get(f"/v1/dossiers/{SECRET}")
    line.ask(f"X{SECRET}", f"/{SECRET}", headers={"Idempotency-Key": SECRET})
    line.perform(an_act(some_pdf()), key=SECRET)
    line.get("/v1/warehouse", owner=f"{SECRET}9999")

    written = json.dumps(refused(province))
    for secret in (SECRET, line.token, line.refresh_token, PASSWORD, "Huỳnh"):
        assert secret not in written


def test_a_line_that_breaks_is_nobodys_attempt(province: Province, line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    before = refused(province)

    assert line.send(place, content[10:], 10).json()["code"] == "offset_conflict"

    assert refused(province) == before


def test_strangers_cannot_fill_the_log(start: Start) -> None:
    province = start()
    before = len(refused(province))

    def knock(turn: int) -> None:
        token, path = f"{turn}".rjust(43, "x"), f"/v1/dossiers/H01.31.02-261123-{turn:04d}"
        Line(province.base, token).get(path)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(knock, range(300)))

    entries = refused(province)[before:]
    assert sum(entry["times"] for entry in entries) == 300
    assert len(entries) <= 3
    assert {told(entry) for entry in entries} == {
        ("", "GET /v1/dossiers/{code}", "sign_in_required")
    }


def test_an_officer_who_tries_all_numbers_fills_nothing(start: Start) -> None:
    province = start()
    line = province.line("hai.lv")

    def look(turn: int) -> None:
        line.get(f"/v1/dossiers/H01.31.02-990101-{turn:04d}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(TOLD_APART + 150)))

    entries = [entry for entry in refused(province) if entry["account"] == "hai.lv"]
    assert sum(entry["times"] for entry in entries) == TOLD_APART + 150
    assert len(entries) <= TOLD_APART + 2
    assert {entry["refused"] for entry in entries} == {"not_found"}


class Rows:
    """A refusal log of its own, with a clock that a test turns."""

    def __init__(self, folder: Path) -> None:
        settings = ProvinceServerSettings(f"sqlite:///{folder / 'p.sqlite3'}", folder, "")
        self.database = Database(settings.database_url)
        self.database.make_tables()
        self.seconds = 0.0
        self.log = Refusals(self.database, vietnam_now, lambda: self.seconds)

    def close(self) -> None:
        self.database.close()

    def times(self) -> list[int]:
        with self.database.reading() as session:
            return [row.times for row in session.query(AuditRow).order_by(AuditRow.id)]


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    with closing(Rows(tmp_path)) as made:
        yield made


def test_what_goes_on_is_summed_up_more_and_more_rarely(rows: Rows) -> None:
    attempt = Attempt("forbidden", account="hai.lv")
    for _ in range(24 * 3600):
        rows.log.note(attempt)
        rows.seconds += 1
    rows.log.flush()

    assert rows.times()[0] == 1
    assert sum(rows.times()) == 24 * 3600
    assert 10 < len(rows.times()) < 40


def test_after_an_hour_attempts_are_told_apart_again(rows: Rows) -> None:
    def many() -> None:
        for number in range(3 * TOLD_APART):
            rows.log.note(Attempt("not_found", account="hai.lv", dossier_code=f"{number}"))

    many()
    rows.log.flush()
    assert len(rows.times()) == TOLD_APART + 2
    rows.seconds += 3601
    many()
    rows.log.flush()
    assert sum(rows.times()) == 6 * TOLD_APART
    assert TOLD_APART + 2 < len(rows.times()) <= 2 * (TOLD_APART + 3)


def test_nothing_is_kept_in_memory_for_ever(rows: Rows) -> None:
    for number in range(50):
        rows.log.note(Attempt("not_found", account=f"can-bo-{number}"))
    rows.seconds += FIRST_WAIT + 3601
    rows.log.note(Attempt("not_found"))

    assert len(rows.log._known) == 1
    assert len(rows.log._hours) == 1
