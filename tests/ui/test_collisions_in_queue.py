"""Đồng bộ tells who acted on a dossier meanwhile, and takes the officer's answer."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.collision import ChangeMeanwhile
from app.domain.submission import OutboxKind, OutboxState
from app.store.store import Store
from tests.ui.queue_past import NOW, deliver, enqueue_dossier
from ui.services import Services
from ui.sync_screen.collision_dialog import Answer, CollisionDialog
from ui.sync_screen.rows import Group, QueueRow, queue_rows
from ui.sync_screen.screen import SyncScreen
from ui.widgets.card import Card


def collide(store: Store, *changes: ChangeMeanwhile) -> int:
    """An act of ours that met ``changes``; its id."""
    dossier, upload, act = enqueue_dossier(store, "Trần Thị Sáu", 6)
    deliver(store, upload, act, "H01.31.02-261121-0006")
    payload = {
        "kind": "request_supplement",
        "dossier_id": dossier,
        "expected_version": 1,
        "reason": "Thiếu bản sao hộ khẩu",
        "acted_at": NOW.isoformat(),
    }
    with store.write() as work:
        item = work.outbox.enqueue(dossier, OutboxKind.ACT, payload, NOW)
        work.collisions.note(item.id, version=2, state="checking", changes=changes, now=NOW)
    return item.id


def handed_over() -> ChangeMeanwhile:
    return ChangeMeanwhile(
        act="hand_over",
        full_name="Phạm Minh Hiếu",
        state="checking",
        handled_by="Phòng Tư pháp",
        text="Hồ sơ đã đủ",
        acted_at=NOW - timedelta(minutes=6),
    )


def row_of(store: Store) -> QueueRow:
    with store.read() as work:
        (row,) = queue_rows(work.outbox.for_officer(), NOW, collisions=work.collisions.open())
    return row


def test_the_row_says_what_changed_and_by_whom(counter: Counter) -> None:
    item = collide(counter.store, handed_over())
    row = row_of(counter.store)
    assert (row.state, row.group) == ("Có người vừa xử lý", Group.REFUSED)
    assert (row.collided, row.retryable) == ((item,), ())
    step = next(each for each in row.steps if each.collided)
    assert (
        "• 09:15 – Phạm Minh Hiếu: Chuyển bước xử lý → Kiểm tra HS, Phòng Tư pháp. “Hồ sơ đã đủ”"
        in step.detail
    )
    assert step.trouble is not None
    assert "Gửi lại theo tình trạng mới" in step.trouble.next_step


def test_a_province_that_does_not_tell_who(counter: Counter) -> None:
    collide(counter.store)
    step = next(each for each in row_of(counter.store).steps if each.collided)
    assert "Tỉnh không cho biết ai đã xử lý. Hồ sơ đang ở: Kiểm tra HS" in step.detail


def test_both_answers_have_their_button(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    item = collide(store, handed_over())
    screen = opened(qtbot, services)
    assert screen.detail.resend.isVisible()
    assert screen.detail.take_back.isVisible()
    assert not screen.detail.confirm.isVisible()
    screen.detail.resend.click()
    qtbot.waitUntil(lambda: _state(store, item) is OutboxState.WAITING)
    with store.read() as work:
        assert work.outbox.get(item).payload["expected_version"] == 2
    qtbot.waitUntil(lambda: not screen.detail.resend.isVisible())


def test_taken_back_by_its_button(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    item = collide(store, handed_over())
    screen = opened(qtbot, services)
    screen.detail.take_back.click()
    qtbot.waitUntil(lambda: _state(store, item) is OutboxState.WITHDRAWN)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.RESEND, OutboxState.WAITING),
        (Answer.TAKE_BACK, OutboxState.WITHDRAWN),
        (Answer.LATER, OutboxState.REFUSED),
    ],
)
def test_both_versions_stand_side_by_side(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch, answer: Answer,
    state: OutboxState,
) -> None:  # fmt: skip
    store = services.counter.store
    item = collide(store, handed_over())
    read: list[str] = []

    def execute(dialog: CollisionDialog) -> int:
        for card in dialog.findChildren(Card):
            read.append(" | ".join(each.text() for each in card.findChildren(QLabel)))
        pressed = {Answer.RESEND: dialog.resend, Answer.TAKE_BACK: dialog.take_back}
        pressed.get(answer, dialog.later).click()
        return dialog.result()

    monkeypatch.setattr(CollisionDialog, "exec", execute)
    screen = opened(qtbot, services)
    screen.detail.compare.click()
    ours, theirs = read
    assert "Yêu cầu bổ sung hồ sơ" in ours
    assert "Thiếu bản sao hộ khẩu" in ours
    assert "bản số 1 của hồ sơ" in ours
    assert "Phạm Minh Hiếu: Chuyển bước xử lý → Kiểm tra HS, Phòng Tư pháp" in theirs
    assert "bản số 2 của hồ sơ" in theirs
    qtbot.waitUntil(lambda: _state(store, item) is state)
    with store.read() as work:
        assert bool(work.collisions.open()) is (answer is Answer.LATER)


def opened(qtbot: QtBot, services: Services) -> SyncScreen:
    screen = SyncScreen(services)
    qtbot.addWidget(screen)
    screen.resize(1100, 620)
    screen.show()
    screen.enter()
    qtbot.waitUntil(screen.detail.take_back.isVisible)
    return screen


def _state(store: Store, item: int) -> OutboxState:
    with store.read() as work:
        return work.outbox.get(item).state


def test_a_refused_file_of_an_act_says_the_way_out_and_takes_it(
    qtbot: QtBot, services: Services
) -> None:
    store = services.counter.store
    dossier, upload, received = enqueue_dossier(store, "Trần Thị Sáu", 6)
    deliver(store, upload, received, "H01.31.02-261121-0006")
    told = {"kind": "request_supplement", "dossier_id": dossier, "reason": "Thiếu hộ khẩu"}
    file = {"paper_id": "p", "title": "Phiếu yêu cầu", "sha256": "ef" * 32, "bytes": 9}
    with store.write() as work:
        files = [work.outbox.enqueue(dossier, OutboxKind.UPLOAD, file, NOW).id for _ in range(2)]
        act = work.outbox.enqueue(dossier, OutboxKind.ACT, told, NOW).id
        for each in files:
            work.outbox.refuse(
                each, code="province_refused", facts={"reason": "Tệp có mã độc"}, now=NOW
            )
    row = row_of(store)
    assert row.refused_acts == (act,)
    step = next(each for each in row.steps if each.item_id == files[0])
    assert "Bấm Rút lại để bỏ việc “Yêu cầu bổ sung hồ sơ” cùng các tệp của nó" in step.detail
    screen = SyncScreen(services)
    qtbot.addWidget(screen)
    screen.resize(1146, 700)
    screen.show()
    screen.enter()
    qtbot.waitUntil(screen.detail.take_back.isVisible)
    screen.detail.take_back.click()
    qtbot.waitUntil(lambda: row_of(store).group is Group.DELIVERED)
