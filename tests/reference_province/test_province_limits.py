"""What a province refuses before it looks at it, and what it says when something breaks."""

import logging
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.errors import AppError, Code
from sync.courier import NEWS_SECONDS
from sync.reference_province import ProvinceServerSettings, running_province
from sync.reference_province.database import Account
from sync.reference_province.engine import Database
from sync.reference_province.server_config import server_config
from sync.reference_province.sign_in import AT_ONCE
from tests.reference_province.province_line import (
    PASSWORD,
    an_act,
    enter,
    proof,
    request_of,
    sign_in,
    some_pdf,
)
from tests.reference_province.provinces import Province

Start = Callable[..., Province]


def test_an_account_makes_so_many_requests_a_minute(start: Start) -> None:
    province = start(requests_per_minute=12)
    line = province.line()
    answers = [line.get("/v1/me") for _ in range(16)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.status_code for answer in answers[:12]] == [200] * 12
    assert refused
    assert refused[0].json()["code"] == "too_many_requests"
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert province.line("vuong.tq").get("/v1/me").status_code == 200


def test_large_bodies_are_refused_unread(province: Province) -> None:
    act = an_act(some_pdf(), provisional_code="x" * 1_100_000)
    refused = province.line().perform(act)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")

    with_no_length = province.line().ask("POST", "/v1/acts", data=iter([b"{}"]))
    assert (with_no_length.status_code, with_no_length.json()["code"]) == (411, "length_required")


def test_a_body_that_never_comes_is_not_waited_for(start: Start) -> None:
    """Nobody signed in for it: connections could be held by the thousand."""
    host = urlsplit(start(idle_upload_seconds=0.2).base)
    for path in ("/v1/acts", "/oidc/token"):
        with socket.create_connection((host.hostname, host.port), timeout=10) as line:
            line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n".encode())
            line.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\nx=")
            assert b" 408 " in line.recv(1000).splitlines()[0]
            while line.recv(1000):
                pass  # until the province hangs up


def test_many_who_sign_in_hold_nobody_else_up(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at a password takes its time and memory: a few at once, and not where others work."""
    province, let_go, at_once = start(), threading.Event(), []

    def slow(*_: str) -> bool:
        at_once.append(threading.current_thread().name)
        let_go.wait(30)
        return False

    monkeypatch.setattr("sync.reference_province.sign_in.password_matches", slow)
    query = request_of(proof()[1])
    with ThreadPoolExecutor(60) as threads:
        try:
            for number in range(60):
                threads.submit(enter, province.base, query, f"ai-do-{number}", "x")
            deadline = time.monotonic() + 20
            while len(at_once) < 2 and time.monotonic() < deadline:
                time.sleep(0.05)
            assert requests.get(f"{province.base}/v1/health", timeout=10).status_code == 200
            assert len(at_once) <= AT_ONCE
        finally:
            let_go.set()
            monkeypatch.setattr(
                "sync.reference_province.sign_in.password_matches", lambda *_: False
            )


def test_endless_headers_are_refused(province: Province) -> None:
    host = urlsplit(province.base)
    with socket.create_connection((host.hostname, host.port), timeout=10) as line:
        line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n")
        line.sendall(b"X-Much: " + b"x" * 40_000)
        assert b" 400 " in line.recv(1000).splitlines()[0]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"{}"])
def test_unreadable_acts_are_refused(province: Province, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k" * 32}
    refused = province.line().ask("POST", "/v1/acts", data=body, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/v1/../../etc/passwd", 404, "not_found"),
        ("GET", "/v1/files/..%2f..%2fprovince.sqlite3", 404, "not_found"),
        ("DELETE", "/v1/acts", 405, "method_not_allowed"),
        ("POST", "/v1/me", 405, "method_not_allowed"),
    ],
)
def test_strange_requests_are_problems_too(
    province: Province, method: str, path: str, status: int, code: str
) -> None:
    refused = province.line().ask(method, path)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["type"] == f"urn:quay-mot-cua:problem:{code}"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert "server" not in refused.headers


def test_a_fault_is_told_by_a_reference_alone(
    start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line = start().line()
    with closing(sqlite3.connect(tmp_path / "province.sqlite3")) as database, database:
        database.execute("""UPDATE procedures SET published = '{"code": "hỏng"}'""")

    broken = line.get("/v1/procedures")

    assert (broken.status_code, broken.json()["code"]) == (500, "unexpected")
    assert "Traceback" not in broken.text
    reference = broken.json()["title"].rpartition(": ")[2].rstrip(".")
    assert f"reference {reference}" in caplog.text
    assert line.get("/v1/me").status_code == 200


def test_a_missing_table_is_a_reason_to_come_back(start: Start, tmp_path: Path) -> None:
    line = start().line()
    with closing(sqlite3.connect(tmp_path / "province.sqlite3")) as database, database:
        database.execute("DROP TABLE changes")

    refused = line.get("/v1/changes")

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert refused.headers["Retry-After"] == "5"


def test_the_log_holds_no_personal_data(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    province = start()
    line = sign_in(province.base, "dao.nt")
    content = some_pdf()
    line.upload(content)
    act = an_act(content)
    line.perform(act)
    line.perform(act | {"kind": "x"})
    line.get("/v1/dossiers", q="Huỳnh Đức Thắng")

    # The line about a request is written when its answer is already on its way.
    deadline = time.monotonic() + 10
    while "GET /v1/dossiers 200" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")
    )
    assert "GET /v1/dossiers 200" in said
    assert "POST /oidc/authorize 303" in said
    secrets = (PASSWORD, line.token, line.refresh_token)
    personal = ("Huỳnh", "089091123456", "dao.nt", act["dossier_id"])
    for unwanted in (*secrets, *personal):
        assert unwanted not in said


def test_database_errors_do_not_repeat_what_was_asked(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    with pytest.raises(OperationalError) as refusal, database.reading() as session:
        session.execute(select(Account).where(Account.identity_number == "089091123456"))
    database.close()

    assert "089091123456" not in str(refusal.value)


def test_a_folder_belongs_to_one_server(start: Start, free_port: Callable[[], int]) -> None:
    province = start()

    with (
        pytest.raises(AppError) as refusal,
        running_province(province.settings, free_port()),
    ):
        pytest.fail("two servers on one folder")
    assert refusal.value.code is Code.PROFILE_IN_USE


def test_a_province_without_its_database_does_not_start(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    (tmp_path / "province.sqlite3").write_bytes(b"no database at all" * 100)
    url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
    settings = ProvinceServerSettings(url, tmp_path / "files", "http://127.0.0.1:1")

    with (
        pytest.raises(RuntimeError, match="did not start"),
        running_province(settings, free_port()),
    ):
        pytest.fail("it started")


def test_a_taken_port_is_told(start: Start, tmp_path: Path) -> None:
    province = start()
    port = urlsplit(province.base).port
    assert port
    settings = replace(province.settings, files_folder=tmp_path / "other")

    with pytest.raises(AppError) as refusal, running_province(settings, port):
        pytest.fail("two servers on one port")
    assert (refusal.value.code, refusal.value.facts) == (Code.PORT_TAKEN, {"port": port})


def test_the_sign_in_page_needs_nothing_from_elsewhere(province: Province) -> None:
    page = requests.get(f"{province.base}/oidc/authorize", timeout=5)

    assert page.status_code == 400
    assert "http" not in page.text


def test_a_silent_counter_keeps_its_connection_until_it_asks_for_news() -> None:
    assert server_config("").timeout_keep_alive > NEWS_SECONDS
