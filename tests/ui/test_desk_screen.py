"""The desk with a window: what keys open, what is remembered, what is offered after a crash."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QStyle, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier, DossierState
from app.operations.receive_dossier import open_draft, receive_dossier, write_applicant
from tests.store.conftest import MARRIAGE, PENSION
from tests.ui.counter_bench import add_paper, open_screen, sign_in
from tests.ui.queue_past import NOW
from ui.desk.query import DueWindow, Period
from ui.desk.received_box import PeriodDialog
from ui.desk.screen import DeskScreen
from ui.intake.screen import NEW
from ui.services import Services


@pytest.fixture
def screen(qtbot: QtBot, services: Services) -> DeskScreen:
    sign_in(services.counter)
    made = DeskScreen(services)
    open_screen(qtbot, made)
    made.enter()
    return made


def draft(counter: Counter, name: str) -> Dossier:
    made = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="TT", now=NOW)
    applicant = Applicant(full_name=name, identity_number="089198001234")
    write_applicant(store=counter.store, dossier_id=made.id, applicant=applicant)
    return made


def received(counter: Counter, name: str, *, days_ago: int = 0) -> Dossier:
    made = draft(counter, name)
    add_paper(counter, made, 0, signed=True)
    return receive_dossier(
        store=counter.store,
        dossier_id=made.id,
        calendar=counter.calendar,
        now=NOW - timedelta(days=days_ago),
    )


def names(screen: DeskScreen) -> list[str]:
    rows = (screen.model.row(number) for number in range(screen.model.rowCount()))
    return [row.dossier.applicant.full_name for row in rows if row is not None]


def choose(box: QComboBox, data: object) -> None:
    """As an officer picks an entry."""
    number = next(row for row in range(box.count()) if box.itemData(row) == data)
    box.setCurrentIndex(number)
    box.activated.emit(number)


def wanted_by(screen: DeskScreen) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    screen.wanted.connect(lambda key, subject: heard.append((key, subject)))
    return heard


def test_enter_takes_up_a_draft(qtbot: QtBot, counter: Counter, screen: DeskScreen) -> None:
    begun = draft(counter, "Bình")
    qtbot.waitUntil(lambda: names(screen) == ["Bình"])
    heard = wanted_by(screen)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
    assert heard == [("intake", begun.id)]
    qtbot.keyClick(screen.list.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: heard[1:] == [("intake", NEW)])


def test_enter_shows_what_was_received_and_esc_leaves_it(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    received(counter, "An")
    received(counter, "Bình")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Return)
    assert screen.list.detail.isVisible()
    first = screen.list.detail.accessibleDescription()
    qtbot.keyClick(screen.list.table, Qt.Key.Key_Down)
    assert screen.list.detail.accessibleDescription() != first
    screen.list.detail.print.setFocus()
    qtbot.keyClick(screen.list.detail.print, Qt.Key.Key_Escape)
    assert not screen.list.detail.isVisible()
    assert screen.list.table.hasFocus()


def test_the_detail_follows_the_province(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    dossier = received(counter, "An")
    screen.enter(dossier.id)
    assert dossier.provisional_code in screen.list.detail.accessibleDescription()
    with counter.store.write() as work:
        work.dossiers.accept(dossier.id, code="H01.31.02-261123-0001")
    qtbot.waitUntil(lambda: "H01.31.02-261123-0001" in screen.list.detail.accessibleDescription())


def test_search_states_and_figures_narrow_the_list(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    draft(counter, "Nguyễn Đức")
    received(counter, "Lê Thị Hà", days_ago=10)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    qtbot.keyClicks(screen.filters.search, "nguyen duc")
    qtbot.waitUntil(lambda: names(screen) == ["Nguyễn Đức"])
    qtbot.keyClick(screen.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    screen.filters.figures.chosen.emit(DueWindow.OVERDUE)
    assert names(screen) == ["Lê Thị Hà"]
    screen.filters.states.chosen.emit(DossierState.DRAFT.value)
    assert names(screen) == ["Nguyễn Đức"]


def test_a_field_narrows_list_and_procedures(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    draft(counter, "An")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    filters = screen.filters
    choose(filters.procedure, MARRIAGE.code)
    choose(filters.field, PENSION.field)
    assert filters.query.procedure_code == ""
    assert names(screen) == []
    assert [filters.procedure.itemData(row) for row in range(filters.procedure.count())] == [
        "", PENSION.code,
    ]  # fmt: skip
    choose(filters.field, MARRIAGE.field)
    assert names(screen) == ["An"]


def test_days_of_reception_narrow_the_list(
    qtbot: QtBot, services: Services, counter: Counter, screen: DeskScreen
) -> None:
    received(counter, "An", days_ago=10)
    received(counter, "Bình")
    box = screen.filters.received
    choose(box, Period(NOW.date(), NOW.date()))
    assert names(screen) == ["Bình"]
    own = Period(NOW.date() - timedelta(days=10), NOW.date() - timedelta(days=1))
    box._ask = lambda *_: own
    choose(box, "own")
    assert names(screen) == ["An"]
    assert box.currentText() == own.text
    box._ask = lambda *_: None
    choose(box, "own")
    assert box.currentText() == own.text


def test_the_boxes_show_their_words_whole_in_the_narrowest_window(
    qtbot: QtBot, services: Services
) -> None:
    """900 pixels: 64 are the rail's."""
    window = QWidget()
    qtbot.addWidget(window)
    screen = DeskScreen(services)
    screen.setParent(window)
    screen.setGeometry(0, 0, 836, 680)
    with qtbot.waitExposed(window):
        window.show()
    filters, edit = screen.filters, QStyle.SubControl.SC_ComboBoxEditField
    filters.received.show_period(Period(date(2026, 10, 28), date(2026, 11, 28)))
    cut = []
    for box in (filters.field, filters.procedure, filters.received, filters.order):
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, box)
        words = [box.itemText(number) for number in range(box.count())]
        width = box.fontMetrics().horizontalAdvance
        cut += [each for each in words if width(each) > room.width()]
    assert cut == []


