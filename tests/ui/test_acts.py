"""Later acts at the desk: what keys offer, what is said at which field, what is shown."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.act_rules import HAND_OVER, RULES, ActChoice
from app.domain.dossier import Dossier, DossierState
from app.domain.officer import Role
from app.domain.published import Colleague
from app.domain.register import Book, NumberWish
from app.domain.submission import OutboxState
from app.errors import AppError, Code
from app.store.news import DossierNews
from sync.contract import LaterAct
from tests.ui.counter_bench import OFFICER, open_screen, sign_in
from tests.ui.queue_past import NOW
from tests.ui.test_desk_screen import received, wanted_by
from ui.acts.dialog import ActDialog
from ui.acts.file_input import FilesInput
from ui.acts.forms import fixed_content
from ui.acts.inputs import BadInput, ChoiceInput, DayInput, LineInput, TextInput
from ui.acts.menu import lettered
from ui.acts.subject import read_subject
from ui.desk.screen import DeskScreen
from ui.services import Services
from ui.sign.entering import ResultToSign

# The offscreen platform says so when a menu is shown.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CODE = "H01.31.02-261123-0001"


@pytest.fixture
def screen(qtbot: QtBot, services: Services) -> DeskScreen:
    sign_in(services.counter)
    made = DeskScreen(services)
    open_screen(qtbot, made)
    made.enter()
    return made


def work_as(counter: Counter, role: Role) -> None:
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, role=role))


def told(counter: Counter, state: DossierState, version: int = 1) -> Dossier:
    news = DossierNews(
        dossier_id="", code=CODE, state=state, procedure_code="1.000894",
        procedure_name="Thủ tục đăng ký kết hôn", applicant_name="Lê Thị Thu Hà", handled_by="",
        received_at=NOW - timedelta(days=1), due_at=NOW, version=version,
    )  # fmt: skip
    with counter.store.write() as work:
        work.news.apply((news,), 1, NOW)
        found = work.pins.with_code(CODE)
        assert found is not None
        return work.dossiers.get(found)


def offered(qtbot: QtBot, screen: DeskScreen) -> list[str]:
    """What F8 opens, as it is read."""
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: screen.acting.menu is not None and screen.acting.menu.isVisible())
    assert screen.acting.menu is not None
    return [act.text().replace("&", "") for act in screen.acting.menu.actions()]


def dialog_of(
    qtbot: QtBot, counter: Counter, dossier: Dossier, kind: str, to: DossierState
) -> ActDialog:
    made = ActDialog(counter, read_subject(counter, dossier, ActChoice(kind, to)))
    qtbot.addWidget(made)
    made.show()
    return made


def files(dialog: ActDialog, name: str) -> FilesInput:
    found = dialog.inputs[name]
    assert isinstance(found, FilesInput)
    return found


def line(dialog: ActDialog, name: str) -> LineInput:
    found = dialog.inputs[name]
    assert isinstance(found, LineInput)
    return found


def test_letters_are_typed_without_marks_and_never_twice() -> None:
    names = ["Từ chối", "Thêm ý kiến", "Trả kết quả", "Đổi", "ĐĐĐ"]
    made = lettered(names)
    assert [each.replace("&", "") for each in made] == names
    letters = [each[each.index("&") + 1].casefold() for each in made if "&" in each]
    assert letters == ["t", "y", "r", "i"] or len(set(letters)) == len(letters) == 4
    assert made[-1] == "ĐĐĐ"


def test_an_act_goes_by_keyboard_alone_and_is_never_shown_as_done(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    dossier = received(counter, "An")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    names = offered(qtbot, screen)
    assert names[0] == "Chuyển sang “Kiểm tra HS”"
    assert "Hủy hồ sơ" in names
    assert not {"Ký duyệt kết quả", "Phát hành kết quả"} & set(names)
    menu = screen.acting.menu
    assert menu is not None
    [letter] = [
        each.text()[each.text().index("&") + 1] for each in menu.actions() if "ủy" in each.text()
    ]
    qtbot.keyClick(menu, Qt.Key(ord(letter.upper())))
    dialog = screen.acting.dialog
    assert dialog is not None
    assert dialog.windowTitle() == "Hủy hồ sơ"
    qtbot.waitUntil(dialog.isActiveWindow)
    reason = dialog.inputs["reason"]
    assert isinstance(reason, TextInput)
    qtbot.keyClick(reason.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Nhập ô này" in reason.editor.accessibleDescription()
    reason.editor.insertPlainText("Người nộp xin rút")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(reason.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Đã hủy" in screen.list.detail.expected.text())
    assert "chờ gửi" in screen.banner.accessibleName()
    assert screen.list.detail._state.text() == "Chờ gửi tỉnh"
    with counter.store.read() as work:
        assert work.dossiers.get(dossier.id).state is DossierState.QUEUED
        item = work.outbox.of_dossier(dossier.id)[-1]
    assert (item.act_kind, item.state) == ("cancel", OutboxState.WAITING)
    assert "Hủy hồ sơ" not in offered(qtbot, screen)


def test_nobody_leaves_while_an_act_is_on_its_way(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    """Whoever left would not be told that it was queued, or why not."""
    dossier = received(counter, "An")
    screen.acting.open(dossier, ActChoice("cancel", DossierState.CANCELLED))
    dialog = screen.acting.dialog
    assert dialog is not None
    reason = dialog.inputs["reason"]
    assert isinstance(reason, TextInput)
    reason.editor.insertPlainText("Người nộp xin rút")
    go_on = threading.Event()
    for _ in range(2):  # the lane has two threads
        counter.files_lane.submit(go_on.wait)
    dialog.queue()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    left, may = not dialog.isVisible(), dialog.leave.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: "chờ gửi" in screen.banner.accessibleName())
    assert not left
    assert not may


def test_what_waits_for_her_answer_comes_first(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    dossier = received(counter, "An")
    with counter.store.write() as work:
        [*_, reception] = work.outbox.of_dossier(dossier.id)
        work.outbox.begin_attempt(reception.id, NOW)
        work.outbox.refuse(reception.id, code=Code.PROVINCE_CONFLICT, facts={}, now=NOW)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    heard = wanted_by(screen)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_F8)
    assert "tỉnh đã từ chối" in screen.banner.accessibleName()
    assert screen.acting.menu is None
    next(b for b in screen.banner.findChildren(QPushButton) if b.text() == "Mở Đồng bộ").click()
    assert heard == [("sync", None)]


def test_nothing_is_offered_to_nobody_or_of_a_draft(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    told(counter, DossierState.RECEIVED)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    with counter.store.write() as work:
        work.facts.set_officer(None)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_F8)
    assert "Chưa đăng nhập" in screen.banner.accessibleName()
    work_as(counter, Role.ADMINISTRATOR)
    assert offered(qtbot, screen) == ["Không có việc nào làm được ở bước này"]


@pytest.mark.parametrize("kind", sorted([*RULES, HAND_OVER]))
def test_every_act_has_a_dialog_with_fields_of_the_contract(
    qtbot: QtBot, counter: Counter, kind: str
) -> None:
    sign_in(counter)
    dossier = received(counter, "An")
    to = DossierState.CHECKING if kind == HAND_OVER else next(iter(RULES[kind].moves.values()))
    dialog = dialog_of(qtbot, counter, dossier, kind, to)
    [model] = [
        each
        for each in get_args(LaterAct)
        if get_args(each.model_fields["kind"].annotation) == (kind,)
    ]
    names = {*dialog.inputs, *fixed_content(dialog.subject)}
    assert names <= set(model.model_fields)
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    assert needed - {"kind", "acted_at", "notation"} <= names
    assert dialog.height() <= 768


def test_a_bad_day_is_said_where_it_stands(qtbot: QtBot, counter: Counter) -> None:
    sign_in(counter)
    dossier = told(counter, DossierState.ONLINE_WAITING)
    dialog = dialog_of(qtbot, counter, dossier, "accept_online", DossierState.RECEIVED)
    due = dialog.inputs["due_at"]
    assert isinstance(due, DayInput)
    assert due.editor.text() == "24/11/2026"  # one working day from now
    due.editor.setText("31/02/2027")
    dialog.queue()
    assert "ngày có thật" in due.editor.accessibleDescription()
    assert dialog.isVisible()


def test_an_unsigned_result_leads_to_signing(
    qtbot: QtBot, counter: Counter, screen: DeskScreen, make_pdf: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    draft = make_pdf(tmp_path / "Quyết định.pdf")
    told(counter, DossierState.APPROVING)
    work_as(counter, Role.LEADER)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    names = offered(qtbot, screen)
    assert names[0] == "Ký duyệt kết quả"
    assert screen.acting.menu is not None
    qtbot.keyClick(screen.acting.menu, Qt.Key.Key_Return)
    dialog = screen.acting.dialog
    assert dialog is not None
    dialog.queue()
    assert "Chọn ít nhất một tệp" in files(dialog, "results").pick.accessibleDescription()
    files(dialog, "results").add([draft])
    dialog.queue()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=30_000)
    assert "chưa có chữ ký số" in files(dialog, "results").pick.accessibleDescription()
    heard = wanted_by(screen)
    next(b for b in dialog.banner.findChildren(QPushButton) if b.text() == "Mở Ký số").click()
    assert heard == [("sign", ResultToSign(path=draft))]
    with counter.store.read() as work:
        assert work.outbox.counts().waiting == 0


def test_a_registered_number_is_filled_in(
    qtbot: QtBot, counter: Counter, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    sign_in(counter)
    dossier = told(counter, DossierState.APPROVING)
    issued = make_pdf(tmp_path / "Quyết định.pdf")
    sha256 = hashlib.sha256(issued.read_bytes()).hexdigest()
    wish = NumberWish(Book.OUTGOING, "QĐ-UBND", date(2026, 11, 20), 7)
    with counter.store.write() as work:
        entry = work.register.reserve(wish, subject="Quyết định", now=NOW)
        work.register.issue(entry.id, signer="UBND", sha256=sha256, now=NOW)
    dialog = dialog_of(qtbot, counter, dossier, "issue_result", DossierState.READY)
    files(dialog, "results").add([issued])
    qtbot.waitUntil(lambda: line(dialog, "number").editor.text() == "07/QĐ-UBND")
    day = dialog.inputs["issued_on"]
    assert isinstance(day, DayInput)
    assert day.editor.text() == "20/11/2026"


def test_departments_come_with_the_one_whose_turn_it_is_first(
    qtbot: QtBot, counter: Counter
) -> None:
    sign_in(counter)
    people: Sequence[tuple[str, str]] = (
        ("specialist", "Phòng Văn hóa"), ("leader", "Lãnh đạo"), ("clerk", "Văn phòng"),
    )  # fmt: skip
    with counter.store.write() as work:
        work.mirror.replace_officers(
            [Colleague(role, role, "H01.31.02", where, role, "") for role, where in people], "1"
        )
    dossier = told(counter, DossierState.CHECKING)
    dialog = dialog_of(qtbot, counter, dossier, HAND_OVER, DossierState.SUBMITTED_FOR_SIGNATURE)
    assert dialog.inputs["handled_by"].value() == "Lãnh đạo"


def test_a_fault_without_a_field_is_said_above(qtbot: QtBot, counter: Counter) -> None:
    sign_in(counter)
    dossier = told(counter, DossierState.RECEIVED)
    dialog = dialog_of(qtbot, counter, dossier, "cancel", DossierState.CANCELLED)
    told(counter, DossierState.CANCELLED, version=2)
    reason = dialog.inputs["reason"]
    assert isinstance(reason, TextInput)
    reason.editor.setPlainText("Rút")
    dialog.queue()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert isinstance(dialog.banner.error, AppError)
    assert dialog.banner.error.code is Code.ACT_NOT_ALLOWED
    assert "Đã hủy" in dialog.banner.accessibleName()


@pytest.mark.parametrize(
    ("kind", "field", "most"),
    [
        ("cancel", "reason", 2000),
        ("give_opinion", "opinion", 4000),
        (HAND_OVER, "handled_by", 200),
        ("save_to_warehouse", "title", 500),
        ("report_payment_trouble", "contact", 200),
    ],
)
def test_a_text_is_no_longer_than_the_province_takes(
    qtbot: QtBot, counter: Counter, kind: str, field: str, most: int
) -> None:
    sign_in(counter)
    dossier = received(counter, "An")
    dialog = dialog_of(qtbot, counter, dossier, kind, DossierState.CHECKING)
    asked = dialog.inputs[field]
    assert isinstance(asked, TextInput | LineInput | ChoiceInput)
    write(asked, "ở" * (most + 1))
    with pytest.raises(BadInput, match=f"{most + 1} ký tự, tỉnh chỉ nhận {most}"):
        asked.value()
    dialog.queue()
    assert f"tỉnh chỉ nhận {most}" in asked.field.editor.accessibleDescription()

    write(asked, "ở" * most)
    assert asked.value() == "ở" * most


def write(asked: TextInput | LineInput | ChoiceInput, text: str) -> None:
    if isinstance(asked, TextInput):
        asked.editor.setPlainText(text)
    elif isinstance(asked, LineInput):
        asked.editor.setText(text)
    else:
        asked.editor.setEditText(text)
