"""A stack becomes papers where its sheets lie; no page is lost, and none is in two papers."""

from datetime import timedelta

import pytest

from app.domain.dossier import Dossier
from app.domain.scan import BatchState, ScanBatch
from app.errors import AppError, Cancelled, Code
from app.operations.build_paper import build_paper
from app.operations.recover_pages import recover_pages, tidy_work_folder
from app.operations.scan_pages import (
    discard_batch,
    remove_page,
    reorder_pages,
    restore_page,
)
from app.operations.split_batch import (
    append_batch,
    attach_known_parts,
    known_parts,
    put_together,
    split_batch,
    split_from_page,
)
from app.operations.split_plan import plan_split
from app.store.store import Store
from tests.operations.stacks import (
    BLANK,
    PAGE,
    PATCH,
    ScanDesk,
    cover,
    files,
    open_stacks,
    separator,
    stack,
)
from tests.store.conftest import MARRIAGE, NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def dossiers(store: Store) -> tuple[Dossier, Dossier]:
    with store.write() as work:
        one, two = (
            work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="0A", now=NOW)
            for _ in range(2)
        )
    return one, two


@pytest.fixture
def mixed(scan_desk: ScanDesk, dossiers: tuple[Dossier, Dossier]) -> ScanBatch:
    """Parts 3–4 and 6 of the first dossier, 10 of the second, 12–13 of nobody knows which."""
    one, two = dossiers
    looks = (
        cover(one), separator(one.components[0].id), PAGE, PAGE,
        separator(one.components[1].id), PAGE,
        cover(two), BLANK, separator(two.components[0].id), PAGE, PATCH, PAGE, BLANK,
    )  # fmt: skip
    return stack(scan_desk, looks)


def cut(desk: ScanDesk, batch: ScanBatch) -> tuple[ScanBatch, ...]:
    with desk.store.read() as work:
        batch = work.scans.get(batch.id)
    plan = plan_split(store=desk.store, batch=batch, duplex=True)
    return split_batch(store=desk.store, plan=plan)


def attach(desk: ScanDesk, batch: ScanBatch) -> list[tuple[str, str, int]]:
    """Dossier, component and number of pages of the papers that are made."""
    done = attach_known_parts(
        store=desk.store, vault=desk.vault, folders=desk.folders, stack=batch.id, now=NOW
    )
    assert done.failed == ()
    return [(paper.dossier_id, paper.component_id, paper.pages) for paper in done.papers]


def build(desk: ScanDesk, batch: ScanBatch, dossier: Dossier) -> None:
    build_paper(
        store=desk.store, vault=desk.vault, folders=desk.folders, batch_id=batch.id,
        dossier_id=dossier.id, component_id="", title="Giấy tờ khác", now=NOW,
    )  # fmt: skip


def accepted(store: Store, *dossiers: Dossier) -> None:
    with store.write() as work:
        for dossier in dossiers:
            work.dossiers.submit(dossier.id, received_at=NOW, due_at=NOW)
            work.dossiers.accept(dossier.id, code=f"H01-{dossier.id}")


def tidy(desk: ScanDesk) -> int:
    return tidy_work_folder(store=desk.store, folders=desk.folders)


def test_a_mixed_stack_becomes_papers_and_what_is_unknown_stays_open(
    scan_desk: ScanDesk, mixed: ScanBatch, dossiers: tuple[Dossier, Dossier]
) -> None:
    one, two = dossiers
    parts = cut(scan_desk, mixed)
    assert [files(part) for part in parts] == [[3, 4], [6], [10], [12, 13]]
    assert open_stacks(scan_desk.store) == [[3, 4], [6], [10], [12, 13]]
    assert attach(scan_desk, mixed) == [
        (one.id, one.components[0].id, 2),
        (one.id, one.components[1].id, 1),
        (two.id, two.components[0].id, 1),
    ]
    assert open_stacks(scan_desk.store) == [[12, 13]]
    with scan_desk.store.read() as work:
        (left,) = work.scans.open_batches()
        kept = work.scans.get(mixed.id)
        titles = [paper.title for paper in work.papers.of_dossier(one.id)]
    assert titles == [line.name for line in one.components]
    assert (left.dossier_id, left.component_id) == (two.id, "")
    assert kept.state is BatchState.MOVED
    assert files(kept) == [1, 2, 5, 7, 8, 9, 11]
    assert all(scan_desk.folders.page(page).exists() for page in kept.pages)
    assert attach(scan_desk, mixed) == []


