"""What the sheets in a stack say is held against the dossiers of the scan_desk."""

import pytest

from app.domain.dossier import Dossier
from app.domain.scan import AS_IT_IS, PageLook, ScanBatch
from app.operations.split_plan import ByHand, SplitPlan, can_split, has_blank_backs, plan_split
from app.store.store import Store
from tests.operations.stacks import BLANK, PAGE, PATCH, ScanDesk, cover, separator, stack
from tests.store.conftest import MARRIAGE, NOW


def draft(store: Store) -> Dossier:
    with store.write() as work:
        return work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW)


def planned(
    scan_desk: ScanDesk, *looks: PageLook, duplex: bool = False, aim: str = ""
) -> SplitPlan:
    batch = stack(scan_desk, looks, dossier_id=aim)
    return plan_split(store=scan_desk.store, batch=batch, duplex=duplex)


def told(plan: SplitPlan) -> list[tuple[int, int, str, str, ByHand | None]]:
    """First and last page, dossier, component and why not, of each part."""
    return [
        (
            part.first, part.last, part.dossier.id if part.dossier else "",
            part.component.id if part.component else "", part.by_hand,
        )
        for part in plan.parts
    ]  # fmt: skip


def test_each_part_goes_where_its_sheets_say(scan_desk: ScanDesk) -> None:
    one, two = draft(scan_desk.store), draft(scan_desk.store)
    first, second = one.components
    plan = planned(
        scan_desk, cover(one), separator(first.id), PAGE, PAGE, separator(second.id), PAGE,
        cover(two), separator(two.components[0].id), PAGE,
    )  # fmt: skip
    assert told(plan) == [
        (3, 4, one.id, first.id, None),
        (6, 6, one.id, second.id, None),
        (9, 9, two.id, two.components[0].id, None),
    ]
    assert (plan.known, plan.unknown) == (plan.parts, ())
    assert len(plan.sheets) == 5


def test_what_no_sheet_names_is_left_to_the_officer(scan_desk: ScanDesk) -> None:
    one, two = draft(scan_desk.store), draft(scan_desk.store)
    plan = planned(
        scan_desk, PAGE, cover(one), PAGE, PATCH, PAGE, separator(two.components[0].id), PAGE,
        separator("gone"), PAGE, cover("f" * 32), separator(one.components[0].id), PAGE,
    )  # fmt: skip
    assert told(plan) == [
        (1, 1, "", "", ByHand.NO_SHEET),
        (3, 3, one.id, "", ByHand.NO_COMPONENT),
        (5, 5, one.id, "", ByHand.NO_COMPONENT),
        (7, 7, "", "", ByHand.OTHER_DOSSIER),
        (9, 9, one.id, "", ByHand.UNKNOWN),
        (12, 12, "", "", ByHand.UNKNOWN),
    ]
    assert plan.known == ()


def test_a_separator_alone_names_its_dossier(scan_desk: ScanDesk) -> None:
    one = draft(scan_desk.store)
    plan = planned(scan_desk, separator(one.components[1].id), PAGE)
    assert told(plan) == [(2, 2, one.id, one.components[1].id, None)]


def test_pages_before_the_first_sheet_are_for_the_dossier_they_were_scanned_for(
    scan_desk: ScanDesk,
) -> None:
    one = draft(scan_desk.store)
    plan = planned(scan_desk, PAGE, PATCH, PAGE, aim=one.id)
    assert [part.dossier for part in plan.parts] == [one, one]
    assert [part.by_hand for part in plan.parts] == [ByHand.NO_SHEET] * 2


def test_a_dossier_that_was_received_takes_no_papers(scan_desk: ScanDesk) -> None:
    one = draft(scan_desk.store)
    with scan_desk.store.write() as work:
        work.dossiers.submit(one.id, received_at=NOW, due_at=NOW)
    plan = planned(scan_desk, cover(one), separator(one.components[0].id), PAGE)
    assert told(plan) == [(3, 3, "", "", ByHand.SUBMITTED)]


def test_blank_backs_are_left_out_where_both_sides_were_scanned(scan_desk: ScanDesk) -> None:
    looks = (separator(""), BLANK, PAGE, BLANK)
    assert told(planned(scan_desk, *looks, duplex=True)) == [(3, 4, "", "", ByHand.NO_SHEET)]
    assert len(planned(scan_desk, *looks, duplex=True).backs) == 1
    assert told(planned(scan_desk, *looks)) == [(2, 4, "", "", ByHand.NO_SHEET)]
    assert has_blank_backs(stack(scan_desk, looks))
    assert not has_blank_backs(stack(scan_desk, (PAGE, BLANK, separator(""), PAGE, BLANK)))


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ((PAGE, PATCH), True),
        ((separator(""), PAGE), True),
        ((PATCH, PATCH), False),
        ((PAGE, BLANK), False),
        ((PageLook(AS_IT_IS, codes=("https://xa.gov.vn",)), PAGE), False),
        ((), False),
    ],
)
def test_splitting_is_offered_where_there_is_a_sheet_and_a_page(
    scan_desk: ScanDesk, looks: tuple[PageLook, ...], expected: bool
) -> None:
    batch: ScanBatch = stack(scan_desk, looks)
    assert can_split(batch) is expected


def test_a_page_that_nobody_looked_at_is_a_page(scan_desk: ScanDesk) -> None:
    batch = stack(scan_desk, (PATCH, PAGE))
    with scan_desk.store.write() as work:
        work.scans.add_page(batch.id, file="page-0009.jpg", width_px=1, height_px=1, dpi=200)
        batch = work.scans.get(batch.id)
    plan = plan_split(store=scan_desk.store, batch=batch, duplex=True)
    assert [(part.first, part.last) for part in plan.parts] == [(2, 3)]
