"""Fronts and backs of a stack that was turned over come together, or stay as they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scan import BatchId
from app.errors import AppError, Code
from app.operations.manual_duplex import interleaved, put_backs_between
from app.operations.scan_pages import begin_batch, remove_page
from app.store.store import Store
from tests.keys import KEYS
from tests.ui.queue_past import NOW


@given(st.integers(0, 60))
def test_each_back_lies_behind_its_front(sheets: int) -> None:
    fronts = [(number, "front") for number in range(sheets)]
    backs = [(number, "back") for number in reversed(range(sheets))]

    together = interleaved(fronts, backs)

    assert together == [(n, side) for n in range(sheets) for side in ("front", "back")]


@pytest.mark.parametrize(("fronts", "backs"), [(3, 2), (2, 3), (1, 0), (0, 1)])
def test_sides_that_do_not_match_are_not_guessed(fronts: int, backs: int) -> None:
    with pytest.raises(AppError) as error:
        interleaved(range(fronts), range(backs))
    assert error.value.code is Code.SIDES_UNEQUAL
    assert error.value.facts == {"fronts": fronts, "backs": backs}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "counter.db", tmp_path / "backups", KEYS)
    yield opened
    opened.close()


def batch_of(store: Store, names: str) -> tuple[BatchId, dict[str, str]]:
    """A batch with a page for each letter, and their identifiers."""
    batch = begin_batch(store=store, source="sane:test:0", now=NOW)
    with store.write() as work:
        return batch.id, {
            name: work.scans.add_page(batch.id, file=name, width_px=9, height_px=9, dpi=200).id
            for name in names
        }


def order(store: Store, batch_id: BatchId) -> str:
    with store.read() as work:
        return "".join(page.file for page in work.scans.get(batch_id).pages)


@pytest.mark.parametrize(
    ("scanned", "after"),
    [
        ("ABCcba", "AaBbCc"),
        ("xyABba", "xyAaBb"),  # scanned after other pages
        ("ABzba", "AaBbz"),  # something was scanned in between
    ],
)
def test_sheets_stand_where_the_first_front_stood(store: Store, scanned: str, after: str) -> None:
    batch_id, ids = batch_of(store, scanned)
    fronts = [ids[each] for each in scanned if each.isupper()]
    backs = [ids[each] for each in scanned if each in "abc"]

    put_backs_between(store=store, batch_id=batch_id, fronts=fronts, backs=backs)

    assert order(store, batch_id) == after


def test_nothing_moves_when_a_side_is_missing(store: Store) -> None:
    batch_id, ids = batch_of(store, "ABba")
    remove_page(store=store, batch_id=batch_id, page_id=ids["b"])

    with pytest.raises(AppError) as error:
        put_backs_between(
            store=store, batch_id=batch_id, fronts=[ids["A"], ids["B"]],
            backs=[ids["b"], ids["a"]],
        )  # fmt: skip

    assert error.value.facts == {"fronts": 2, "backs": 1}
    assert order(store, batch_id) == "ABa"
