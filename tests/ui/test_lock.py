"""Locking: what it covers, when it happens by itself, and who gets in again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.attendance import AttendanceKind
from app.errors import AppError, Code
from app.lanes import Lane
from app.operations.unlock import set_unlock_password
from app.settings import ProvinceSettings
from signing.device import Token
from signing.pkcs11_device import Pkcs11Device
from sync.state import LineState
from tests.ui.counter_bench import OFFICER, sign_in
from tests.ui.queue_past import NOW, enqueue_dossier
from ui.background import run
from ui.lock.idle import IdleWatch
from ui.lock.password_dialog import Choice, UnlockPasswordDialog
from ui.lock.reason import LockReason
from ui.opening import make_window
from ui.shell import Shell
from ui.status_strip import StatusStrip
from ui.token_watch import TokenStatus, TokenWatch, read_tokens

PASSWORD = "chợ nổi Long Xuyên"


@pytest.fixture
def shell(qtbot: QtBot, counter: Counter) -> Iterator[Shell]:
    sign_in(counter)
    made = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.close()


def keep_password(counter: Counter) -> None:
    set_unlock_password(
        store=counter.store, secret=counter.unlock_secret, account=OFFICER.account,
        password=PASSWORD, now=NOW,
    )  # fmt: skip


def change(counter: Counter, **lock: object) -> None:
    settings = counter.settings
    counter.change_settings(replace(settings, lock=replace(settings.lock, **lock)))


def seen(window: QWidget) -> str:
    parts = (*window.findChildren(QLabel), *window.findChildren(QPushButton))
    return " ".join(each.text() for each in parts if each.isVisible())


def kinds(counter: Counter) -> list[AttendanceKind]:
    with counter.store.read() as work:
        return [entry.kind for entry in work.facts.attendance()]


def test_a_locked_window_shows_nothing_of_a_citizen(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    keep_password(counter)
    enqueue_dossier(counter.store, "Lê Thị Thu Hà", 1)
    shell.window.open_screen("desk")
    assert "Lê Thị Thu Hà" not in shell.window.windowTitle()
    shell.lock.lock(LockReason.IDLE)
    assert shell.lock.locked
    assert shell.window.windowTitle() == "Đã khóa"
    assert not shell.window.rail.isVisible()
    assert not shell.window.findChild(StatusStrip).isVisible()
    told = seen(shell.window)
    assert OFFICER.full_name in told
    assert "10 phút không có thao tác" in told
    assert shell.lock.page.password.line.isVisible()


def test_keys_of_the_window_do_nothing_while_it_is_locked(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    keep_password(counter)
    shell.window.open_screen("desk")
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    shell.lock.lock(LockReason.BY_HAND)
    for key in (Qt.Key.Key_2, Qt.Key.Key_5):
        qtbot.keyClick(shell.window, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shell.window, Qt.Key.Key_F1)
    assert shell.window.covered
    assert QApplication.activeModalWidget() is None
    assert shell.window.current is not None
    assert shell.window.current.accessibleName() == "Bàn làm việc"


def test_ctrl_l_locks(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    keep_password(counter)
    with qtbot.waitActive(shell.window):
        shell.window.activateWindow()
    qtbot.keyClick(shell.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert shell.lock.locked


def test_locking_is_in_the_audit_log(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    def entries() -> list[tuple[str, str, object]]:
        with counter.store.read() as work:
            told = work.audit.entries(limit=1)
        return [(each.account, each.act, dict(each.facts)) for each in told]

    keep_password(counter)
    shell.lock.lock(LockReason.IDLE)
    locked = [(OFFICER.account, "locked", {"why": "idle"})]
    qtbot.waitUntil(lambda: entries() == locked)
    shell.lock.lock(LockReason.BY_HAND)
    qtbot.wait(100)
    assert entries() == locked, "it is locked already"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_dialogs_and_menus_are_cancelled_and_stay_away(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    keep_password(counter)
    open_one, menu = QDialog(shell.window), QMenu(shell.window)
    ended: list[int] = []
    open_one.finished.connect(ended.append)
    open_one.open()
    menu.addAction("Đào")
    menu.popup(shell.window.pos())
    shell.lock.lock(LockReason.IDLE)
    assert ended == [QDialog.DialogCode.Rejected]
    assert not menu.isVisible()
    later = QDialog(shell.window)
    later.open()
    qtbot.waitUntil(lambda: not later.isVisible())
    own = QDialog(shell.lock.page)
    own.open()
    qtbot.wait(50)
    assert own.isVisible(), "the lock's own dialog may open"
    own.reject()


def test_the_password_opens_what_was_left(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    keep_password(counter)
    shell.window.open_screen("settings", "province")
    typed = QLineEdit
    shell.window.activateWindow()
    field = shell.window.current.findChild(typed)
    assert field is not None
    field.setText("https://dang-go-do")
    shell.lock.lock(LockReason.BY_HAND)
    page = shell.lock.page
    page.password.line.setText("sai bét rồi")
    page.open.click()
    qtbot.waitUntil(lambda: "Sai mật khẩu" in seen(page), timeout=10_000)
    assert page.password.line.text() == ""
    page.password.line.setText(PASSWORD)
    qtbot.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shell.lock.locked, timeout=10_000)
    assert field.text() == "https://dang-go-do"
    assert shell.window.windowTitle() == "Quầy Một Cửa"
    assert kinds(counter)[:2] == [AttendanceKind.UNLOCKED, AttendanceKind.WRONG_PASSWORD]
    QDialog(shell.window).open()
    assert QApplication.activeModalWidget() is not None, "dialogs may open again"


def test_many_wrong_tries_make_the_page_wait(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    keep_password(counter)
    shell.lock.lock(LockReason.BY_HAND)
    page = shell.lock.page
    for _ in range(3):
        qtbot.waitUntil(lambda: not page.password.line.isReadOnly(), timeout=10_000)
        page.password.line.setText("sai bét rồi")
        page.open.click()
        qtbot.waitUntil(lambda: "Sai mật khẩu" in seen(page), timeout=10_000)
        qtbot.waitUntil(lambda: not page.open.text().startswith("Đang"), timeout=10_000)
    assert "sau 5 giây" in seen(page)
    page.password.line.setText(PASSWORD)
    assert page.password.line.isReadOnly()
    assert not page.open.isEnabled()
    smallest = page.minimumSizeHint()
    assert (smallest.width() <= 880, smallest.height() <= 500) == (True, True)


def test_running_work_goes_on(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    keep_password(counter)
    go, steps = threading.Event(), []

    def scan(*, progress: Callable[[str], None]) -> str:
        progress("trang 1")
        go.wait(10)
        progress("trang 2")
        return "xong"

    run(
        counter.scanner_lane, scan, owner=shell, progress=steps.append, done=steps.append,
        failed=steps.append,
    )  # fmt: skip
    qtbot.waitUntil(lambda: steps == ["trang 1"])
    shell.lock.lock(LockReason.IDLE)
    go.set()
    qtbot.waitUntil(lambda: steps == ["trang 1", "trang 2", "xong"])
    assert shell.lock.locked


def test_ctrl_l_locks_over_an_open_dialog(
    qtbot: QtBot, qapp: QApplication, shell: Shell, counter: Counter
) -> None:
    keep_password(counter)
    shell.lock.watch()
    dialog = QDialog(shell.window)
    with qtbot.waitActive(dialog):
        dialog.open()
    window = dialog.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.lock.locked)
    assert not dialog.isVisible()


# By itself


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_idle_minutes_are_counted_from_the_last_key(qtbot: QtBot, qapp: QApplication) -> None:
    clock, minutes, told = Clock(), [10], []
    watch = IdleWatch(lambda: minutes[0], clock)
    watch.went_idle.connect(lambda: told.append(clock.now))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    watch.start(qapp)
    clock.now += timedelta(minutes=9)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    clock.now += timedelta(minutes=9)
    watch.look()
    assert told == []
    clock.now += timedelta(minutes=1)
    watch.look()
    assert told == [clock.now]
    clock.now -= timedelta(days=1)
    watch.look()
    minutes[0] = 0
    clock.now += timedelta(days=2)
    watch.look()
    assert len(told) == 1, "neither a clock put back nor 0 minutes lock"


def test_a_dialog_that_opens_later_is_watched_too(qtbot: QtBot, qapp: QApplication) -> None:
    clock, told = Clock(), []
    watch = IdleWatch(lambda: 10, clock)
    watch.went_idle.connect(lambda: told.append(1))
    watch.start(qapp)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    clock.now += timedelta(minutes=9)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    clock.now += timedelta(minutes=9)
    watch.look()
    assert told == []


def test_it_does_not_lock_without_a_way_back(shell: Shell, counter: Counter) -> None:
    shell.lock.lock(LockReason.IDLE)
    assert not shell.lock.locked, "no password, no province"
    counter.change_settings(
        replace(counter.settings, province=ProvinceSettings("https://dvc.tinh.example"))
    )
    shell.lock.lock(LockReason.IDLE)
    assert shell.lock.locked
    assert "Đăng nhập để mở khóa" in seen(shell.window)
    assert not shell.lock.page.password.line.isVisible()


def test_nobody_signed_in_is_not_locked_out(qtbot: QtBot, shell: Shell, counter: Counter) -> None:
    with counter.store.write() as work:
        work.facts.set_officer(None)
    shell.lock.lock_by_hand()
    assert not shell.lock.locked
    assert "Chưa khóa được" in seen(shell.window)


class Pulled(Pkcs11Device):
    """The office's tokens, of which some are pulled out."""

    gone: frozenset[str] = frozenset()

    def tokens(self) -> tuple[Token, ...]:
        return tuple(each for each in super().tokens() if each.label not in self.gone)


