"""Says whether the tests of this folder ran on PostgreSQL too."""

import psycopg
import pytest
from sqlalchemy import make_url

from tests.reference_province.provinces import POSTGRES


@pytest.mark.skipif(not POSTGRES, reason="QUAY_TEST_POSTGRES names no PostgreSQL")
def test_the_core_tests_run_on_postgresql() -> None:
    address = make_url(POSTGRES).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        assert connection.info.server_version >= 130_000
