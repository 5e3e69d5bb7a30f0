"""``quay province verify-audit``: the province's own log, whole and not."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.reference_province.province_line import an_act, later, some_pdf
from tests.reference_province.provinces import running


def test_the_provinces_log_is_looked_at(run, tmp_path: Path) -> None:
    file = tmp_path / "province.sqlite3"
    with running(f"sqlite:///{file}", tmp_path) as province:
        content = some_pdf()
        province.line().upload(content)
        receipt = province.line().perform(an_act(content)).json()
        province.line().perform(later("approve", receipt, results=[]))
        # While it serves, too.
        done = run("province", "verify-audit", "--folder", str(tmp_path), "--json")
    assert (done.status, done.said["faults"]) == (0, []), done.said
    assert done.said["entries"] == 2
    assert set(done.said["ends"]) == {"H01.31.02", "refused"}

    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM audit WHERE refused != ''")
        database.execute("UPDATE audit SET account = 'vuong.tq'")
    done = run("province", "verify-audit", "--folder", str(tmp_path), "--json")
    assert done.status == 1
    assert done.said["faults"] == [
        {"chain": "H01.31.02", "entry": 1},
        {"chain": "refused", "entry": None},
    ]
