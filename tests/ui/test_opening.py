"""The window is there before the counter is; what is asked for meanwhile is not forgotten."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.errors import AppError, Code
from app.main import open_counter
from app.operations.way_in import WayIn
from app.paths import Profile
from app.profile_lock import ProfileLock
from ui.opening import Opening

StartOpening = Callable[[Callable[[Profile, WayIn], Counter]], Opening]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def start_opening(qtbot: QtBot, profile: Profile, office: Office) -> Iterator[StartOpening]:
    started: list[Opening] = []

    def start(open_it: Callable[[Profile, WayIn], Counter]) -> Opening:
        opening = Opening(profile, open_it)
        started.append(opening)
        qtbot.addWidget(opening.window)
        opening.start()
        return opening

    yield start
    for opening in started:
        opening.close()


def test_the_screen_chosen_while_opening_is_shown_then(
    qtbot: QtBot, start_opening: StartOpening
) -> None:
    go_on = threading.Event()

    def slowly(profile: Profile, way: WayIn) -> Counter:
        go_on.wait(20)
        return open_counter(profile, way)

    opening = start_opening(slowly)
    with qtbot.waitActive(opening.window):
        opening.window.activateWindow()
    qtbot.keyClick(opening.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert opening.window.current is None
    go_on.set()
    qtbot.waitUntil(lambda: opening.window.current is not None, timeout=20_000)
    assert opening.window.current is not None
    assert opening.window.current.accessibleName() == "Đồng bộ"


def test_a_profile_that_cannot_be_opened_is_said_and_ends_the_program(
    qtbot: QtBot, start_opening: StartOpening, profile: Profile
) -> None:
    profile.make()
    other = ProfileLock(profile.lock_file)
    other.acquire()
    said: list[str] = []

    def read_and_close() -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox):
                said.append(box.text() + box.informativeText())
                box.accept()

    watch = QTimer()
    watch.timeout.connect(read_and_close)
    watch.start(20)
    opening = start_opening(open_counter)
    with qtbot.waitSignal(opening.failed, timeout=20_000):
        pass
    watch.stop()
    other.release()
    assert "đang mở" in said[0]
    assert opening.shell is None


def test_a_window_closed_while_opening_lets_go_of_the_profile(
    qtbot: QtBot, profile: Profile
) -> None:
    begun = threading.Event()

    def open_it(wanted: Profile, way: WayIn) -> Counter:
        begun.set()
        return open_counter(wanted, way)

    opening = Opening(profile, open_it)
    qtbot.addWidget(opening.window)
    opening.start()
    qtbot.waitUntil(begun.is_set)
    opening.close()
    with Counter(profile):
        qtbot.wait(100)  # what was on its way home arrives
    assert opening.shell is None


def test_an_opening_that_never_began_closes(qtbot: QtBot, profile: Profile) -> None:
    def refuse(_: Profile, _way: WayIn) -> Counter:
        raise AppError(Code.PROFILE_IN_USE)

    opening = Opening(profile, refuse)
    qtbot.addWidget(opening.window)
    opening.close()
    assert not profile.root.exists()
