"""Papers archived by a program that did not keep when they end are looked at once."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.store.migration import upgrade
from app.store.resealing import PLAIN
from app.store.store import Store
from tests.keys import KEYS


def test_archived_papers_fall_due_once(tmp_path: Path) -> None:
    database = tmp_path / "quay.sqlite3"
    upgrade(database, "0002", PLAIN)
    with closing(sqlite3.connect(database)) as old:
        old.execute(
            "INSERT INTO dossiers (id, provisional_code, code, state, procedure_code,"
            " procedure_name, case_code, full_name, identity_number, gender, address, phone, email,"
            " organization, fees, return_way, handled_by, refusal, created_at, search)"
            " VALUES ('d','p','','draft','1','n','','','','unknown','','','','','[]','counter','',"
            "'','2026-01-01T00:00:00.000000+00:00','')"
        )
        for name, level in (("archived", "B-LTA"), ("stamped", "B-T"), ("goal", "B-B")):
            old.execute(
                "INSERT INTO papers (id, dossier_id, component_id, title, state, pages, dpi,"
                " original_sha256, original_bytes, signed_sha256, signed_bytes, signature,"
                " created_at) VALUES (?,'d','','t','signed',1,200,'a',1,'b',2,?,"
                "'2026-01-01T00:00:00.000000+00:00')",
                (name, json.dumps({"level": level})),
            )
        old.execute(
            "INSERT INTO level_goals VALUES ('goal','d','B-LTA','timestamp_unreachable','{}',1,"
            "'2199-01-01T00:00:00.000000+00:00','',0,'')"
        )
        old.commit()
    store, now = Store(database, tmp_path, KEYS), datetime.now(UTC) + timedelta(seconds=1)
    with store.read() as work:
        due = work.level_goals.due(now, renew_before=timedelta(days=90))
        assert [(each.paper_id, each.wanted, each.reason) for each in due] == [
            ("archived", "B-LTA", "")
        ]
        assert work.level_goals.archived() == ()
    store.close()
