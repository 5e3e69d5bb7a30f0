"""The bar of Quét offers what the scanner has, remembers by scanner, and never waits for a search;
a stack is scanned from both sides by a feeder that sees one.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.errors import Code
from app.scanning.page_files import read_page
from app.scanning.sane_device import sane_library
from app.scanning.sane_test_device import TEST_DEVICE
from app.scanning.source import ScanRequest
from app.settings import ScanChoice, load_settings
from tests.scanning.escl_double import EsclDouble, number_on, running
from tests.scanning.page_images import picture
from ui.scan.screen import ScanScreen
from ui.scan.turn_dialog import TurnDialog
from ui.services import Services

NARROW = 846
"""Logical pixels that 1366 × 768 at 150 % leaves beside the rail."""


@pytest.fixture
def device() -> Iterator[EsclDouble]:
    """A scanner with a glass and a feeder that sees one side."""
    with running(EsclDouble(sheets=3, duplex=False)) as made:
        yield made


def choose(counter: Counter, address: str, choice: ScanChoice) -> None:
    settings = counter.settings
    counter.change_settings(replace(settings, scanner=settings.scanner.chosen(address, choice)))


@pytest.fixture
def screen(qtbot: QtBot, services: Services, counter: Counter, device: EsclDouble) -> ScanScreen:
    choose(counter, f"escl:{device.url}", ScanChoice("manual"))
    made = ScanScreen(services)
    qtbot.addWidget(made)
    made.resize(1098, 720)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.enter()
    qtbot.waitUntil(lambda: not made.source_bar.search.looking)
    qtbot.waitUntil(lambda: made.source_bar.feed.count() > 1)
    return made


def offered(box: QComboBox) -> list[str]:
    return [box.itemText(number) for number in range(box.count())]


def pick(box: QComboBox, text: str) -> None:
    """As an officer picks it."""
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def sheets(screen: ScanScreen, counter: Counter) -> list[int]:
    """Which pages of the double the batch has, in its order."""
    if screen.batch is None:
        return []
    return [number_on(picture(counter.page_folders.page(page))) for page in screen.batch.pages]


def turning(qtbot: QtBot, screen: ScanScreen) -> TurnDialog:
    """The question that is on the screen."""
    qtbot.waitUntil(
        lambda: screen.both_sides.dialog is not None and screen.both_sides.dialog.isVisible()
    )
    assert screen.both_sides.dialog is not None
    return screen.both_sides.dialog


def words(dialog: TurnDialog) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel))


def said(screen: ScanScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def test_the_bar_offers_what_the_scanner_has(screen: ScanScreen) -> None:
    bar = screen.source_bar
    assert offered(bar.feed) == ["Mặt kính", "Khay nạp tự động", "Hai mặt, lật tay"]
    assert offered(bar.dpi) == ["200 dpi", "300 dpi", "600 dpi"]
    assert bar.feed.currentText() == "Hai mặt, lật tay"
    assert [each.split()[0] for each in offered(bar.options.papers)] == ["A4", "A5", "Thẻ"]
    assert bar.options.slider.isVisibleTo(bar.options)


def test_what_was_chosen_is_shown_until_the_scanner_answers(
    qtbot: QtBot, services: Services, counter: Counter
) -> None:
    blocked = Event()
    counter.scanner_lane.submit(blocked.wait)
    choose(counter, TEST_DEVICE, ScanChoice("feeder", 300, "A5", 0))
    screen = ScanScreen(services)
    qtbot.addWidget(screen)
    screen.enter()
    bar = screen.source_bar
    assert (offered(bar.feed), offered(bar.dpi)) == (["Khay nạp tự động"], ["300 dpi"])
    assert bar.options.open_button.text() == "A5"
    blocked.set()
    qtbot.waitUntil(lambda: offered(bar.dpi) == ["200 dpi", "300 dpi", "400 dpi", "600 dpi"])
    assert (bar.feed.currentText(), bar.dpi.currentText()) == ("Khay nạp tự động", "300 dpi")
    assert bar.options.paper.name == "A5"
    assert not bar.options.slider.isVisibleTo(bar.options), "the device has no brightness"


def test_each_scanner_has_its_own_choices(
    qtbot: QtBot, screen: ScanScreen, counter: Counter, device: EsclDouble
) -> None:
    bar = screen.source_bar
    pick(bar.sources, "Noname frontend-tester")
    qtbot.waitUntil(lambda: "400 dpi" in offered(bar.dpi))
    pick(bar.feed, "Khay nạp tự động")
    pick(bar.dpi, "400 dpi")
    wanted: list[tuple[str, ScanRequest]] = []
    bar.scan_wanted.disconnect(screen.scan)
    bar.scan_wanted.connect(lambda *what: wanted.append(what))
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: wanted != [])
    [(address, request)] = wanted
    assert (address, request.dpi, request.feed.value) == (TEST_DEVICE, 400, "feeder")
    file = counter.profile.settings_file
    qtbot.waitUntil(lambda: load_settings(file).scanner.source == TEST_DEVICE)
    kept = load_settings(file).scanner
    assert kept.choice(TEST_DEVICE) == ScanChoice("feeder", 400)
    pick(bar.sources, bar.sources.itemText(bar.sources.findData(f"escl:{device.url}")))
    assert bar.feed.currentText() == "Hai mặt, lật tay"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_paper_and_brightness_go_into_the_scan(
    qtbot: QtBot, screen: ScanScreen, device: EsclDouble
) -> None:
    bar = screen.source_bar
    pick(bar.feed, "Mặt kính")
    qtbot.keyClick(screen, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(bar.options.isVisible)
    qtbot.keyClick(bar.options.papers, Qt.Key.Key_Down)
    qtbot.keyClick(bar.options.slider, Qt.Key.Key_Right)
    qtbot.keyClick(bar.options, Qt.Key.Key_Escape)
    assert not bar.options.isVisible()
    assert bar.options.open_button.text() == "A5 · +10 %"
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: screen.batch is not None and len(screen.batch.pages) == 1)
    [job] = device.jobs.values()
    assert (job.width, job.height) == (round(148 / 25.4 * 300), round(210 / 25.4 * 300))
    assert job.brightness is not None


def test_a_scan_does_not_wait_for_the_search(
    qtbot: QtBot, services: Services, counter: Counter, device: EsclDouble
) -> None:
    choose(counter, f"escl:{device.url}", ScanChoice("feeder"))
    blocked = Event()
    for lane in (counter.discovery_lane, counter.scanner_lane):
        lane.submit(blocked.wait)
    screen = ScanScreen(services)
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    screen.source_bar.scan.click()
    qtbot.waitUntil(screen.source_bar.scan.isEnabled)
    assert sheets(screen, counter) == [1, 2, 3]
    assert screen.source_bar.search.looking
    assert screen.source_bar.options.search.text() == "Đang tìm máy quét…"
    blocked.set()
    qtbot.waitUntil(lambda: not screen.source_bar.search.looking)
    assert TEST_DEVICE in [
        screen.source_bar.sources.itemData(number)
        for number in range(screen.source_bar.sources.count())
    ]


def test_fronts_then_backs_by_two_keys(
    qtbot: QtBot, screen: ScanScreen, counter: Counter, device: EsclDouble
) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    dialog = turning(qtbot, screen)
    assert "Lật chồng giấy rồi đặt lại vào khay" in words(dialog)
    assert "Đã quét 3 mặt trước" in words(dialog)
    assert sheets(screen, counter) == [1, 2, 3], "a crash now loses none of them"
    device.load(3)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    # The double gives 1, 2, 3 again: the backs of sheets 3, 2 and 1.
    qtbot.waitUntil(lambda: sheets(screen, counter) == [1, 3, 2, 2, 3, 1], timeout=40_000)
    assert not screen.banner.isVisible()


def test_fronts_alone_are_enough(qtbot: QtBot, screen: ScanScreen, counter: Counter) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    qtbot.keyClick(turning(qtbot, screen), Qt.Key.Key_Escape)
    qtbot.wait(50)
    assert sheets(screen, counter) == [1, 2, 3]
    assert screen.source_bar.scan.isEnabled()


def test_sides_that_do_not_match_are_told_and_stay(
    qtbot: QtBot, screen: ScanScreen, counter: Counter, device: EsclDouble
) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    dialog = turning(qtbot, screen)
    device.load(2)
    dialog.go_on.click()
    qtbot.waitUntil(screen.banner.isVisible)
    assert "Có 3 mặt trước, 2 mặt sau" in said(screen)
    assert sheets(screen, counter) == [1, 2, 3, 1, 2]


def test_a_jam_among_the_backs_goes_on_with_them(
    qtbot: QtBot, screen: ScanScreen, counter: Counter, device: EsclDouble
) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    dialog = turning(qtbot, screen)
    device.load(3)
    device.faults.jam_at = 2
    dialog.go_on.click()
    qtbot.waitUntil(lambda: screen.both_sides.dialog is not dialog)
    jammed = turning(qtbot, screen)
    assert "kẹt giấy" in words(jammed)
    assert "Đã có 3 mặt trước, 1 mặt sau." in words(jammed)
    device.faults.jam_at = 0
    device.load(2)
    jammed.go_on.click()
    qtbot.waitUntil(lambda: sheets(screen, counter) == [1, 2, 2, 1, 3, 1], timeout=40_000)


def test_an_empty_feeder_is_said_at_once(
    qtbot: QtBot, screen: ScanScreen, device: EsclDouble
) -> None:
    device.load(0)
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    qtbot.waitUntil(screen.banner.isVisible)
    assert "Khay nạp chưa có giấy" in said(screen)
    assert screen.both_sides.dialog is None


def test_fronts_are_there_after_a_restart(
    qtbot: QtBot, screen: ScanScreen, services: Services, counter: Counter
) -> None:
    qtbot.keyClick(screen, Qt.Key.Key_F6)
    turning(qtbot, screen)
    again = ScanScreen(services)
    qtbot.addWidget(again)
    again.read()
    assert sheets(again, counter) == [1, 2, 3]
    assert again.batch is not None
    folders = counter.page_folders
    assert all(read_page(folders.page(page)).dpi == 200 for page in again.batch.pages)


def test_the_bar_fits_a_small_screen_at_150_percent(screen: ScanScreen) -> None:
    screen.source_bar.options.slider.setValue(2)
    assert screen.minimumSizeHint().width() <= NARROW


def test_a_folder_is_asked_for_nothing(
    qtbot: QtBot, services: Services, counter: Counter, tmp_path: Path
) -> None:
    choose(counter, f"folder:{tmp_path}", ScanChoice())
    screen = ScanScreen(services)
    qtbot.addWidget(screen)
    screen.enter()
    bar = screen.source_bar
    qtbot.waitUntil(lambda: not bar.feed.isVisibleTo(bar))
    assert not bar.dpi.isVisibleTo(bar)
    assert bar.scan.isEnabled()


def test_where_nothing_is_found_the_bar_says_so(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sane", None)
    monkeypatch.setattr("app.scanning.sane_source.sane_library", sane_library.__wrapped__)
    screen = ScanScreen(services)
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    assert screen.source_bar.sources.placeholderText() == "Đang tìm máy quét…"
    qtbot.waitUntil(screen.banner.isVisible)
    assert screen.source_bar.sources.placeholderText() == "Chưa có máy quét"
    assert screen.banner.error is not None
    assert screen.banner.error.code is Code.SCANNER_UNSUPPORTED