def test_two_days_are_typed(qtbot: QtBot) -> None:
    dialog = PeriodDialog(Period())
    qtbot.addWidget(dialog)
    dialog.show()
    lines = [dialog.first.editor, dialog.last.editor]
    for text in ("hôm qua", "31/12/2026", "1/11/2026"):
        lines[0].setText(text)
        lines[1].setText("26112026")
        qtbot.keyClick(lines[1], Qt.Key.Key_Return)
    assert dialog.result() == PeriodDialog.DialogCode.Accepted
    assert dialog.period.text == "01/11/2026 – 26/11/2026"


def test_an_empty_list_says_where_there_is_something(
    qtbot: QtBot, counter: Counter, screen: DeskScreen
) -> None:
    assert screen.list.empty.isVisible()
    draft(counter, "An")
    qtbot.waitUntil(lambda: not screen.list.empty.isVisible())
    screen.filters.states.chosen.emit(DossierState.READY.value)
    assert screen.list.empty.isVisible()
    ways = [b for b in screen.list.empty.findChildren(QPushButton) if b.isVisible()]
    assert [each.text() for each in ways] == ["Bỏ mọi bộ lọc"]
    ways[0].click()
    assert names(screen) == ["An"]


def test_the_chosen_state_is_remembered(
    qtbot: QtBot, services: Services, screen: DeskScreen
) -> None:
    screen.filters.states.chosen.emit(DossierState.READY.value)
    again = DeskScreen(services)
    qtbot.addWidget(again)
    assert again.filters.query.state is DossierState.READY


def test_unfinished_pages_are_offered(qtbot: QtBot, counter: Counter, screen: DeskScreen) -> None:
    with counter.store.write() as work:
        batch = work.scans.begin(source="", dossier_id="", component_id="", now=NOW)
    with counter.store.write() as work:
        work.scans.add_page(batch.id, file="page-1.jpg", width_px=1, height_px=1, dpi=200)
    qtbot.waitUntil(screen.banner.isVisible)
    assert "1 trang quét dở" in screen.banner.accessibleName()


def test_a_long_list_is_read_as_far_as_it_is_looked_at(
    qtbot: QtBot, counter: Counter, screen: DeskScreen, tmp_path: Path
) -> None:
    with counter.store.write() as work:
        for _ in range(350):
            work.dossiers.open_draft(procedure=MARRIAGE, case_code="TT", counter="00AF", now=NOW)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 100)
    for _ in range(3):
        screen.list.table.scrollToBottom()
    qtbot.waitUntil(lambda: screen.model.rowCount() >= 300)
    screen.list.table.scrollToTop()
    later = NOW + timedelta(minutes=1)
    new = open_draft(store=counter.store, procedure_code="1.000894", case_code="TT", now=later)
    qtbot.waitUntil(lambda: screen.model.row_of(new.id) == 0)
    assert screen.model.rowCount() == 100
