"""What a database or a check says of a row stays out of the province's log, trace and all."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.reference_province.many_workers import running_workers
from tests.reference_province.province_line import Line, an_act, sign_in, some_pdf
from tests.reference_province.provinces import POSTGRES, postgres_schema, running

pytestmark = pytest.mark.skipif(not POSTGRES, reason="QUAY_TEST_POSTGRES names no PostgreSQL")

NUMBER, NAME = "089091123456", "Huỳnh Đức Thắng"


def test_a_row_that_breaks_a_constraint_is_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres_schema() as url, running(url, tmp_path) as province:
        _receive_the_same_person_twice(province.line(), url)

    assert "unexpected, reference" in caplog.text
    assert "IntegrityError" in caplog.text, "of which kind it was is told"
    assert "receiving.py" in caplog.text, "and where"
    _assert_nobody_is_named(caplog.text)


def test_nor_where_a_refusal_cannot_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres_schema() as url, running(url, tmp_path) as province:
        _run(url, "CREATE UNIQUE INDEX once ON audit (account)")
        for code in ("H01.1-261127-1", "H01.1-261127-2"):
            assert province.line().get(f"/v1/dossiers/{code}").status_code == 404

    assert "not written" in caplog.text
    assert "dao.nt" not in caplog.text


def test_nor_by_one_of_several_workers(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with postgres_schema() as url, running_workers(url, tmp_path) as (base, _):
        _receive_the_same_person_twice(sign_in(base, "dao.nt"), url)

    said = capfd.readouterr().err
    assert "unexpected, reference" in said
    assert "IntegrityError" in said
    _assert_nobody_is_named(said)


def _receive_the_same_person_twice(line: Line, url: str) -> None:
    who = "(applicant ->> 'identity_number'), (applicant ->> 'full_name')"
    _run(url, f"CREATE UNIQUE INDEX once ON dossiers ({who})")
    for status in (200, 500):
        content = some_pdf()
        line.upload(content)
        act = an_act(content)
        assert line.perform(act).status_code == status


def _assert_nobody_is_named(said: str) -> None:
    for unwanted in (NUMBER, NAME):
        assert unwanted not in said


def _run(url: str, statement: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)
