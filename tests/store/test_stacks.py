"""Pages of a profile from before stacks were split are found in the folder of their batch."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.domain.scan import BatchId
from app.store.migration import upgrade
from app.store.store import Store

OLD = BatchId("a" * 32)


def test_old_pages_lie_in_the_folder_of_their_batch(tmp_path: Path) -> None:
    database = tmp_path / "quay.sqlite3"
    upgrade(database, "0007")
    with closing(sqlite3.connect(database)) as old:
        old.execute(
            "INSERT INTO scan_batches (id, source, state, started_at, dossier_id, component_id)"
            f" VALUES ('{OLD}', '', 'open', '2026-01-01T00:00:00.000000+00:00', '', '')"
        )
        old.execute(
            "INSERT INTO scan_pages (id, batch_id, position, file, width_px, height_px, dpi,"
            f" rotation, removed) VALUES ('p', '{OLD}', 1, 'page-0001.jpg', 9, 9, 200, 0, 0)"
        )
        old.commit()
    store = Store(database, tmp_path)
    with store.read() as work:
        (batch,) = work.scans.open_batches()
        assert work.scans.known_files(OLD) == {"page-0001.jpg"}
    assert [page.folder for page in batch.pages] == [OLD]
    assert (batch.split_from, batch.stack) == (None, OLD)
    store.close()
