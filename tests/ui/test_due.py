"""The bell: its number, the three groups, and the way to a dossier."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.dossier import Applicant, DossierId
from app.domain.working_time import WorkingCalendar
from app.store.store import Store
from tests.store.conftest import MARRIAGE
from tests.ui.queue_past import NOW
from ui.desk.query import DeskQuery, DueWindow
from ui.desk.screen import DeskScreen
from ui.due.bell import DueBell
from ui.due.model import Column, DueModel, Heading, Rest, cell_text
from ui.due.popup import DuePopup
from ui.due.reading import SHOWN, DueCounts, read_counts, read_due
from ui.opening import make_window
from ui.rail import Rail
from ui.services import Services
from ui.shell import Shell

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def received(store: Store, name: str, due: datetime) -> DossierId:
    with store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="0A1B", now=NOW
        )
        work.dossiers.set_applicant(draft.id, Applicant(full_name=name))
        work.dossiers.submit(draft.id, received_at=NOW - 5 * DAY, due_at=due)
    return draft.id


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    made = Rail(())
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def bell(services: Services, rail: Rail) -> DueBell:
    return DueBell(services, rail)


def number(rail: Rail) -> tuple[str, str]:
    """The bell's number, empty while none is shown, and its tone."""
    badge = next(each for each in rail.due.findChildren(QLabel) if each.property("role") == "count")
    return ("" if badge.isHidden() else badge.text()), badge.property("tone")


def first_cells(model: DueModel) -> list[str]:
    return [cell_text(row, Column.DOSSIER)[0] for row in model.rows]


def test_overdue_and_today_are_counted(counter: Counter) -> None:
    assert read_counts(counter.store, NOW) == DueCounts(0, 0)
    for name, due in (("Quá", NOW - HOUR), ("Nay", NOW + HOUR), ("Mai", NOW + DAY)):
        received(counter.store, name, due)
    received(counter.store, "Mốt", NOW + 2 * DAY)
    assert read_counts(counter.store, NOW) == DueCounts(1, 1)


def test_the_number_follows_the_store(
    qtbot: QtBot, counter: Counter, bell: DueBell, rail: Rail
) -> None:
    assert number(rail)[0] == ""
    received(counter.store, "Nay", NOW + HOUR)
    qtbot.waitUntil(lambda: number(rail) == ("1", "neutral"))
    received(counter.store, "Quá", NOW - HOUR)
    qtbot.waitUntil(lambda: number(rail) == ("2", "bad"))
    assert rail.due.accessibleDescription() == "1 quá hạn, 1 đến hạn hôm nay"


def test_the_number_follows_the_clock(
    qtbot: QtBot, counter: Counter, bell: DueBell, rail: Rail
) -> None:
    received(counter.store, "Nay", NOW + HOUR)
    qtbot.waitUntil(lambda: number(rail) == ("1", "neutral"))
    counter.now = lambda: NOW + 2 * HOUR
    bell.count()
    assert number(rail) == ("1", "bad")


def test_three_groups_with_working_time_left(counter: Counter) -> None:
    received(counter.store, "Quá", NOW - HOUR)
    received(counter.store, "Mai", NOW + DAY)
    groups = read_due(counter.store, WorkingCalendar(), NOW)
    assert [(group.window, group.count) for group in groups] == [
        (DueWindow.OVERDUE, 1), (DueWindow.TODAY, 0), (DueWindow.TOMORROW, 1),
    ]  # fmt: skip
    assert groups[0].first[0].left.text == "Quá hạn 1 giờ"
    assert groups[2].first[0].left.text == "Còn 1 ngày"
    model = DueModel(groups)
    assert isinstance(model.rows[0], Heading)
    texts = first_cells(model)
    assert [texts[0], *texts[2:4]] == ["Quá hạn · 1", "Hôm nay · 0", "Ngày mai · 1"]
    assert cell_text(model.rows[1], Column.DOSSIER)[1] == "Quá · Đăng ký kết hôn"


def test_nothing_due_is_said(counter: Counter, qtbot: QtBot) -> None:
    popup = DuePopup()
    qtbot.addWidget(popup)
    popup.show_groups(read_due(counter.store, WorkingCalendar(), NOW))
    popup.show()
    assert popup.empty.isVisible()


def test_a_long_list_leads_to_the_desk(qtbot: QtBot, counter: Counter) -> None:
    for place in range(SHOWN + 3):
        received(counter.store, f"Người {place}", NOW - HOUR)
    popup = DuePopup()
    qtbot.addWidget(popup)
    popup.show_groups(read_due(counter.store, WorkingCalendar(), NOW))
    rows = popup.model.rows
    assert rows[SHOWN + 1] == Rest(DueWindow.OVERDUE, 3)
    assert first_cells(popup.model)[SHOWN + 1] == "Xem 3 hồ sơ nữa ở Bàn làm việc"
    with qtbot.waitSignal(popup.rest_wanted) as wanted:
        popup.table.row_opened.emit(popup.model.index(SHOWN + 1, 0))
    assert wanted.args == [DueWindow.OVERDUE]


def test_one_key_opens_the_list_and_another_the_dossier(
    qtbot: QtBot, counter: Counter, bell: DueBell, rail: Rail
) -> None:
    received(counter.store, "Quá", NOW - HOUR)
    wanted = received(counter.store, "Mai", NOW + DAY)
    with qtbot.waitActive(rail):
        rail.activateWindow()
    qtbot.keyClick(rail, Qt.Key.Key_F3)
    qtbot.waitUntil(bell.popup.isVisible)
    table = bell.popup.table
    assert table.current_row() == 1, "headings are passed over"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(bell.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [wanted]
    assert not bell.popup.isVisible()


def test_the_list_does_not_open_over_a_locked_window(
    qtbot: QtBot, counter: Counter, bell: DueBell, rail: Rail
) -> None:
    bell.open()
    rail.hide()
    counter.files_lane.submit(lambda: None).result()
    qtbot.wait(100)
    assert not bell.popup.isVisible()


def test_a_dossier_of_the_list_opens_on_the_desk(
    qtbot: QtBot, counter: Counter, office: Office
) -> None:
    wanted = received(counter.store, "Quá hạn", NOW - HOUR)
    for place in range(SHOWN):
        received(counter.store, f"Người {place}", NOW - HOUR)
    shell = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(shell.window)
    shell.start()
    shell.window.open_screen("settings")
    qtbot.waitUntil(lambda: number(shell.window.rail) == (str(SHOWN + 1), "bad"))
    (bell,) = shell.findChildren(DueBell)
    bell.opened.emit(wanted)
    desk = shell.window.current
    assert isinstance(desk, DeskScreen)
    assert desk.list.detail.isVisible()
    assert desk.list.detail.accessibleDescription().endswith("Quá hạn")
    bell.rest_wanted.emit(DueWindow.OVERDUE)
    assert desk.filters.query == DeskQuery(due=DueWindow.OVERDUE)
    shell.close()