@pytest.fixture
def device(office: Office) -> Iterator[Pulled]:
    lane = Lane("token")
    with closing(lane):
        made = Pulled([office.module], require_here=lane.require_here)
        made.lane = lane
        yield made


@pytest.mark.parametrize(("person", "locks"), [("officer", True), ("leader", False)])
def test_pulling_out_ones_own_token_locks(
    qtbot: QtBot, shell: Shell, counter: Counter, office: Office, device: Pulled,
    person: str, locks: bool,
) -> None:  # fmt: skip
    keep_password(counter)
    mine = office.person("officer")
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, identity_number=mine.identity_number))
    watch = TokenWatch(device.lane, lambda: device)
    watch.changed.connect(shell.lock.tokens_changed)
    with qtbot.waitSignal(watch.changed):
        watch.ask()
    watch.stop()
    device.gone = frozenset({office.person(person).label})
    change(counter, when_token_leaves=False)
    told: list[TokenStatus] = []
    watch.changed.connect(told.append)
    watch.ask()
    qtbot.waitUntil(lambda: bool(told))
    watch.stop()
    assert not shell.lock.locked, "switched off"
    change(counter, when_token_leaves=True)
    for gone in (frozenset(), frozenset({office.person(person).label})):
        device.gone = gone
        told.clear()
        watch.ask()
        qtbot.waitUntil(lambda: bool(told))
        watch.stop()
    assert shell.lock.locked is locks


