"""Batches are cut and joined, and no page is lost; old pages are found where they lie."""

import sqlite3
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.scan import BatchId, BatchState, ScanBatch
from app.errors import AppError, Code
from app.store.migration import upgrade
from app.store.resealing import PLAIN
from app.store.store import Store, Work
from tests.keys import KEYS
from tests.store.conftest import NOW

OLD = BatchId("a" * 32)


def test_old_pages_lie_in_the_folder_of_their_batch(tmp_path: Path) -> None:
    database = tmp_path / "quay.sqlite3"
    upgrade(database, "0007", PLAIN)
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
    store = Store(database, tmp_path, KEYS)
    with store.read() as work:
        (batch,) = work.scans.open_batches()
        assert work.scans.known_files(OLD) == {"page-0001.jpg"}
    assert [page.folder for page in batch.pages] == [OLD]
    assert (batch.split_from, batch.stack) == (None, OLD)
    store.close()


def pages_of(work: Work, *batches: ScanBatch) -> list[list[str]]:
    return [[page.id for page in work.scans.get(batch.id).pages] for batch in batches]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_page_is_lost_however_a_stack_is_cut_and_joined(
    store: Store, data: st.DataObject
) -> None:
    count = data.draw(st.integers(2, 8))
    with store.write() as work:
        whole = work.scans.begin(source="", dossier_id="", component_id="", now=NOW)
        for number in range(count):
            work.scans.add_page(whole.id, file=f"{number}.jpg", width_px=9, height_px=9, dpi=200)
        (before,) = pages_of(work, whole)
    for _ in range(data.draw(st.integers(0, 6))):
        with store.write() as work:
            batches = [each for each in work.scans.open_batches() if each.stack == whole.id]
            batch = data.draw(st.sampled_from([each for each in batches if each.pages]))
            if data.draw(st.booleans()) or len(batches) == 1:
                some = data.draw(st.lists(st.sampled_from(batch.pages), min_size=1, unique=True))
                ids = [page.id for page in some]
                work.stacks.part(batch.id, ids, dossier_id="", component_id="")
            else:
                other = data.draw(st.sampled_from([each for each in batches if each != batch]))
                work.stacks.join(other.id, [batch.id])
    with store.write() as work:
        batches = [each for each in work.scans.open_batches() if each.stack == whole.id]
        assert sorted(chain.from_iterable(pages_of(work, *batches))) == sorted(before)
        work.stacks.join(whole.id, [each.id for each in batches if each.id != whole.id])
        assert pages_of(work, whole) == [before]
        work.scans.close(whole.id, BatchState.DISCARDED)


def test_only_what_is_open_is_cut_or_joined(store: Store) -> None:
    with store.write() as work:
        one, two = (
            work.scans.begin(source="", dossier_id="", component_id="", now=NOW) for _ in range(2)
        )
        page = work.scans.add_page(one.id, file="1.jpg", width_px=9, height_px=9, dpi=200)
        gone = work.scans.add_page(one.id, file="2.jpg", width_px=9, height_px=9, dpi=200)
        work.scans.set_removed(one.id, gone.id, removed=True)
    for batch, pages in ((one, [gone.id]), (one, []), (two, [page.id]), (one, [page.id, "none"])):
        with pytest.raises(AppError) as caught, store.write() as work:
            work.stacks.part(batch.id, pages, dossier_id="", component_id="")
        assert caught.value.code is Code.SCAN_CHANGED
    with store.write() as work:
        work.scans.close(one.id, BatchState.BUILT)
    for act in (
        lambda work: work.stacks.part(one.id, [page.id], dossier_id="", component_id=""),
        lambda work: work.stacks.join(two.id, [one.id]),
        lambda work: work.stacks.join(one.id, [two.id]),
    ):
        with pytest.raises(AppError) as caught, store.write() as work:
            act(work)
        assert caught.value.code is Code.SCAN_CHANGED


def test_pages_that_come_later_lie_behind_those_of_their_part(store: Store) -> None:
    with store.write() as work:
        whole, other = (
            work.scans.begin(source="", dossier_id="", component_id="", now=NOW) for _ in range(2)
        )

        def add(batch: ScanBatch, *names: str) -> list[str]:
            return [
                work.scans.add_page(batch.id, file=name, width_px=9, height_px=9, dpi=200).id
                for name in names
            ]

        one, two, three = add(whole, "1", "2", "3")
        middle = work.stacks.part(whole.id, [two], dossier_id="", component_id="")
        last = work.stacks.part(whole.id, [three], dossier_id="", component_id="")
        new, foreign = add(middle, "4", "5"), add(other, "6", "7", "8")
        work.stacks.join(middle.id, [other.id])
        assert pages_of(work, whole, middle, last) == [[one], [two, *new, *foreign], [three]]
        work.stacks.join(whole.id, [last.id, middle.id])
        assert pages_of(work, whole) == [[one, two, *new, *foreign, three]]
