"""What was found on pages is kept beside them, and what was read goes when they change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scan import Cleaning, PageFinding, PageLook, PixelBox, ScanBatch, ScannedPage
from app.store.page_looks import look_from_text, look_to_text
from app.store.store import Store
from tests.store.conftest import NOW

SIDES = st.integers(0, 20_000)
LOOKS = st.builds(
    PageLook,
    cleaning=st.builds(
        Cleaning,
        skew=st.floats(-15, 15),
        box=st.none() | st.builds(PixelBox, SIDES, SIDES, SIDES, SIDES),
        white_ground=st.booleans(),
        despeckle_dpi=st.integers(0, 600),
    ),
    findings=st.lists(st.sampled_from(PageFinding), unique=True).map(tuple),
    codes=st.lists(st.text(max_size=30), max_size=3).map(tuple),
    patch=st.booleans(),
    fingerprint=st.text("0123456789abcdef", max_size=16),
)
LOOK = PageLook(Cleaning(skew=1.5, white_ground=True), (PageFinding.BLURRED,), ("QMC1;HS;A",))


@given(LOOKS)
def test_a_look_is_kept_as_it_is(look: PageLook) -> None:
    assert look_from_text(look_to_text(look)) == look


@pytest.fixture
def batch(store: Store) -> ScanBatch:
    with store.write() as work:
        batch = work.scans.begin(source="", dossier_id="", component_id="", now=NOW)
        work.scans.add_page(batch.id, file="page-0001.jpg", width_px=9, height_px=9, dpi=200)
        return work.scans.get(batch.id)


def page_of(store: Store, batch: ScanBatch) -> ScannedPage:
    with store.read() as work:
        return work.scans.get(batch.id).pages[0]


def test_a_page_is_cleaned_as_proposed_unless_it_was_undone(store: Store, batch: ScanBatch) -> None:
    page = page_of(store, batch)
    assert (page.look, page.cleaning) == (None, Cleaning())
    with store.write() as work:
        work.looks.looked(page.id, LOOK)
    assert page_of(store, batch).look == LOOK
    assert page_of(store, batch).cleaning == LOOK.cleaning
    with store.write() as work:
        work.looks.set_cleaned(page.id, cleaned=False)
    assert page_of(store, batch).look == LOOK
    assert page_of(store, batch).cleaning == Cleaning()


def test_what_was_read_goes_when_the_page_is_turned_or_cleaned_otherwise(
    store: Store, batch: ScanBatch
) -> None:
    for change in (
        lambda work, page: work.scans.rotate(batch.id, page.id, quarter_turns=1),
        lambda work, page: work.looks.set_cleaned(page.id, cleaned=not page.cleaned),
        lambda work, page: work.looks.looked(page.id, LOOK),
    ):
        before = page_of(store, batch)
        with store.write() as work:
            work.looks.read_as(before, "{}")
        assert page_of(store, batch).text == "{}"
        with store.write() as work:
            change(work, before)
        assert page_of(store, batch).text == ""


def test_what_was_read_from_a_page_as_it_was_is_not_kept(store: Store, batch: ScanBatch) -> None:
    before = page_of(store, batch)
    with store.write() as work:
        work.scans.rotate(batch.id, before.id, quarter_turns=1)
        work.looks.read_as(before, "{}")
    assert page_of(store, batch).text == ""