def test_a_driver_that_fails_is_no_pulled_out_token(
    shell: Shell, counter: Counter, office: Office, device: Pulled
) -> None:
    keep_password(counter)
    mine = office.person("officer")
    with counter.store.write() as work:
        work.facts.set_officer(replace(OFFICER, identity_number=mine.identity_number))
    there = TokenStatus(device.lane.submit(read_tokens, device, {}).result(), None, True)
    shell.lock.tokens_changed(there)
    shell.lock.tokens_changed(TokenStatus((), AppError(Code.TOKEN_FAILED), True))
    assert not shell.lock.locked
    shell.lock.tokens_changed(TokenStatus((), None, True))
    assert shell.lock.locked, "remembered through the failure"


# From one run to the next


def test_ending_the_program_does_not_open_it(
    qtbot: QtBot, counter: Counter, shell: Shell, free_port: Callable[[], int]
) -> None:
    nowhere = ProvinceSettings(f"http://127.0.0.1:{free_port()}")
    counter.change_settings(replace(counter.settings, province=nowhere))
    shell.lock.lock(LockReason.IDLE)
    shell.lock.stop()
    again = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(again.window)
    again.start()
    assert again.window.covered
    watch = again.services.sync_watch
    qtbot.waitUntil(lambda: watch.state.line is LineState.DOWN, timeout=20_000)
    assert again.window.covered, "a line that breaks later opens nothing"
    counter.stop_sync()
    again.close()


def test_with_a_password_the_program_opens_locked(qtbot: QtBot, counter: Counter) -> None:
    sign_in(counter)
    keep_password(counter)
    shell = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(shell.window)
    shell.start()
    assert shell.window.covered
    qtbot.waitExposed(shell.window)
    assert "Chương trình vừa mở." in seen(shell.window)
    shell.close()


# Setting the password


def dialog_of(qtbot: QtBot, shell: Shell, *, ask_current: bool = False) -> UnlockPasswordDialog:
    made = UnlockPasswordDialog(
        shell.services, shell.window, action="Đặt", without="Để sau", ask_current=ask_current
    )
    qtbot.addWidget(made)
    made.show()
    return made


def fill(dialog: UnlockPasswordDialog, first: str, second: str, current: str = "") -> None:
    dialog.current.line.setText(current)
    dialog.first.line.setText(first)
    dialog.second.line.setText(second)
    dialog.set.click()


def test_a_password_is_typed_twice_and_long_enough(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    dialog = dialog_of(qtbot, shell)
    assert not dialog.set.isEnabled()
    fill(dialog, "12345", "12345")
    assert "ít nhất 6 ký tự" in seen(dialog)
    fill(dialog, PASSWORD, "khác hẳn đi")
    assert "chưa giống nhau" in seen(dialog)
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        fill(dialog, PASSWORD, PASSWORD)
    assert dialog.choice is Choice.SET
    assert counter.unlock_secret.kept


def test_another_password_takes_the_one_in_use(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    keep_password(counter)
    before = counter.unlock_secret.load()
    dialog = dialog_of(qtbot, shell, ask_current=True)
    fill(dialog, "mật khẩu mới", "mật khẩu mới", "sai bét rồi")
    qtbot.waitUntil(dialog.banner.isVisible, timeout=10_000)
    assert "Sai mật khẩu" in dialog.banner.accessibleName()
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        fill(dialog, "mật khẩu mới", "mật khẩu mới", PASSWORD)
    assert counter.unlock_secret.load() != before
