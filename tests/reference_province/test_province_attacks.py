"""What somebody with bad intentions sends, with an account and without."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from sync.reference_province import attempts
from sync.reference_province.database import WrongPasswords
from sync.reference_province.engine import Database
from tests.reference_province.province_line import (
    PASSWORD,
    TUS,
    Line,
    a_paper,
    an_act,
    enter,
    later,
    metadata,
    proof,
    request_of,
    sha256,
    some_pdf,
)
from tests.reference_province.provinces import Province

Start = Callable[..., Province]
STRANGERS = ("hai.lv", "linh.ht", "son.nv")
"""Of another commune and of a department, one of them a leader."""
CITIZEN = "089091123456"


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


def received(line: Line) -> tuple[dict[str, Any], bytes]:
    content = some_pdf()
    line.upload(content)
    answer = line.perform(an_act(content))
    assert answer.status_code == 200, answer.text
    return dict(answer.json()), content


# Another unit's data


@pytest.mark.parametrize("account", STRANGERS)
def test_nothing_of_a_unit_is_another_units(province: Province, line: Line, account: str) -> None:
    receipt, content = received(line)
    code, name = receipt["dossier_code"], sha256(content)
    place = line.begin(content).headers["Location"]
    stranger = province.line(account)

    asked = {
        f"/v1/dossiers/{code}": 403,
        f"/v1/dossiers/{code}/timeline": 403,
        f"/v1/dossiers/{receipt['dossier_id']}/receipt": 404,
        f"/v1/dossiers/{receipt['dossier_id']}": 404,
        f"/v1/files/{name}": 404,
        f"{place}/receipt": 403,
        "/v1/statistics?from=2026-01-01&to=2026-12-31&unit=H01.31.02": 403,
        "/v1/payments?unit=H01.31.02": 403,
        "/v1/dossiers?unit=H01.31.02": 403,
        "/v1/audit?unit=H01.31.02": 403,
        "/v1/audit": 403,
    }
    for path, status in asked.items():
        assert stranger.get(path).status_code == status, path
    assert stranger.ask("HEAD", place, headers=TUS).status_code == 403
    assert stranger.send(place, content, 0).status_code == 403
    assert stranger.ask("DELETE", place, headers=TUS).status_code == 403
    for path in ("/v1/dossiers", "/v1/changes", "/v1/officers", "/v1/payments"):
        assert code not in stranger.get(path).text
        assert "dao.nt" not in stranger.get(path).text
    for act in (
        later("give_opinion", receipt, opinion="x"),
        later("give_opinion", {"dossier_code": ""}, dossier_id=receipt["dossier_id"], opinion="x"),
        later("give_opinion", receipt, opinion="x", unit_code="H01.31.02"),
        later("give_opinion", receipt, opinion="x", account="dao.nt"),
    ):
        assert stranger.perform(act).status_code in (403, 404)
    assert line.get(f"/v1/dossiers/{code}").json()["dossier"]["version"] == 1


def test_knowing_a_hash_gives_nobody_the_file(province: Province, line: Line) -> None:
    """The province stores a file once, and believes no unit that it has it."""
    _, content = received(line)
    stranger = province.line("hai.lv")
    place = stranger.begin(content).headers["Location"]

    assert stranger.offset(place) == 0
    assert stranger.ask("GET", f"{place}/receipt").json()["code"] == "upload_unfinished"
    assert stranger.perform(an_act(content)).json()["code"] == "missing_files"
    assert stranger.get(f"/v1/files/{sha256(content)}").status_code == 404
    assert stranger.ask("DELETE", place, headers=TUS).status_code == 204
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_anothers_key_is_worth_nothing(province: Province, line: Line) -> None:
    content = some_pdf()
    line.upload(content)
    act, key = an_act(content), secrets.token_hex(16)
    first = line.perform(act, key).json()

    colleague = province.line("hieu.pm")
    assert colleague.perform(act, key).json() == first, "whoever of the unit repeats it"
    assert colleague.perform(an_act(content), key).json()["code"] == "conflict"
    stranger = province.line("hai.lv")
    assert stranger.perform(act, key).json()["code"] == "missing_files"
    stranger.upload(content)
    theirs = stranger.perform(act, key).json()
    assert theirs["dossier_code"].startswith("H01.31.03-")


def test_nobody_plays_where_no_play_is(province: Province) -> None:
    for path in (f"/v1/play/citizens/{CITIZEN}/papers", "/v1/play/payments/x"):
        assert requests.get(province.base + path, timeout=5).status_code == 404
    assert requests.post(f"{province.base}/v1/play/dossiers", json={}, timeout=5).status_code == 404


# Numbers and times out of every bound


HUGE = 2**70


@pytest.mark.parametrize(
    "changed",
    [
        {"expected_version": HUGE},
        {"expected_version": -1},
        {"expected_version": 0},
        {"expected_version": 1e300},
        {"acted_at": "0001-01-01T00:00:00+14:00"},
        {"acted_at": "9999-12-31T23:59:59-12:00"},
        {"acted_at": "2026-11-27T00:00:00"},
        {"opinion": "x" * 4001},
        {"opinion": "nửa ký tự \ud800"},
        {"dossier_code": "x" * 61},
        {"dossier_code": {"$ne": ""}},
        {"dossier_id": "' OR 1=1 --"},
    ],
)
def test_acts_out_of_every_bound(line: Line, changed: dict[str, Any]) -> None:
    receipt, _ = received(line)

    refused = line.perform({**later("give_opinion", receipt, opinion="x"), **changed})

    assert refused.status_code == 422, refused.text


@pytest.mark.parametrize("field", ["pages", "bytes"])
@pytest.mark.parametrize("number", [HUGE, 2**31, 0, -1, 0.5])
def test_papers_out_of_every_bound(line: Line, field: str, number: float) -> None:
    content = some_pdf()
    line.upload(content)

    refused = line.perform(an_act(content, papers=[a_paper(content, **{field: number})]))

    assert refused.status_code == 422, refused.text


@pytest.mark.parametrize("amount", [HUGE, 2**53 + 2, -1])
def test_fees_out_of_every_bound(line: Line, amount: int) -> None:
    content = some_pdf()
    line.upload(content)
    fee = {"name": "Phí", "quantity": 1, "amount": amount}

    assert line.perform(an_act(content, fees=[fee])).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar(line: Line, day: str) -> None:
    for path in ("/v1/dossiers?received_from={}", "/v1/dossiers?received_to={}",
                 "/v1/payments?from={}", "/v1/payments?to={}",
                 "/v1/statistics?from={0}&to={0}"):  # fmt: skip
        assert line.get(path.format(day)).status_code == 200, path


@pytest.mark.parametrize("due", ["9999-12-31T23:59:59-12:00", "2040-01-01T00:00:00+07:00"])
def test_no_promise_is_for_ever(line: Line, due: str) -> None:
    """Else an officer's dossiers are never late."""
    receipt, content = received(line)
    line.perform(later("request_supplement", receipt, reason="Thiếu giấy tờ"))

    supplement = later("receive_supplement", receipt, papers=[a_paper(content)], due_at=due)
    refused = line.perform(supplement)

    assert (refused.status_code, refused.json().get("field")) == (422, "due_at")


