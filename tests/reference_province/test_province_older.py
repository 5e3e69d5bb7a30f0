"""A province that an older version made goes on with a newer one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.reference_province.province_line import an_act, later, some_pdf
from tests.reference_province.provinces import running

LATER_COLUMNS = {
    "units": ("kind", "parent", "audit_hash", "audit_count"),
    "refresh_tokens": ("superseded",),
    "dossiers": (
        "version",
        "filed",
        "finished_at",
        "outcome",
        "result_step",
        "result_number",
    ),
    "papers": ("part", "reused"),
    "acts": ("kind",),
    "changes": ("act",),
}
LATER_TABLES = (
    "timeline",
    "audit",
    "refusal_chain",
    "issued_numbers",
    "warehouse_looks",
    "warehouse",
    "payments",
    "rate_buckets",
    "signing_keys",
)


def test_a_database_without_the_later_columns_is_completed(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'province.sqlite3'}", tmp_path / "province.sqlite3"
    content = some_pdf()
    with running(url, tmp_path) as province:
        province.line().upload(content)
        before = province.line().perform(an_act(content), "k" * 32).json()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DROP INDEX dossiers_by_state")
        for table in LATER_TABLES:
            database.execute(f"DROP TABLE {table}")
        for table, columns in LATER_COLUMNS.items():
            for column in columns:
                database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")

    with running(url, tmp_path) as province:
        line = province.line()
        detail = line.get(f"/v1/dossiers/{before['dossier_code']}").json()
        assert (detail["dossier"]["version"], detail["dossier"]["filed"]) == (1, "counter")
        assert len(detail["papers"]) == 1
        answer = line.perform(later("cancel", before, reason="Người nộp rút hồ sơ"))
        assert answer.json()["version"] == 2
        found = line.get(f"/v1/dossiers/{before['dossier_id']}/receipt").json()
        assert found["dossier_code"] == before["dossier_code"]
    with closing(sqlite3.connect(file)) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert "dossiers_by_state" in names