def test_what_was_found_on_pages_goes_with_them(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    left = cut(scan_desk, mixed)[-1]
    assert [page.look for page in left.pages] == [PAGE, BLANK]


def test_a_stack_that_changed_meanwhile_is_not_cut(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    store = scan_desk.store
    plan = plan_split(store=store, batch=mixed, duplex=True)
    remove_page(store=store, batch_id=mixed.id, page_id=mixed.pages[2].id)
    with pytest.raises(AppError) as caught:
        split_batch(store=store, plan=plan)
    assert caught.value.code is Code.SCAN_CHANGED
    restore_page(store=store, batch_id=mixed.id, page_id=mixed.pages[2].id)
    split_batch(store=store, plan=plan)
    with pytest.raises(AppError) as caught:
        split_batch(store=store, plan=plan)
    assert caught.value.code is Code.SCAN_CHANGED
    assert open_stacks(store) == [[3, 4], [6], [10], [12, 13]]


def test_parts_are_put_together_as_they_lay(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    store = scan_desk.store
    parts = cut(scan_desk, mixed)
    with store.write() as work:  # one more page for the first part
        content = scan_desk.folders.page(mixed.pages[0]).read()
        image = scan_desk.folders.of(parts[0].id).add_jpeg(content, size=(165, 233), dpi=20)
        for name in (image.file.name, "page-0020.page", "page-0021.page"):
            work.scans.add_page(parts[0].id, file=name, width_px=165, height_px=233, dpi=20)
    turned = [page.id for page in parts[3].pages][::-1]
    reorder_pages(store=store, batch_id=parts[3].id, page_ids=turned)
    assert put_together(store=store, stack=mixed.id) == mixed.id
    assert open_stacks(store) == [[1, 2, 3, 4, 1, 20, 21, 5, 6, 7, 8, 9, 10, 11, 13, 12]]
    with pytest.raises(AppError) as caught:
        put_together(store=store, stack=mixed.id)
    assert caught.value.code is Code.SCAN_CHANGED
    assert files(cut(scan_desk, mixed)[0]) == [3, 4, 1, 20, 21]


def test_papers_that_were_made_stay_papers(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    parts = cut(scan_desk, mixed)
    with scan_desk.store.read() as work:
        dossier = work.dossiers.get(parts[0].dossier_id)
    build(scan_desk, parts[0], dossier)
    put_together(store=scan_desk.store, stack=mixed.id)
    assert open_stacks(scan_desk.store) == [[1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13]]
    assert [files(part) for part in cut(scan_desk, mixed)] == [[6], [10], [12, 13]]


def test_a_batch_is_split_by_hand_at_a_page(
    scan_desk: ScanDesk, dossiers: tuple[Dossier, Dossier]
) -> None:
    store, one = scan_desk.store, dossiers[0]
    batch = stack(scan_desk, [PAGE] * 5, dossier_id=one.id)
    later = split_from_page(store=store, batch_id=batch.id, page_id=batch.pages[2].id)
    last = split_from_page(store=store, batch_id=later.id, page_id=later.pages[2].id)
    assert open_stacks(store) == [[1, 2], [3, 4], [5]]
    assert (last.dossier_id, last.component_id, last.stack) == (one.id, "", batch.id)
    assert known_parts(store, batch.id) == ()
    for page in (batch.pages[0].id, later.pages[0].id):
        with pytest.raises(AppError):
            split_from_page(store=store, batch_id=batch.id, page_id=page)
    build(scan_desk, batch, one)  # the rest comes together without it
    assert put_together(store=store, stack=batch.id) == later.id
    assert open_stacks(store) == [[3, 4, 5]]


def test_pages_of_another_scan_follow(scan_desk: ScanDesk) -> None:
    store = scan_desk.store
    first, second = stack(scan_desk, [PAGE] * 2), stack(scan_desk, [PAGE] * 3)
    append_batch(store=store, batch_id=second.id, to=first.id)
    assert open_stacks(store) == [[1, 2, 1, 2, 3]]
    with store.read() as work:
        (whole,) = work.scans.open_batches()
    assert [page.folder for page in whole.pages] == [first.id] * 2 + [second.id] * 3
    with pytest.raises(AppError):
        append_batch(store=store, batch_id=second.id, to=first.id)
    discard_batch(store=store, batch_id=first.id)
    assert tidy(scan_desk) == 2


def test_a_stack_keeps_its_images_until_the_last_part_is_done(
    scan_desk: ScanDesk, mixed: ScanBatch, dossiers: tuple[Dossier, Dossier]
) -> None:
    one, two = dossiers
    parts, folder = cut(scan_desk, mixed), scan_desk.work_folder / mixed.id
    attach(scan_desk, mixed)
    accepted(scan_desk.store, one)
    assert tidy(scan_desk) == 0
    build(scan_desk, parts[3], two)
    assert tidy(scan_desk) == 0
    assert len(list(folder.iterdir())) == 13
    accepted(scan_desk.store, two)
    assert tidy(scan_desk) == 1
    assert not folder.exists()


def test_images_of_a_discarded_stack_go_but_not_those_of_its_parts(
    scan_desk: ScanDesk, mixed: ScanBatch
) -> None:
    parts, folder = cut(scan_desk, mixed), scan_desk.work_folder / mixed.id
    for part in parts[1:]:
        discard_batch(store=scan_desk.store, batch_id=part.id)
    assert tidy(scan_desk) == 0
    discard_batch(store=scan_desk.store, batch_id=parts[0].id)
    assert tidy(scan_desk) == 1
    assert not folder.exists()


def test_a_restart_finds_no_page_twice(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    cut(scan_desk, mixed)
    recover_pages(store=scan_desk.store, folders=scan_desk.folders, now=NOW)
    assert open_stacks(scan_desk.store) == [[3, 4], [6], [10], [12, 13]]


def test_an_image_that_came_into_a_stack_that_is_cut_is_offered(
    scan_desk: ScanDesk, mixed: ScanBatch
) -> None:
    cut(scan_desk, mixed)
    content = scan_desk.folders.page(mixed.pages[2]).read()
    for _ in range(2):
        scan_desk.folders.of(mixed.id).add_jpeg(content, size=(165, 233), dpi=20)
    for _ in range(2):
        offered = recover_pages(store=scan_desk.store, folders=scan_desk.folders, now=LATER)
        assert [files(batch) for batch in offered] == [[3, 4], [6], [10], [12, 13], [14, 15]]
    assert all(scan_desk.folders.page(page).exists() for page in offered[-1].pages)


def test_a_part_that_cannot_be_built_stays_and_costs_the_others_nothing(
    scan_desk: ScanDesk, mixed: ScanBatch, dossiers: tuple[Dossier, Dossier]
) -> None:
    cut(scan_desk, mixed)
    scan_desk.folders.page(mixed.pages[5]).path.write_bytes(b"\xff\xd8 cut")
    with scan_desk.store.write() as work:
        work.dossiers.submit(dossiers[1].id, received_at=NOW, due_at=NOW)
    done = attach_known_parts(
        store=scan_desk.store, vault=scan_desk.vault, folders=scan_desk.folders,
        stack=mixed.id, now=NOW,
    )  # fmt: skip
    assert [paper.pages for paper in done.papers] == [2]
    assert [(files(part), error.code) for part, error in done.failed] == [
        ([6], Code.IMAGE_UNREADABLE),
        ([10], Code.DOSSIER_ALREADY_SUBMITTED),
    ]
    assert open_stacks(scan_desk.store) == [[6], [10], [12, 13]]


def test_attaching_stops_between_papers(scan_desk: ScanDesk, mixed: ScanBatch) -> None:
    cut(scan_desk, mixed)
    told: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        attach_known_parts(
            store=scan_desk.store, vault=scan_desk.vault, folders=scan_desk.folders,
            stack=mixed.id, now=NOW, stop=lambda: len(told) > 1, progress=told.append,
        )  # fmt: skip
    assert told == [(0, 3), (1, 3)]
    assert open_stacks(scan_desk.store) == [[6], [10], [12, 13]]


def test_a_part_becomes_a_paper_without_a_folder_of_its_own(
    scan_desk: ScanDesk, mixed: ScanBatch
) -> None:
    parts = cut(scan_desk, mixed)
    attach(scan_desk, mixed)
    assert not any((scan_desk.work_folder / part.id).exists() for part in parts)
