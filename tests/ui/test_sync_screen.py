"""Đồng bộ says what the store holds, never more, and acts on it."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.submission import OutboxKind, OutboxState, QueueHalt, Quiet
from app.errors import AppError, Code
from app.operations.queue_control import withdraw_act
from app.store.store import Store
from tests.ui.queue_past import (
    NOW,
    deliver,
    enqueue_act,
    enqueue_dossier,
    put_back,
    refuse,
    wait_too_long,
)
from ui.services import Services
from ui.status_text import moment
from ui.sync_screen.rows import Group, QueueRow, queue_rows, wanted
from ui.sync_screen.screen import SyncScreen
from ui.theme import Tone


def rows(store: Store) -> tuple[QueueRow, ...]:
    with store.read() as work:
        return queue_rows(work.outbox.items(), NOW)


def fill(store: Store) -> dict[str, int]:
    """Four dossiers, one in each state; item ids by applicant."""
    _, upload, act = enqueue_dossier(store, "Nguyễn Đức Thường", 1)
    deliver(store, upload, act, "H01.31.02-261123-0001")
    _, refused, _ = enqueue_dossier(store, "Lê Thị Thu Hà", 2)
    refuse(store, refused, "Tệp không phải PDF")
    _, failed, _ = enqueue_dossier(store, "Trần Quốc Khánh", 3)
    put_back(store, failed, minutes=4)
    _, waiting, _ = enqueue_dossier(store, "Phạm Ngọc Ánh", 4)
    return {"refused": refused, "failed": failed, "waiting": waiting}


def test_dossiers_are_shown_by_what_they_need(services: Services) -> None:
    fill(services.counter.store)
    shown = rows(services.counter.store)
    assert (shown[0].applicant, shown[-1].applicant) == ("Lê Thị Thu Hà", "Nguyễn Đức Thường")
    assert {row.applicant: (row.state, row.tone) for row in shown} == {
        "Lê Thị Thu Hà": ("Tỉnh từ chối", Tone.BAD),
        "Trần Quốc Khánh": ("Gửi lại lúc 09:25", Tone.WARN),
        "Phạm Ngọc Ánh": ("Chờ gửi", Tone.NEUTRAL),
        "Nguyễn Đức Thường": ("Tỉnh đã nhận", Tone.OK),
    }
    done = shown[-1]
    assert (done.code, done.receipt_number) == ("H01.31.02-261123-0001", "BN-2026-000417")
    assert done.steps[0].detail == (
        f"Xác nhận lúc 09:21, gửi 1 lần\nSHA-256 (khớp tệp trên máy này)\n{'ab' * 16}\n{'ab' * 16}"
    )
    assert done.steps[-1].detail == "Biên nhận số BN-2026-000417\nXác nhận lúc 09:21, gửi 1 lần"
    failing = next(row for row in shown if row.applicant == "Trần Quốc Khánh")
    assert failing.steps[0].detail.startswith("Đã thử 1 lần")
    trouble = shown[0].steps[0].trouble
    assert trouble is not None
    assert "Tệp không phải PDF" in trouble.sentence


def test_half_a_dossier_is_not_said_to_be_delivered(services: Services) -> None:
    store = services.counter.store
    _, upload, _ = enqueue_dossier(store, "Lê Thị Thu Hà", 1)
    with store.write() as work:
        work.outbox.begin_attempt(upload, NOW)
        work.outbox.deliver(upload, receipt={"sha256": "ab" * 32}, now=NOW)
    (row,) = rows(store)
    assert row.state == "Chờ gửi (1/2 xong)"
    assert row.group is Group.OPEN


def test_an_upload_under_way_says_what_the_province_has(services: Services) -> None:
    store = services.counter.store
    _, upload, _ = enqueue_dossier(store, "Lê Thị Thu Hà", 1)
    with store.write() as work:
        work.outbox.begin_attempt(upload, NOW)
        work.outbox.note_upload(upload, upload_url="https://x/1", sent_bytes=100_000)
    (row,) = rows(store)
    assert row.state == "Đang gửi"
    assert row.steps[0].detail == "Tỉnh đã nhận 25 % của tệp"


def test_what_was_withdrawn_is_not_shown(services: Services) -> None:
    store = services.counter.store
    dossier, _, _ = enqueue_dossier(store, "Lê Thị Thu Hà", 1)
    with store.write() as work:
        work.outbox.withdraw(dossier)
    assert rows(store) == ()


def test_search_needs_no_marks(services: Services) -> None:
    fill(services.counter.store)
    shown = rows(services.counter.store)
    assert [row.applicant for row in wanted(shown, None, "duc thuong")] == ["Nguyễn Đức Thường"]
    assert [row.applicant for row in wanted(shown, None, "0417")] == ["Nguyễn Đức Thường"]
    assert [row.applicant for row in wanted(shown, Group.REFUSED, "")] == ["Lê Thị Thu Hà"]
    assert wanted(shown, Group.REFUSED, "duc") == ()


def opened(qtbot: QtBot, services: Services) -> SyncScreen:
    screen = SyncScreen(services)
    qtbot.addWidget(screen)
    screen.resize(1146, 700)
    screen.show()
    screen.enter()
    return screen


def test_the_screen_follows_the_store(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services)
    model = screen.list.table.model()
    items = fill(services.counter.store)
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    assert screen.list.tabs.tabText(2) == "Tỉnh từ chối (1)"
    screen.list.table.selectRow(0)
    said = " ".join(each.text() for each in screen.detail.findChildren(QLabel))
    assert "Tệp không phải PDF" in said
    screen.detail.retry_wanted.emit(rows(services.counter.store)[0])
    qtbot.waitUntil(lambda: screen.list.tabs.tabText(2) == "Tỉnh từ chối (0)")
    with services.counter.store.read() as work:
        assert work.outbox.get(items["refused"]).state is OutboxState.WAITING


def test_the_first_dossier_is_in_view_at_once_and_enter_opens_it(
    qtbot: QtBot, services: Services
) -> None:
    fill(services.counter.store)
    screen = opened(qtbot, services)
    table = screen.list.table
    qtbot.waitUntil(lambda: table.current_row() == 0)
    assert screen.detail.isVisible()
    said = " ".join(each.text() for each in screen.detail.findChildren(QLabel))
    assert "Lê Thị Thu Hà" in said
    with qtbot.waitSignal(screen.wanted) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == ["intake", rows(services.counter.store)[0].dossier_id]


def test_the_chosen_dossier_stays_chosen_and_the_tab_is_remembered(
    qtbot: QtBot, services: Services
) -> None:
    items = fill(services.counter.store)
    screen = opened(qtbot, services)
    model, table = screen.list.table.model(), screen.list.table
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    table.selectRow(3)
    put_back(services.counter.store, items["waiting"], minutes=1)
    refuse(services.counter.store, items["failed"], "Thiếu tờ khai")
    qtbot.waitUntil(lambda: screen.list.tabs.tabText(2) == "Tỉnh từ chối (2)")
    chosen = model.index(table.current_row(), 1).data(Qt.ItemDataRole.DisplayRole)
    assert chosen == "Nguyễn Đức Thường"
    screen.list.tabs.setCurrentIndex(2)
    again = opened(qtbot, services)
    assert again.list.tabs.currentIndex() == 2
    qtbot.waitUntil(lambda: again.list.table.model().rowCount() == 2)


def test_sending_is_paused_and_taken_up(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services)
    enqueue_dossier(services.counter.store, "Lê Thị Thu Hà", 1)

    def halt() -> QueueHalt:
        with services.counter.store.read() as work:
            return work.outbox.halt()

    screen.pause.click()
    qtbot.waitUntil(lambda: screen.pause.text() == "Tiếp tục gửi" and screen.banner.isVisible())
    assert halt() is QueueHalt.PAUSED
    screen.pause.click()
    qtbot.waitUntil(lambda: screen.pause.text() == "Tạm dừng" and not screen.banner.isVisible())
    assert halt() is QueueHalt.NONE


def test_nothing_is_said_of_how_long_an_act_waited_when_that_is_not_known(
    services: Services,
) -> None:
    store = services.counter.store
    fill(store)
    act = enqueue_act(store, "Võ Thị Sáu", 9)
    with store.write() as work:
        work.outbox.doubt_waits(())
    (step,) = (each for row in rows(store) for each in row.steps if each.item_id == act)
    assert "chỉnh lùi" in step.detail
    assert "chờ gửi từ" not in step.detail


def test_an_act_that_waited_too_long_is_asked_about_first(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    fill(store)
    act = wait_too_long(store, "Võ Thị Sáu", 9)
    first = rows(store)[0]
    assert (first.applicant, first.state, first.group) == (
        "Võ Thị Sáu", "Chờ xác nhận lại", Group.UNCONFIRMED,
    )  # fmt: skip
    assert (first.unconfirmed, first.retryable) == ((act,), ())
    assert first.steps[-1].name == "Trả kết quả"
    assert "chờ gửi từ 22/11 07:21" in first.steps[-1].detail
    assert "chưa rõ trả lời" not in first.steps[-1].detail

    screen = opened(qtbot, services)
    qtbot.waitUntil(lambda: screen.list.tabs.tabText(3) == "Chờ xác nhận (1)")
    assert screen.detail.confirm.isVisible()
    screen.detail.confirm.click()
    qtbot.waitUntil(lambda: screen.list.tabs.tabText(3) == "Chờ xác nhận (0)")
    with store.read() as work:
        item = work.outbox.get(act)
    assert (item.state, item.confirmed_at) == (OutboxState.WAITING, services.counter.now())


def test_an_act_that_is_not_meant_any_more_is_taken_back(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    act = wait_too_long(store, "Võ Thị Sáu", 9)
    screen = opened(qtbot, services)
    qtbot.waitUntil(screen.detail.take_back.isVisible)
    screen.detail.take_back.click()
    qtbot.waitUntil(lambda: not screen.detail.take_back.isVisible())
    with store.read() as work:
        assert work.outbox.get(act).state is OutboxState.WITHDRAWN
    assert [row.state for row in rows(store)] == ["Tỉnh đã nhận"]


def test_an_empty_queue_says_what_comes(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services)
    qtbot.waitUntil(lambda: screen.list.tabs.tabText(0) == "Tất cả (0)")
    said = [each.text() for each in screen.list.findChildren(QLabel) if each.isVisible()]
    assert "Chưa có gì để gửi" in said
    assert not screen.detail.isVisible()
    (begin,) = [b for b in screen.list.findChildren(QPushButton) if b.text() == "Tiếp nhận hồ sơ"]
    with qtbot.waitSignal(screen.wanted) as heard:
        begin.click()
    assert heard.args == ["intake", None]


@pytest.mark.parametrize(("width", "shown"), [(700, 4), (380, 2)])
def test_the_list_gives_up_columns_before_it_scrolls_sideways(
    qtbot: QtBot, services: Services, width: int, shown: int
) -> None:
    enqueue_dossier(services.counter.store, "Lê Thị Thu Hà", 1)
    table = opened(qtbot, services).list.table
    qtbot.waitUntil(table.isVisible)
    table.setFixedWidth(width)
    qtbot.waitUntil(lambda: sum(not table.isColumnHidden(each) for each in range(4)) == shown)
    assert not table.horizontalScrollBar().isVisible()


def test_an_act_that_the_province_refuses_for_good_is_taken_back(
    qtbot: QtBot, services: Services
) -> None:
    """Else it would hold back its dossier for ever: the number is another's, the step is over."""
    store = services.counter.store
    dossier, upload, received = enqueue_dossier(store, "Võ Thị Sáu", 9)
    deliver(store, upload, received, "H01.31.02-261121-0009")
    with store.write() as work:
        acts = [
            work.outbox.enqueue(dossier, OutboxKind.ACT, {"kind": kind}, NOW).id
            for kind in ("issue_result", "return_result")
        ]
    refuse(store, acts[0], "Số đã cấp cho văn bản khác")
    screen = opened(qtbot, services)
    qtbot.waitUntil(screen.detail.take_back.isVisible)
    screen.detail.take_back.click()
    qtbot.waitUntil(lambda: not screen.detail.take_back.isVisible())
    with store.read() as work:
        assert work.outbox.get(acts[0]).state is OutboxState.WITHDRAWN
        assert work.outbox.due(NOW) == (acts[1],), "the next one goes on"
        entry = work.audit.entries(limit=1)[0]
    assert (entry.act, entry.dossier_id) == ("act_withdrawn", dossier)


