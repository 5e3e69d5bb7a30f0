"""The desk's list without a window: texts, pages, search, and reading again."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.dossier import Applicant, Dossier, DossierId, DossierState
from app.domain.submission import OutboxKind
from app.domain.working_time import VIETNAM, WorkingCalendar
from app.store.dossiers import DossierOrder
from app.store.store import Store
from app.store.vault import Vault
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, PENSION
from ui.desk.delivery import delivery_of
from ui.desk.model import PAGE, DeskModel
from ui.desk.query import DeskQuery, DueWindow, Period, remembered
from ui.desk.remaining import remaining
from ui.desk.rows import Column
from ui.theme import Tone
from ui.widgets.two_lines import BENEATH

MONDAY = datetime(2026, 11, 23, 9, 10, tzinfo=VIETNAM)
CALENDAR = WorkingCalendar()
Receive = Callable[..., DossierId]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "quay.sqlite3", tmp_path, KEYS)
    with opened.write() as work:
        work.catalogue.replace([MARRIAGE, PENSION])
    yield opened
    opened.close()


@pytest.fixture
def receive(store: Store) -> Receive:
    def received(name: str, due: datetime, *, act: bool = False) -> DossierId:
        with store.write() as work:
            draft = work.dossiers.open_draft(
                procedure=MARRIAGE, case_code="TT", counter="00AF", now=MONDAY
            )
            work.dossiers.set_applicant(draft.id, Applicant(full_name=name))
            work.dossiers.submit(draft.id, received_at=MONDAY, due_at=due)
            if act:
                work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, {"sha256": "a" * 64}, MONDAY)
                work.outbox.enqueue(draft.id, OutboxKind.RECEIVE_DOSSIER, {}, MONDAY)
        return draft.id

    return received


def model_of(store: Store, now: datetime = MONDAY) -> DeskModel:
    return DeskModel(store=store, vault=Vault(Path("nowhere"), KEYS), now=lambda: now)


def column(model: DeskModel, which: Column) -> list[str]:
    return [model.index(row, which).data() for row in range(model.rowCount())]


def dossier(store: Store, dossier_id: DossierId) -> Dossier:
    with store.read() as work:
        return work.dossiers.get(dossier_id)


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [
        (datetime(2026, 11, 26, 14, 0, tzinfo=VIETNAM), "Còn 3 ngày 2 giờ 50 phút", Tone.NEUTRAL),
        (datetime(2026, 11, 23, 14, 0, tzinfo=VIETNAM), "Còn 2 giờ 50 phút", Tone.WARN),
        (datetime(2026, 11, 20, 9, 10, tzinfo=VIETNAM), "Quá hạn 1 ngày", Tone.BAD),
        (datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM), "Quá hạn 1 giờ 10 phút", Tone.BAD),
        (datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM), "Quá hạn 3 ngày", Tone.BAD),
    ],
)
def test_what_is_left_counts_working_time(
    store: Store, receive: Receive, due: datetime, text: str, tone: Tone
) -> None:
    left = remaining(dossier(store, receive("An", due)), MONDAY, CALENDAR)
    assert (left.text, left.tone) == (text, tone)


def test_overdue_outside_working_hours_is_said(store: Store, receive: Receive) -> None:
    evening = datetime(2026, 11, 23, 17, 30, tzinfo=VIETNAM)
    closing = evening.replace(minute=0)
    left = remaining(dossier(store, receive("An", closing)), evening, CALENDAR)
    assert left.text == "Vừa quá hạn"


def test_only_what_is_under_way_can_be_late(store: Store, receive: Receive) -> None:
    returned = receive("An", MONDAY - timedelta(days=7))
    with store.write() as work:
        work.dossiers._row(returned).state = DossierState.RETURNED
    assert remaining(dossier(store, returned), MONDAY, CALENDAR).text == ""


def test_delivery_is_said_as_far_as_the_province_acknowledged_it(
    store: Store, receive: Receive
) -> None:
    dossier_id = receive("An", MONDAY, act=True)

    def said() -> str:
        with store.read() as work:
            items = work.outbox.of_dossier(dossier_id)
        return delivery_of(dossier(store, dossier_id), items, MONDAY).text

    with store.read() as work:
        upload, act = work.outbox.of_dossier(dossier_id)
    assert said() == "Chờ gửi"
    with store.write() as work:
        work.outbox.begin_attempt(upload.id, MONDAY)
    assert said() == "Đang gửi"
    at = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    with store.write() as work:
        work.outbox.put_back(
            upload.id, code="province_unreachable", facts={}, next_attempt_at=at, now=MONDAY
        )
    assert said() == "Lỗi, thử lại lúc 14:05"
    with store.write() as work:
        work.outbox.deliver(upload.id, receipt={"sha256": "a" * 64}, now=MONDAY)
    assert said() == "Chờ gửi"
    with store.write() as work:
        work.outbox.refuse(act.id, code="province_refused", facts={}, now=MONDAY)
    assert said() == "Tỉnh từ chối"
    with store.write() as work:
        work.outbox.retry(act.id)
        work.outbox.deliver(act.id, receipt={}, now=MONDAY)
    assert said() == "Tỉnh đã nhận"
    with store.write() as work:
        work.outbox.refuse(act.id, code="province_refused", facts={}, now=MONDAY)
    assert said() == "Tỉnh đã nhận", "a late answer to another attempt undoes nothing"


def test_what_was_done_with_a_dossier_of_the_province_is_said_to_be_there(
    store: Store, receive: Receive
) -> None:
    handed_over = receive("An", MONDAY)
    with store.write() as work:
        act = work.outbox.enqueue(handed_over, OutboxKind.ACT, {"kind": "hand_over"}, MONDAY)
        work.outbox.deliver(act.id, receipt={}, now=MONDAY)
        items = work.outbox.of_dossier(handed_over)
    said = delivery_of(dossier(store, handed_over), items, MONDAY)
    assert (said.text, said.beneath) == ("Tỉnh đã nhận", "09:10 23/11/2026")


def test_rows_come_a_page_at_a_time(store: Store, receive: Receive) -> None:
    with store.write() as work:
        for _ in range(PAGE + 1):
            work.dossiers.open_draft(procedure=PENSION, case_code="", counter="00AF", now=MONDAY)
    model = model_of(store)
    model.show(DeskQuery())
    assert (model.rowCount(), model.canFetchMore(model.index(-1, -1))) == (PAGE, True)
    model.fetchMore(model.index(-1, -1))
    assert (model.rowCount(), model.canFetchMore(model.index(-1, -1))) == (PAGE + 1, False)
    assert len(set(column(model, Column.CODE))) == PAGE + 1


def test_search_ignores_marks_and_states_narrow(store: Store, receive: Receive) -> None:
    receive("Nguyễn Đức Thọ", MONDAY)
    receive("Lê Thị Thu Hà", MONDAY)
    model = model_of(store)
    model.show(DeskQuery(text="nguyen duc"))
    assert column(model, Column.APPLICANT) == ["Nguyễn Đức Thọ"]
    model.show(DeskQuery(state=DossierState.DRAFT))
    assert model.rowCount() == 0


def test_due_windows_are_days_of_vietnam(store: Store, receive: Receive) -> None:
    receive("Quá hạn", MONDAY - timedelta(hours=1))
    receive("Hôm nay", MONDAY.replace(hour=23, minute=59))
    receive("Ngày mai", MONDAY.replace(hour=0, minute=0) + timedelta(days=1))
    model = model_of(store, MONDAY.astimezone(UTC))
    shown = {}
    for window in (DueWindow.OVERDUE, DueWindow.TODAY, DueWindow.TOMORROW):
        model.show(DeskQuery(due=window))
        shown[window] = column(model, Column.APPLICANT)
    assert shown == {
        DueWindow.OVERDUE: ["Quá hạn"],
        DueWindow.TODAY: ["Hôm nay"],
        DueWindow.TOMORROW: ["Ngày mai"],
    }


def test_a_change_in_place_does_not_reset_the_list(store: Store, receive: Receive) -> None:
    first = receive("An", MONDAY)
    model = model_of(store)
    model.show(DeskQuery())
    resets: list[object] = []
    model.modelReset.connect(lambda: resets.append(None))
    with store.write() as work:
        work.dossiers.accept(first, code="H01.31-261123-0001")
    model.refresh(1)
    assert (column(model, Column.CODE), resets) == (["H01.31-261123-0001"], [])
    receive("Bình", MONDAY - timedelta(days=1))
    model.refresh(1)
    assert column(model, Column.APPLICANT) == ["Bình", "An"]
    assert model.row_of(first) == 1


def test_a_cell_says_who_has_it_and_when_it_falls_due(store: Store, receive: Receive) -> None:
    receive("An", MONDAY.replace(hour=14, minute=0))
    model = model_of(store)
    model.show(DeskQuery())
    lines = [
        (index.data(), index.data(BENEATH))
        for index in (model.index(0, each) for each in (Column.HANDLED_BY, Column.DUE))
    ]
    assert lines == [
        ("Chờ gửi tỉnh", "Tại quầy"),
        ("Còn 2 giờ 50 phút", "Hẹn 14:00 23/11/2026"),
    ]


def test_what_the_province_sent_needs_no_word_about_delivery(
    store: Store, receive: Receive
) -> None:
    theirs, ours = receive("An", MONDAY), receive("Bình", MONDAY + timedelta(days=1), act=True)
    with store.write() as work:
        work.dossiers.accept(theirs, code="H01.31-261123-0001")
        for item in work.outbox.of_dossier(ours):
            work.outbox.deliver(item.id, receipt={}, now=MONDAY)
    model = model_of(store)
    model.show(DeskQuery())
    cells = [model.index(row, Column.DELIVERY) for row in range(2)]
    assert [(cell.data(), cell.data(BENEATH)) for cell in cells] == [
        ("", ""), ("Tỉnh đã nhận", "09:10 23/11/2026"),
    ]  # fmt: skip


def test_a_period_holds_both_of_its_days_in_vietnam() -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 2))
    first, end = period.bounds()
    assert first == datetime(2026, 11, 1, tzinfo=VIETNAM)
    assert end == datetime(2026, 11, 3, tzinfo=VIETNAM)
    assert period.text == "01/11/2026 – 02/11/2026"
    assert (Period().bounds(), Period(last=date(2026, 11, 2)).text) == (
        (None, None), "đến 02/11/2026",
    )  # fmt: skip


def test_filters_are_remembered_and_words_are_not() -> None:
    query = DeskQuery(
        state=DossierState.RECEIVED, text="duc", procedure_code="1", order=DossierOrder.NEWEST
    )
    assert remembered(query.kept()) == DeskQuery(
        state=DossierState.RECEIVED, procedure_code="1", order=DossierOrder.NEWEST
    )
    assert remembered({"state": "gone", "order": "due"}) == DeskQuery()
