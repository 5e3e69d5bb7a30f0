"""One act on several dossiers at the desk: chosen by keyboard, asked once, told about each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.act_rules import HAND_OVER, ActChoice
from app.domain.dossier import Dossier, DossierState
from app.domain.officer import Role
from app.operations.act_files import ActDesk
from app.operations.act_on_dossier import act_on_dossier
from app.store.news import DossierNews
from tests.ui.counter_bench import OFFICER, SIGNED
from tests.ui.queue_past import NOW
from tests.ui.test_acts import files, offered, screen, work_as
from tests.ui.test_desk_screen import wanted_by
from ui.acts.dialog import ActDialog
from ui.acts.inputs import ChoiceInput
from ui.acts.subject import read_several
from ui.desk.screen import DeskScreen
from ui.sign.entering import ResultToSign

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
__all__ = ["screen"]

NAMES = ("Lê Thị Thu Hà", "Trần Văn An", "Nguyễn Đức Bình", "Phạm Thị Cúc")


def told(counter: Counter, *states: DossierState) -> list[Dossier]:
    news = tuple(
        DossierNews(
            dossier_id="", code=f"H01.31.02-261123-000{number}", state=state,
            procedure_code="1.000894", procedure_name="Thủ tục đăng ký kết hôn",
            applicant_name=name, handled_by="", received_at=NOW - timedelta(hours=number),
            due_at=NOW, version=1,
        )
        for number, (state, name) in enumerate(zip(states, NAMES, strict=False), 1)
    )  # fmt: skip
    with counter.store.write() as work:
        work.news.apply(news, 1, NOW)
        found = [work.pins.with_code(each.code) for each in news]
        return [work.dossiers.get(each) for each in found if each is not None]


def waiting(counter: Counter, dossier: Dossier) -> list[str]:
    with counter.store.read() as work:
        return [item.act_kind or "" for item in work.outbox.of_dossier(dossier.id)]


def test_a_detail_gives_way_to_several_rows(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    told(counter, *[DossierState.RECEIVED] * 2)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
    assert screen.list.detail.isVisible()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert screen.list.selection.isVisible()
    assert not screen.list.detail.isVisible()


def test_several_rows_take_one_act_by_keyboard_alone(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    dossiers = told(counter, *[DossierState.RECEIVED] * 3)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    table = screen.list.table
    assert not screen.list.selection.isVisible()
    for _ in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert screen.list.selection.count.text() == "Đã chọn 3 hồ sơ"

    names = offered(qtbot, screen)
    assert names[0] == "Chuyển sang “Kiểm tra HS”"
    assert not {"Phản ánh thanh toán", "Yêu cầu bổ sung hồ sơ"} & set(names)
    assert screen.acting.menu is not None
    qtbot.keyClick(screen.acting.menu, Qt.Key.Key_Return)
    dialog = screen.acting.dialog
    assert dialog is not None
    assert "3 hồ sơ ở bước" in said(dialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    hand_to(dialog, "Phòng Văn hóa")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert [waiting(counter, each) for each in dossiers] == [[HAND_OVER]] * 3
    assert "3 hồ sơ chờ gửi" in screen.banner.accessibleName()


def test_the_choice_outlives_news(qtbot: QtBot, counter: Counter, screen: DeskScreen) -> None:
    told(counter, *[DossierState.RECEIVED] * 3)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 2):
        screen.list.table.selectionModel().select(screen.model.index(row, 0), rows)
    chosen = screen.list.chosen
    assert len(chosen) == 2

    told(counter, *[DossierState.RECEIVED] * 4)

    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)
    assert screen.list.chosen == chosen


def test_who_cannot_is_listed_with_the_reason(qtbot: QtBot, counter: Counter) -> None:
    work_as(counter, Role.SPECIALIST)
    ready, elsewhere, moved = told(
        counter, DossierState.CHECKING, DossierState.READY, DossierState.CHECKING
    )
    up = {"to": "submitted_for_signature", "handled_by": "Lãnh đạo", "note": ""}
    act_on_dossier(ActDesk.of(counter), moved.id, HAND_OVER, up)
    dialog = dialog_of(qtbot, counter, [ready, elsewhere, moved], HAND_OVER)

    assert "1 hồ sơ ở bước “Kiểm tra HS” · 2 hồ sơ không làm được" in said(dialog)
    assert f"{elsewhere.code} · Trần Văn An: Hồ sơ" in said(dialog)
    assert "đang ở bước “Trả kết quả”" in said(dialog)
    hand_to(dialog, "Lãnh đạo")
    with qtbot.waitSignal(dialog.queued) as signal:
        dialog.queue()
    assert [item.dossier_id for item in signal.args[0].queued] == [ready.id]
    assert waiting(counter, elsewhere) == []


def test_nobody_can_is_said_and_nothing_can_be_sent(qtbot: QtBot, counter: Counter) -> None:
    work_as(counter, Role.SPECIALIST)
    dossiers = told(counter, *[DossierState.READY] * 2)
    dialog = dialog_of(qtbot, counter, dossiers, HAND_OVER)

    assert not dialog.send.isEnabled()
    assert "2 hồ sơ không làm được" in said(dialog)


def test_results_find_their_dossiers_and_unsigned_ones_are_signed_together(
    qtbot: QtBot, counter: Counter, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    work_as(counter, Role.LEADER)
    first, second = told(counter, *[DossierState.SUBMITTED_FOR_SIGNATURE] * 2)
    drafts = [
        make_pdf(tmp_path / name)
        for name in (f"Quyết định {first.code}.pdf", "QD tran van an.pdf", "Khác.pdf")
    ]
    dialog = dialog_of(qtbot, counter, [first, second], "approve", DossierState.APPROVING)
    results = files(dialog, "results")
    results.add(drafts)
    boxes = results.findChildren(QComboBox)
    assert [box.currentData() for box in boxes] == [first.id, second.id, ""]

    dialog.queue()
    assert "Chọn hồ sơ của tệp “Khác.pdf”" in results.pick.accessibleDescription()
    boxes[2].setCurrentIndex(boxes[2].findData(second.id))
    dialog.queue()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=60_000)

    assert "Không làm được 2 hồ sơ" in dialog.banner.accessibleName()
    assert waiting(counter, first) == waiting(counter, second) == []
    heard = wanted_by(dialog)
    next(b for b in dialog.banner.findChildren(QPushButton) if b.text() == "Mở Ký số").click()
    [(where, meant)] = heard
    assert where == "sign"
    assert isinstance(meant, ResultToSign)
    assert {meant.path, *meant.more} == set(drafts[:2])


def test_what_she_signed_already_is_chosen(qtbot: QtBot, counter: Counter) -> None:
    with counter.store.write() as work:
        leader = replace(OFFICER, role=Role.LEADER, certificate_serial=SIGNED.serial.upper())
        work.facts.set_officer(leader)
    first, second = told(counter, *[DossierState.SUBMITTED_FOR_SIGNATURE] * 2)
    with counter.store.write() as work:
        paper = work.papers.add(
            dossier_id=second.id, component_id="", batch_id=None, title="Quyết định", pages=1,
            dpi=200, sha256="a" * 64, size=1_000, now=NOW,
        )  # fmt: skip
        work.papers.mark_signed(paper.id, sha256="b" * 64, size=1_000, facts=SIGNED)

    dialog = dialog_of(qtbot, counter, [first, second], "approve", DossierState.APPROVING)

    results = files(dialog, "results")
    assert [each.id for each in results.papers] == [paper.id]
    assert f"Quyết định · {second.code} · Trần Văn An" in said(dialog)
    assert [each.component_code for each in results.value()] == [second.id]


def dialog_of(
    qtbot: QtBot,
    counter: Counter,
    dossiers: list[Dossier],
    kind: str,
    to: DossierState = DossierState.SUBMITTED_FOR_SIGNATURE,
) -> ActDialog:
    ids = [each.id for each in dossiers]
    made = ActDialog(counter, read_several(counter, ids, ActChoice(kind, to)))
    qtbot.addWidget(made)
    made.show()
    return made


def hand_to(dialog: ActDialog, department: str) -> None:
    box = dialog.inputs["handled_by"]
    assert isinstance(box, ChoiceInput)
    box.editor.setEditText(department)


def said(dialog: ActDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel))