def test_a_refused_reception_is_not_taken_back_but_received_again(services: Services) -> None:
    store = services.counter.store
    _, upload, received = enqueue_dossier(store, "Võ Thị Sáu", 9)
    for item in (upload, received):
        refuse(store, item, "Thiếu tờ khai")
        with pytest.raises(AppError) as caught:
            withdraw_act(store=store, item_id=item)
        assert caught.value.code is Code.QUEUE_ITEM_NOT_ASKED
    assert rows(store)[0].refused_acts == ()


def test_a_dossier_filed_elsewhere_is_called_by_the_provinces_number(services: Services) -> None:
    store, number = services.counter.store, "H01.31.02-261121-0077"
    dossier, *_ = enqueue_dossier(store, "Võ Thị Sáu", 9)
    with store.write() as work:
        work.outbox.withdraw(dossier)
        work.outbox.enqueue(
            dossier, OutboxKind.ACT, {"kind": "hand_over", "dossier_code": number}, NOW
        )
    assert [row.code for row in rows(store)] == [number]


def test_a_province_that_wants_quiet_is_said_with_the_time(
    qtbot: QtBot, services: Services
) -> None:
    fill(services.counter.store)
    services.counter.now = lambda: datetime.now(UTC)
    screen = opened(qtbot, services)
    quiet = Quiet(services.counter.now() + timedelta(seconds=3), timedelta(seconds=3))
    with services.counter.store.write() as work:
        work.facts.note_quiet(quiet)
    qtbot.waitUntil(screen.banner.isVisible)
    said = " ".join(each.text() for each in screen.banner.findChildren(QLabel))
    assert f"Tỉnh hẹn nhận lại từ {moment(quiet.until, services.counter.now())}" in said
    assert "bấm Gửi ngay cũng chờ đến giờ hẹn" in said
    screen.send.click()
    qtbot.waitUntil(lambda: not screen.banner.isVisible(), timeout=8000)
