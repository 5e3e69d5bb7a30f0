"""Pinned from the desk: one button, and whether the files are here, are waited for, or failed."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Dossier
from app.domain.pin import PinOutcome
from app.errors import Code
from tests.ui.counter_bench import open_screen, sign_in
from tests.ui.queue_past import enqueue_dossier
from ui.desk.rows import Column
from ui.desk.screen import DeskScreen
from ui.services import Services
from ui.widgets.two_lines import BENEATH

CODE = "H01.31.02-261121-0006"


def pinned(counter: Counter, dossier: Dossier) -> bool:
    with counter.store.read() as work:
        return work.dossiers.get(dossier.id).pinned


def test_a_dossier_is_pinned_and_says_how_far_it_is(
    qtbot: QtBot, counter: Counter, services: Services
) -> None:
    sign_in(counter)
    store = counter.store
    dossier_id, _, _ = enqueue_dossier(store, "Trần Thị Sáu", 6)
    with store.read() as work:
        dossier = work.dossiers.get(dossier_id)
    screen = DeskScreen(services)
    open_screen(qtbot, screen)
    screen.enter()
    screen.list.open_detail()
    screen._show_detail(dossier)
    bar = screen.list.detail.pin
    assert not bar.isVisible(), "the province does not know it yet, and its papers are here"
    with store.write() as work:
        work.dossiers.accept(dossier_id, code=CODE)
    qtbot.waitUntil(bar.isVisible)
    assert bar.button.text() == "Ghim để làm ngoại tuyến"
    assert not bar.state.isVisible()
    bar.button.click()
    qtbot.waitUntil(lambda: bar.state.text() == "Chờ tải tệp về máy")
    assert pinned(counter, dossier)
    assert bar.button.text() == "Bỏ ghim"
    with store.write() as work:
        work.pins.note(dossier_id, PinOutcome(0, error=Code.PROVINCE_FORBIDDEN.value))
    qtbot.waitUntil(lambda: bar.state.text() == "Chưa tải được tệp")
    assert bar.state.toolTip()
    with store.write() as work:
        work.pins.note(dossier_id, PinOutcome(9, files=3))
    qtbot.waitUntil(lambda: bar.state.text() == "Đã tải đủ 3 tệp về máy")
    bar.button.click()
    qtbot.waitUntil(lambda: not bar.state.isVisible())
    assert not pinned(counter, dossier)
    with store.read() as work:
        assert work.pins.outcome(dossier_id) is None


def test_the_desk_shows_what_is_pinned(qtbot: QtBot, counter: Counter, services: Services) -> None:
    sign_in(counter)
    first, _, _ = enqueue_dossier(counter.store, "Trần Thị Sáu", 6)
    enqueue_dossier(counter.store, "Lê Văn Bảy", 7)
    sha256 = counter.vault.add(b"%PDF-" + bytes(200_000)).sha256
    with counter.store.write() as work:
        work.dossiers.accept(first, code=CODE)
        work.pins.set(first, pinned=True)
        work.pins.note(first, PinOutcome(9, 2, told=(sha256, "a" * 64)))
    screen = DeskScreen(services)
    open_screen(qtbot, screen)
    screen.enter()
    assert screen.model.rowCount() == 2

    chip = next(each for each in screen.findChildren(QPushButton) if each.text() == "Đã ghim")
    chip.click()

    assert screen.model.rowCount() == 1
    everything = next(b for b in screen.findChildren(QPushButton) if "Tất cả" in b.text())
    assert everything.text() == "Tất cả 2", "its own number, whatever else is chosen"
    said = screen.model.index(0, Column.CODE).data(BENEATH)
    assert said == "Chờ tải · Có 1/2 tệp · 0,3 MB"
    with counter.store.write() as work:
        work.pins.set(first, pinned=False)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 0)
    everything.click()
    assert screen.model.rowCount() == 2