@pytest.mark.parametrize(
    "number", ["-1", "9223372036854775808", "0", "1e3", "0x10", "+5", "5.0", "5,5", "", "٣"]
)
def test_lengths_that_lie(line: Line, number: str) -> None:
    content = some_pdf()
    header = {"Upload-Length": number.encode("utf-8").decode("latin-1")}

    refused = line.begin(content, **header)

    assert refused.status_code in (413, 422), refused.text


@pytest.mark.parametrize("number", ["-1", "9223372036854775808", "1e3", "", "4001"])
def test_offsets_that_lie(line: Line, number: str) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]

    refused = line.send(place, content, 0, **{"Upload-Offset": number})

    assert refused.status_code in (409, 413, 422)
    assert line.offset(place) == 0


def test_more_bytes_than_announced_are_not_kept(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]

    assert line.send(place, content + b"x", 0).status_code == 413
    assert line.ask(
        "PATCH", place, data=iter([content, b"x"]),
        headers={**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
    ).status_code == 413  # fmt: skip
    assert line.offset(place) == 0


# Texts


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"kind":' * 50_000,
        b'{"kind": "give_opinion", "expected_version": ' + b"9" * 10_000 + b"}",
        b'{"kind": "give_opinion", "kind": "approve"}',
        b'{"kind": NaN}',
        b'{"\\ud800": 1}',
    ],
)
def test_json_that_hurts(line: Line, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k" * 32}

    refused = line.ask("POST", "/v1/acts", data=body, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "name", ["x\r\nSet-Cookie: a=b", "../../etc/passwd", "a" * 300, "\u202e", "'"]
)
def test_names_of_files_lead_nowhere(line: Line, name: str) -> None:
    content = some_pdf()
    told = metadata(sha256=sha256(content), filename=name)

    place = line.begin(content, **{"Upload-Metadata": told})

    assert place.status_code == 201
    assert "Set-Cookie" not in place.headers
    assert line.send(place.headers["Location"], content, 0).status_code == 204
    assert line.get(f"/v1/files/{sha256(content)}").content == content


@pytest.mark.parametrize("name", ["{}\n", "{}/../x", "../{}", "{}\0", "{} ", "A{}"])
def test_hashes_are_hashes(line: Line, name: str) -> None:
    content = some_pdf()
    told = metadata(sha256=name.format(sha256(content)), filename="Tờ khai.pdf")

    refused = line.begin(content, **{"Upload-Metadata": told})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


# The warehouse


def test_own_codes_are_the_provinces_to_give(line: Line, province: Province) -> None:
    receipt, content = received(line)
    fields = {
        "sha256": sha256(content), "saved_as": "component", "title": "Giấy tờ",
        "valid_from": "2026-11-01", "owner_name": "Huỳnh Đức Thắng", "owner_number": CITIZEN,
    }  # fmt: skip
    made_up = later("save_to_warehouse", receipt, **fields, paper_code="KQ.H01.999999")
    assert line.perform(made_up).json()["field"] == "paper_code"
    codes = []
    for _ in range(2):
        other, content = received(line)
        fields["sha256"] = sha256(content)
        codes.append(line.perform(later("save_to_warehouse", other, **fields)).json())

    given = [each["warehouse_code"] for each in codes]
    assert len(set(given)) == 2
    assert all(len(code) == len("KQ.H01.000001") for code in given)


def test_a_refused_act_gives_the_unit_no_file(province: Province, line: Line) -> None:
    """Looking allows to fetch for a day; only an act that is carried out makes the file ours."""
    receipt, content = received(line)
    item = line.perform(
        later(
            "save_to_warehouse", receipt, sha256=sha256(content), saved_as="component",
            title="Giấy tờ", valid_from="2026-11-01", owner_name="Huỳnh Đức Thắng",
            owner_number=CITIZEN,
        )
    ).json()["warehouse_item"]  # fmt: skip
    stranger = province.line("hai.lv")
    stranger.get("/v1/warehouse", owner=CITIZEN)
    theirs, _ = received(stranger)
    reused = a_paper(content, reused_from=item)
    wrong = later("return_result", theirs, way="counter", handed_to="x", receipt=reused)
    assert stranger.perform(wrong).json()["code"] == "wrong_state"

    province.clock.ahead = timedelta(minutes=14)
    try:
        with_look = stranger.get(f"/v1/files/{sha256(content)}").status_code
        _forget_looks(province)
        without = stranger.get(f"/v1/files/{sha256(content)}").status_code
    finally:
        province.clock.ahead = timedelta()
    assert (with_look, without) == (200, 404)


def _forget_looks(province: Province) -> None:
    from sqlalchemy import text

    database = Database(province.settings.database_url)
    with database.writing() as session:
        session.execute(text("DELETE FROM warehouse_looks"))
    database.close()


# Signing in


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1.evil.example/x",
        "http://127.0.0.1@evil.example/x",
        "http://evil.example/127.0.0.1",
        "http://127.0.0.1\\@evil.example/x",
        "http://127.0.0.1:80\\evil.example/x",
        "https://127.0.0.1:1/x",
        "http://localhost:1/x",
        "http://[::1]:1/x",
        "http://0177.0.0.1:1/x",
        "http://2130706433:1/x",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:1/x#fragment",
        "//127.0.0.1:1/x",
        "javascript:alert(1)//127.0.0.1",
        " http://127.0.0.1:1/x",
        "http://127.0.0.1:1/x\r\nSet-Cookie: a=b",
        "ht\ttp://127.0.0.1:1/x",
        "",
    ],
)
def test_codes_go_to_this_machine_only(province: Province, address: str) -> None:
    query = request_of(proof()[1], redirect_uri=address)

    answer = enter(province.base, query, "dao.nt", PASSWORD)

    assert (answer.status_code, answer.headers.get("Location")) == (400, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge_method": ""},
        {"code_challenge": ""},
        {"code_challenge": "x" * 42},
        {"code_challenge": "x" * 44},
        {"code_challenge": "x" * 43 + "\n"},
        {"response_type": "token"},
        {"response_type": "code token"},
        {"scope": "email"},
    ],
)
def test_no_sign_in_without_its_proof(province: Province, changed: dict[str, str]) -> None:
    query = request_of(proof()[1]) | changed

    answer = enter(province.base, query, "dao.nt", PASSWORD)

    assert "code=" not in answer.headers.get("Location", "")


def test_made_up_names_do_not_fill_a_table(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_NAMES", 5)
    monkeypatch.setattr("sync.reference_province.sign_in.password_matches", lambda *_: False)
    province = start()
    query = request_of(proof()[1])
    for _ in range(5):
        enter(province.base, query, "dao.nt", "sai")
    for number in range(20):
        assert enter(province.base, query, f"ai-do-{number}", "sai").status_code == 401

    database = Database(province.settings.database_url)
    with database.reading() as session:
        names = {row.account for row in session.query(WrongPasswords)}
    database.close()
    assert len(names) <= 6
    assert "dao.nt" in names, "an account's own count stays"
    assert enter(province.base, query, "dao.nt", PASSWORD).status_code == 429


def test_the_page_of_the_province_cannot_be_written_on(province: Province) -> None:
    query = request_of(proof()[1], state='"><script>alert(1)</script>')

    page = enter(province.base, query, '"><script>', "sai")

    assert page.status_code == 401
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
