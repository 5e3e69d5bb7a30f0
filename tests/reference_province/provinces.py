"""A seeded province with an adjustable clock, on SQLite or PostgreSQL."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from sync.reference_province import ProvinceServerSettings, running_province, seed
from sync.reference_province.seed import standard_officers
from tests.reference_province.province_line import PASSWORD, AdjustableClock, Line, sign_in

POSTGRES = os.environ.get("QUAY_TEST_POSTGRES", "")
"""``postgresql+psycopg://…`` of a database in which schemas may be made; empty for none."""


@dataclass
class Province:
    base: str
    settings: ProvinceServerSettings
    clock: AdjustableClock
    lines: dict[str, Line] = field(default_factory=dict)

    def line(self, account: str = "dao.nt") -> Line:
        """The officer's line, signed in once."""
        if account not in self.lines:
            self.lines[account] = sign_in(self.base, account)
        return self.lines[account]


@contextmanager
def running(url: str, folder: Path, **changed: Any) -> Iterator[Province]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = ProvinceServerSettings(
        database_url=url, files_folder=folder / "files", public_url=f"http://127.0.0.1:{port}"
    )
    settings = replace(settings, **changed)
    seed(settings, officers=standard_officers(PASSWORD))
    clock = AdjustableClock()
    with running_province(settings, port, clock=clock) as base:
        yield Province(base, settings, clock)


@contextmanager
def postgres_schema() -> Iterator[str]:
    """The address of an empty schema that is dropped afterwards."""
    url, name = make_url(POSTGRES), f"test_{secrets.token_hex(6)}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        try:
            there = url.update_query_dict({"options": f"-csearch_path={name}"})
            yield there.render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE")
