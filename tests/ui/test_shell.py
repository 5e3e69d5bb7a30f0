"""The window: screens on first visit, ways between them, what it remembers, how it ends."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.officer import Officer, Role
from app.errors import AppError, Code
from tests.ui.queue_past import NOW, enqueue_dossier, refuse
from tests.ui.test_status_text import OFFICER_KNOWN, certificate, two
from tests.ui.test_status_text import status as token_in
from ui.icons import Icon
from ui.main_window import MainWindow
from ui.opening import make_window
from ui.rail import COMPACT_WIDTH, WIDTH, Rail
from ui.screen import Screen
from ui.screen_spec import Badge, ScreenSpec
from ui.services import Services
from ui.settings_screen.backup_section import BackupSection
from ui.shell import Shell
from ui.shortcuts import KeyLine, ShortcutSheet
from ui.status_strip import StatusStrip
from ui.theme import Tone
from ui.token_watch import TokenStatus
from ui.widgets.buttons import button, icon_button

OFFICER = Officer(
    account="dao.nt", full_name="Nguyễn Thị Hồng Đào", identity_number="", unit_code="H01.31.02",
    unit_name="Trung tâm Phục vụ hành chính công xã Mỹ Hòa Hưng", department="",
    role=Role.COUNTER, certificate_serial="",
)  # fmt: skip


NO_BADGE = Badge(0)


class Visited(Screen):
    """Writes down how it was entered."""

    keys = (KeyLine("F5", "Quét"),)

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.subjects: list[object] = []
        self.stays = self.busy = False

    def enter(self, subject: object = None) -> None:
        self.subjects.append(subject)

    def may_leave(self) -> bool:
        return not self.stays

    def may_close(self) -> bool:
        return not self.busy


class Built:
    def __init__(self) -> None:
        self.screens: dict[str, Visited] = {}

    def spec(self, key: str, badge: Badge = NO_BADGE) -> ScreenSpec:
        def make() -> Visited:
            self.screens[key] = Visited(key)
            return self.screens[key]

        return ScreenSpec(key, key.title(), Icon.SCAN, lambda _: make(), lambda _: badge)


@pytest.fixture
def built() -> Built:
    return Built()


@pytest.fixture
def window(qtbot: QtBot, services: Services, built: Built) -> MainWindow:
    specs = (built.spec("first"), built.spec("second", Badge(120, Tone.BAD)))
    made = MainWindow(specs, Rail(specs), services.memory)
    qtbot.addWidget(made)
    made.use(services, StatusStrip(services, lambda: NOW))
    with services.counter.store.read() as work:
        made.rail.show_badges(made.rail.read(work))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_screen_is_built_at_its_first_visit_only(window: MainWindow, built: Built) -> None:
    assert list(built.screens) == ["first"]
    window.open_screen("second", "hồ sơ")
    window.open_screen("first")
    window.open_screen("second", None)
    assert built.screens["first"].subjects == [None, None]
    assert built.screens["second"].subjects == ["hồ sơ", None]
    assert window.current is built.screens["second"]


def test_keys_and_screens_lead_to_screens(qtbot: QtBot, window: MainWindow, built: Built) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current is built.screens["second"]
    built.screens["second"].wanted.emit("first", 7)
    assert built.screens["first"].subjects[-1] == 7
    window.open_screen("not built")
    assert window.current is built.screens["first"]
    for act in ("sign_in", "sign_out", "lock"):
        with qtbot.waitSignal(window.asked, check_params_cb=lambda asked, act=act: asked == act):
            built.screens["first"].wanted.emit(act, None)


def test_a_screen_with_unfinished_work_is_not_left(window: MainWindow, built: Built) -> None:
    first = built.screens["first"]
    first.stays = True
    window.open_screen("second")
    assert window.current is first
    assert not window.close()
    first.stays = False
    assert window.close()


def test_the_program_does_not_end_over_what_a_screen_out_of_view_does(
    window: MainWindow, built: Built
) -> None:
    built.screens["first"].busy = True
    window.open_screen("second")
    assert window.current is built.screens["second"]
    assert not window.close()
    built.screens["first"].busy = False
    assert window.close()


@pytest.mark.parametrize("make", [lambda: button("Gửi lại"), lambda: icon_button(Icon.ADD, "Thêm")])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_button_under_the_keyboard_answers_to_enter(
    qtbot: QtBot, window: MainWindow, make: Callable[[], QAbstractButton], key: Qt.Key
) -> None:
    pressed: list[bool] = []
    made = make()
    made.clicked.connect(lambda: pressed.append(True))
    page = QWidget()
    QVBoxLayout(page).addWidget(made)
    window.cover(page)
    with qtbot.waitActive(window):
        window.activateWindow()
    made.setFocus()
    qtbot.keyClick(made, key)
    assert len(pressed) == 1
    made.setEnabled(False)
    qtbot.keyClick(made, key)
    assert len(pressed) == 1


def test_numbers_stand_beside_the_names(window: MainWindow) -> None:
    counts = [
        (each.text(), each.property("tone"))
        for each in window.rail.findChildren(QLabel)
        if each.property("role") == "count" and not each.isHidden()
    ]
    assert counts == [("99+", "bad")]


def test_a_narrow_window_keeps_its_rail_narrow(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1366, 700)
    qtbot.waitUntil(lambda: window.rail.width() == WIDTH)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.rail.width() == COMPACT_WIDTH)
    texts = [each.text() for each in window.rail.findChildren(QPushButton)]
    assert not any(texts)
    assert all(each.toolTip() for each in window.rail.findChildren(QPushButton))


def test_the_size_is_remembered(
    qtbot: QtBot, window: MainWindow, services: Services, built: Built
) -> None:
    window.resize(900, 555)
    window.close()
    services.memory.sync()
    memory = QSettings(services.memory.fileName(), QSettings.Format.IniFormat)
    specs = (built.spec("first"),)
    again = MainWindow(specs, Rail(specs), memory)
    qtbot.addWidget(again)
    assert again.height() == 555


def test_the_sheet_lists_the_keys_of_the_screen(qtbot: QtBot) -> None:
    sheet = ShortcutSheet("Quét", (KeyLine("F5", "Quét trang"),))
    qtbot.addWidget(sheet)
    said = [each.text() for each in sheet.findChildren(QLabel)]
    assert {"Quét", "F5", "Quét trang", "Ở mọi màn hình", "Ctrl+F"} <= set(said)


def test_the_strip_knows_who_is_signed_in(qtbot: QtBot, services: Services) -> None:
    strip = StatusStrip(services, lambda: NOW)
    qtbot.addWidget(strip)
    services.token_watch.status = two(None)
    strip.refresh()
    assert strip.token.text() == "UBND xã Mỹ An · còn 300 ngày"
    with services.counter.store.write() as work:
        work.facts.set_officer(OFFICER_KNOWN)
    qtbot.waitUntil(lambda: strip.token.text() == "Chưa cắm token của anh/chị")
    assert strip.token.property("tone") == "neutral"


NARROW = 846
"""Logical pixels that 1366 × 768 at 150 % leaves beside the rail."""


def strip_of(qtbot: QtBot, services: Services, width: int, seen: TokenStatus) -> StatusStrip:
    services.token_watch.status = seen
    made = StatusStrip(services, lambda: NOW)
    qtbot.addWidget(made)
    made.resize(width, made.sizeHint().height())
    made.show()
    qtbot.waitUntil(lambda: made.queue.text() == "Không còn gì chờ gửi")
    QCoreApplication.processEvents()
    return made


def test_nothing_of_the_strip_is_cut_on_a_small_screen(qtbot: QtBot, services: Services) -> None:
    strip = strip_of(qtbot, services, NARROW, token_in(certificate(214)))
    parts = (strip.token, strip.line, strip.queue, strip.clock)
    assert [part.text() for part in parts if part.width() < part.sizeHint().width()] == []
    assert strip.clock.text() == "23/11/2026 · 09:21"
    strip.resize(1200, strip.height())
    assert strip.clock.text() == "Thứ Hai 23/11/2026 · 09:21"


def test_a_long_name_gives_way_in_the_strip(qtbot: QtBot, services: Services) -> None:
    name = "Nguyễn Hoàng Thị Phương Quỳnh Như Ngọc Lan Hương"
    long = replace(certificate(214), common_name=name)
    strip = strip_of(qtbot, services, NARROW, token_in(long))
    assert strip.minimumSizeHint().width() <= NARROW
    for part in (strip.line, strip.queue, strip.clock):
        assert part.width() >= part.sizeHint().width()
    assert strip.token.shown_text().endswith("214 ngày")
    assert "…" in strip.token.shown_text()
    assert name in strip.token.toolTip()


def test_a_backup_that_failed_is_told_until_one_succeeds(qtbot: QtBot, services: Services) -> None:
    strip = strip_of(qtbot, services, NARROW, token_in(certificate(214)))
    clock = services.counter.backups
    assert strip.backup.isHidden()
    clock.last_error = AppError(Code.PLACE_UNUSABLE, path="/mnt/usb")
    strip.refresh()
    QCoreApplication.processEvents()
    parts = (strip.line, strip.queue, strip.backup, strip.clock)
    assert [part.text() for part in parts if part.width() < part.sizeHint().width()] == []
    assert strip.minimumSizeHint().width() <= NARROW
    assert strip.backup.text() == "Chưa sao lưu"
    assert "“/mnt/usb”" in strip.backup.toolTip()
    strip.resize(1400, strip.height())
    assert strip.backup.text() == "Chưa sao lưu được, bấm để xem"
    heard: list[tuple[str, object]] = []
    strip.wanted.connect(lambda key, part: heard.append((key, part)))
    strip.backup.click()
    assert heard == [("settings", "backup")]
    section = BackupSection(services)
    qtbot.addWidget(section)
    section.show()
    assert section.banner.isVisible()
    section.now.click()
    qtbot.waitUntil(lambda: "Bản mới nhất" in section.last.text())
    strip.refresh()
    assert strip.backup.isHidden()


def test_the_strip_tells_and_leads(qtbot: QtBot, services: Services) -> None:
    strip = StatusStrip(services, lambda: NOW)
    qtbot.addWidget(strip)
    qtbot.waitUntil(lambda: strip.queue.text() == "Không còn gì chờ gửi")
    _, upload, _ = enqueue_dossier(services.counter.store, "Lê Thị Thu Hà", 1)
    refuse(services.counter.store, upload, "Thiếu tờ khai")
    qtbot.waitUntil(lambda: strip.queue.text() == "1 việc chờ gửi · 1 bị từ chối")
    assert strip.queue.property("tone") == "bad"
    heard: list[tuple[str, object]] = []
    strip.wanted.connect(lambda key, part: heard.append((key, part)))
    for each in (strip.token, strip.line, strip.queue, strip.clock):
        each.click()
    assert heard == [
        ("settings", "token"), ("settings", "province"), ("sync", None), ("desk", None),
    ]  # fmt: skip


@pytest.fixture
def shell(qtbot: QtBot, counter: Counter, office: Office) -> Iterator[Shell]:
    made = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(made.window)
    yield made
    made.close()


def test_every_screen_of_the_program_opens(qtbot: QtBot, shell: Shell) -> None:
    shell.start()
    qtbot.waitExposed(shell.window)
    for number in range(1, 10):
        modifier = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(shell.window, Qt.Key(Qt.Key.Key_0 + number), modifier)
    assert shell.window.current is not None
    assert shell.window.minimumSizeHint().width() <= 1366


def test_the_rail_says_who_is_here(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    def texts() -> list[str]:
        return [each.text() for each in shell.window.rail.findChildren(QLabel)]

    assert "Chưa đăng nhập" in texts()
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, full_name="Đào & Lan"))
    qtbot.waitUntil(lambda: OFFICER.unit_name in texts())
    named = [each.text() for each in shell.window.rail.findChildren(QPushButton)]
    assert "Đào && Lan" in named
