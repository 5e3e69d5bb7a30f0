"""Three processes serve one province: no request depends on which of them answers."""

import hashlib
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
import requests
from sqlalchemy import make_url

from sync.reference_province import ProvinceServerSettings, serve
from tests.reference_province.many_workers import WorkerLine, one_line_each, running_workers
from tests.reference_province.province_line import (
    PASSWORD,
    Line,
    an_act,
    enter,
    proof,
    request_of,
    sha256,
    sign_in,
    some_pdf,
)
from tests.reference_province.provinces import POSTGRES, postgres_schema
from tests.reference_province.s3_server import running_s3
from tests.reference_province.torn_lines import OpenPatch, wait_until

pytestmark = pytest.mark.skipif(not POSTGRES, reason="QUAY_TEST_POSTGRES names no PostgreSQL")

Three = list[WorkerLine]


@pytest.fixture(scope="module", params=["folder", "s3"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, psutil.Process]]:
    folder = tmp_path_factory.mktemp("workers")
    with postgres_schema() as url:
        if request.param == "folder":
            with running_workers(url, folder) as found:
                yield found
        else:
            with running_s3(folder) as s3, running_workers(url, folder, files_url=s3.url) as found:
                yield found


@pytest.fixture
def three(running: tuple[str, psutil.Process]) -> Iterator[Three]:
    base, above = running
    with one_line_each(base, above, sign_in(base, "dao.nt").token) as lines:
        yield lines


def test_chunks_of_one_upload_go_to_different_workers(three: Three) -> None:
    content = some_pdf(2_100_000)
    place = three[0].begin(content).headers["Location"]
    for turn, start in enumerate(range(0, len(content), 300_000)):
        line = three[turn % 3]
        assert line.offset(place) == start
        assert line.send(place, content[start : start + 300_000], start).status_code == 204

    assert {line.get(f"{place}/receipt").json()["sha256"] for line in three} == {sha256(content)}
    assert all(line.get(f"/v1/files/{sha256(content)}").content == content for line in three)


def test_one_act_by_all_workers_at_once_is_one_dossier(three: Three) -> None:
    content = some_pdf()
    three[0].upload(content)
    act, key = an_act(content), "k" + sha256(content)[:31]

    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda line: line.perform(act, key), three))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert three[1].get("/v1/dossiers", q=act["dossier_id"]).json()["total"] == 1


def test_one_writer_among_all_workers(three: Three) -> None:
    content = some_pdf(1_000_000)
    place = three[0].begin(content).headers["Location"]
    with OpenPatch(three[0], place, offset=0, length=len(content)) as patch:
        patch.send(content[:1000])
        wait_until(lambda: _somebody_writes_to(place))

        assert three[1].send(place, b"", 0).status_code == 423
        assert three[2].send(place, b"", 0).json()["code"] == "upload_busy"
        patch.send(content[1000:])
        assert " 204 " in patch.answer()
    assert three[2].get(f"{place}/receipt").status_code == 200


def test_all_workers_sign_with_one_key(three: Three) -> None:
    keys = [line.session.get(f"{line.base}/oidc/jwks", timeout=20).content for line in three]

    assert len(set(keys)) == 1


def test_a_killed_worker_holds_nobody_up(running: tuple[str, psutil.Process], three: Three) -> None:
    base, above = running
    content = some_pdf(3_000_000)
    place = three[0].begin(content).headers["Location"]
    three[0].send(place, content[:1_000_000], 0)
    patch = OpenPatch(three[0], place, offset=1_000_000, length=2_000_000)
    with patch:
        patch.send(content[1_000_000:1_500_000])
        wait_until(lambda: _somebody_writes_to(place))
        for child in above.children():
            if child.pid in {line.worker for line in three}:
                child.send_signal(signal.SIGKILL)

    line = Line(base, three[0].token)
    wait_until(lambda: _goes_on(line, place, content))
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_requests_are_counted_together(tmp_path: Path) -> None:
    with (
        postgres_schema() as url,
        running_workers(url, tmp_path, requests_per_minute=30) as (base, above),
    ):
        token = sign_in(base, "dao.nt").token
        with one_line_each(base, above, token) as three:
            answers = [three[turn % 3].get("/v1/me").status_code for turn in range(60)]

    assert 30 <= answers.count(200) <= 35, "some fill up again meanwhile"
    assert answers.count(200) + answers.count(429) == 60


def test_wrong_passwords_are_counted_together(running: tuple[str, psutil.Process]) -> None:
    base, _ = running
    _, challenge = proof()
    answers = [enter(base, request_of(challenge), "hai.lv", "sai").status_code for _ in range(7)]

    assert answers == [401] * 5 + [429] * 2
    assert enter(base, request_of(challenge), "hai.lv", PASSWORD).status_code == 429


def test_sqlite_belongs_to_one_process(tmp_path: Path) -> None:
    settings = ProvinceServerSettings(
        f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path / "files", "http://127.0.0.1:1", workers=2
    )

    with pytest.raises(ValueError, match="PostgreSQL"):
        serve(settings, port=0)


def _somebody_writes_to(place: str) -> bool:
    """Asked of the database: a request that asks would be a writer itself. Other provinces, of
    other tests too, have their locks there as well."""
    digest = hashlib.sha256(place.rpartition("/")[2].encode()).digest()
    high, low = (int.from_bytes(digest[start : start + 4], "big") for start in (0, 4))
    address = make_url(POSTGRES).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        locks = connection.execute(
            "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE datname = current_database() AND locktype = 'advisory' AND granted "
            "AND classid = %s AND objid = %s AND objsubid = 1",
            (high, low),
        )
        return locks.fetchone() is not None


def _goes_on(line: Line, place: str, content: bytes) -> bool:
    try:
        offset = line.offset(place)
        return line.send(place, content[offset:], offset).status_code == 204
    except (requests.RequestException, KeyError):
        return False
