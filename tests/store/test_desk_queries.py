"""What the desk asks: pages of dossiers, what falls due, counts under a search, deliveries."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.dossier import Applicant, Dossier, DossierId, DossierState
from app.domain.submission import OutboxKind
from app.store.dossiers import DossierFilter, DossierOrder
from app.store.news import DossierNews
from app.store.store import Store
from tests.store.conftest import MARRIAGE, NOW, PENSION


def received(store: Store, name: str, *, days: int) -> DossierId:
    """A dossier received ``days`` days after NOW that falls due ``10 - days`` days after NOW."""
    with store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW
        )
        work.dossiers.set_applicant(draft.id, Applicant(full_name=name))
        work.dossiers.submit(
            draft.id,
            received_at=NOW + timedelta(days=days),
            due_at=NOW + timedelta(days=10 - days),
        )
    return draft.id


def found(store: Store, wanted: DossierFilter) -> list[str]:
    with store.read() as work:
        return [each.applicant.full_name for each in work.dossiers.find(wanted)]


def test_pages_follow_one_another_in_the_wanted_order(store: Store) -> None:
    for days, name in enumerate(("An", "Bình", "Chi")):
        received(store, name, days=days)
    assert found(store, DossierFilter(limit=2)) == ["Chi", "Bình"]
    assert found(store, DossierFilter(limit=2, offset=2)) == ["An"]
    newest = DossierFilter(limit=2, order=DossierOrder.NEWEST)
    assert found(store, newest) == ["Chi", "Bình"]


def test_what_is_done_never_stands_before_what_is_due(store: Store, draft: Dossier) -> None:
    done = received(store, "Xong", days=9)
    received(store, "Đang giải quyết", days=0)
    with store.write() as work:
        work.news.apply(
            (
                DossierNews(
                    dossier_id=done, code="H01", state=DossierState.RETURNED, procedure_code="1",
                    procedure_name="", applicant_name="", handled_by="", received_at=NOW,
                    due_at=NOW,
                ),
            ),
            1,
            NOW,
        )  # fmt: skip
    assert found(store, DossierFilter()) == ["Đang giải quyết", "", "Xong"]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (DossierFilter(), "SCAN dossiers USING INDEX dossiers_by_due"),
        (
            DossierFilter(order=DossierOrder.NEWEST),
            "SCAN dossiers USING INDEX dossiers_by_moment",
        ),
        (
            DossierFilter(states=frozenset({DossierState.RETURNED})),
            "SEARCH dossiers USING INDEX dossiers_by_state (state=?)",
        ),
    ],
)
def test_a_page_of_the_list_is_read_in_its_order(
    store: Store, wanted: DossierFilter, index: str
) -> None:
    """No sorting of all dossiers for the hundred that are shown."""
    asked: list[Any] = []
    with store.read() as work:
        session = work.dossiers._session
        event.listen(
            session.get_bind(), "before_cursor_execute",
            lambda _c, _cursor, said, parameters, *_: asked.append((said, parameters)),
        )  # fmt: skip
        work.dossiers.find(wanted)
        (told,) = [each for each in asked if "FROM dossiers" in each[0]]
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {told[0]}", told[1])
        plan = [row[3] for row in rows]
    assert plan == [index]


def test_a_window_of_due_times_excludes_its_end(store: Store) -> None:
    for days, name in enumerate(("An", "Bình", "Chi")):
        received(store, name, days=days)
    window = DossierFilter(due_from=NOW + timedelta(days=8), due_before=NOW + timedelta(days=10))
    assert found(store, window) == ["Chi", "Bình"]


def test_counts_follow_the_search(store: Store, draft: Dossier) -> None:
    received(store, "Nguyễn Đức Thọ", days=0)
    with store.read() as work:
        assert work.dossiers.counts() == {DossierState.DRAFT: 1, DossierState.QUEUED: 1}
        assert work.dossiers.counts(DossierFilter(text="duc tho")) == {DossierState.QUEUED: 1}


def test_items_of_several_dossiers_come_in_one_question(store: Store) -> None:
    first, second = (received(store, name, days=0) for name in ("An", "Bình"))
    with store.write() as work:
        upload = {"sha256": "a" * 64}
        work.outbox.enqueue(first, OutboxKind.UPLOAD, upload, NOW)
        work.outbox.enqueue(first, OutboxKind.RECEIVE_DOSSIER, {}, NOW)
    with store.read() as work:
        items = work.outbox.of_dossiers([first, second])
    assert [item.kind for item in items[first]] == [OutboxKind.UPLOAD, OutboxKind.RECEIVE_DOSSIER]
    assert second not in items


def test_field_and_days_of_reception_narrow_the_list(store: Store) -> None:
    for days, name in enumerate(("An", "Bình", "Chi")):
        received(store, name, days=days)
    with store.write() as work:
        work.dossiers.open_draft(procedure=PENSION, case_code="", counter="00AF", now=NOW)
    assert sorted(found(store, DossierFilter(field=MARRIAGE.field))) == ["An", "Bình", "Chi"]
    assert found(store, DossierFilter(field=PENSION.field)) == [""]
    assert found(store, DossierFilter(field="Đất đai")) == []
    days = DossierFilter(
        received_from=NOW + timedelta(days=1), received_before=NOW + timedelta(days=2)
    )
    assert found(store, days) == ["Bình"]
