"""Quét: pages come, are put right and become a paper; what goes wrong loses none of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier
from app.domain.scan import ScanBatch
from app.scanning.source import ScanRequest
from tests.ui.queue_past import NOW, PROCEDURE
from ui.scan.screen import ScanScreen
from ui.services import Services

Scan = Callable[[Path], None]


@pytest.fixture
def dossier(counter: Counter) -> Dossier:
    with counter.store.write() as work:
        work.catalogue.replace([PROCEDURE])
        made = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=NOW
        )
        work.dossiers.set_applicant(made.id, Applicant(full_name="Lê Thị Thu Hà"))
        return work.dossiers.get(made.id)


@pytest.fixture
def screen(qtbot: QtBot, services: Services, dossier: Dossier) -> ScanScreen:
    made = ScanScreen(services)
    qtbot.addWidget(made)
    made.resize(1098, 720)
    made.show()
    made.enter((dossier.id, dossier.components[0].id))
    return made


@pytest.fixture
def scan(qtbot: QtBot, screen: ScanScreen) -> Scan:
    def one(path: Path) -> None:
        screen.scan(f"file:{path}", ScanRequest())
        qtbot.waitUntil(screen.source_bar.scan.isEnabled)
        shown = len(screen.batch.pages) if screen.batch else 0
        qtbot.waitUntil(lambda: len(screen.viewer.renderer.sizes) == shown)

    return one


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Two small pages as a telephone would send them."""
    made = []
    for number, colour in enumerate(("#f7f5ee", "#dfe7ee"), 1):
        path = tmp_path / f"{number}.jpg"
        Image.new("RGB", (413, 585), colour).save(path, dpi=(50, 50))
        made.append(path)
    return made


def batches(counter: Counter) -> list[ScanBatch]:
    with counter.store.read() as work:
        return list(work.scans.open_batches())


def pages(counter: Counter) -> list[tuple[str, int]]:
    """Identifier and rotation of each page of the only open batch."""
    (batch,) = batches(counter)
    return [(page.id, page.rotation) for page in batch.pages]


def press(screen: ScanScreen, name: str) -> None:
    """Click the tool of the page bar that is called ``name``."""
    tools = screen.viewer.bar.findChildren(QToolButton)
    (tool,) = [each for each in tools if each.accessibleName().startswith(name)]
    tool.click()


def said(screen: ScanScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def test_without_pages_the_screen_says_what_to_do(screen: ScanScreen) -> None:
    assert screen.empty.isVisible()
    assert not screen.viewer.isVisible()
    assert not screen.panel.attach.isEnabled()
    assert not screen.panel.discard.isEnabled()


def test_pages_of_two_files_are_one_batch_for_the_component(
    screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter, dossier: Dossier
) -> None:
    for path in pictures:
        scan(path)
    (batch,) = batches(counter)
    assert (batch.dossier_id, batch.component_id) == (dossier.id, dossier.components[0].id)
    assert len(batch.pages) == 2
    assert screen.viewer.isVisible()
    assert not screen.empty.isVisible()
    assert screen.panel.title.text() == dossier.components[0].name


def test_turning_moving_and_removing_can_be_undone(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter
) -> None:
    for path in pictures:
        scan(path)
    (first, _), (second, _) = before = pages(counter)
    screen.viewer.view.go_to(1)
    for name, after in (
        ("Xoay phải", [(first, 90), (second, 0)]),
        ("Chuyển xuống", [(second, 0), (first, 90)]),
    ):
        press(screen, name)
        qtbot.waitUntil(lambda after=after: pages(counter) == after)
    qtbot.waitUntil(lambda: [p.id for p in screen.batch.pages] == [second, first])
    screen.viewer.view.go_to(1)
    press(screen, "Xóa trang")
    qtbot.waitUntil(lambda: pages(counter) == [(first, 90)])
    for expected in (
        [(second, 0), (first, 90)],
        [(first, 90), (second, 0)],
        before,
    ):
        press(screen, "Hoàn tác")
        qtbot.waitUntil(lambda expected=expected: pages(counter) == expected)


def test_a_page_is_never_moved_out_of_the_batch(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter
) -> None:
    scan(pictures[0])
    before = pages(counter)
    press(screen, "Chuyển lên")
    press(screen, "Chuyển xuống")
    assert not screen.edits.can_undo
    press(screen, "Xoay trái")
    qtbot.waitUntil(lambda: pages(counter) == [(before[0][0], 270)])


def test_a_key_attaches_the_pages_and_signing_is_one_click_away(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter,
    dossier: Dossier,
) -> None:  # fmt: skip
    scan(pictures[0])
    screen.panel.title.setText("Tờ khai của mẹ")
    qtbot.keyClick(screen, Qt.Key.Key_F10)
    qtbot.waitUntil(screen.banner.isVisible)
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(dossier.id)
    assert (paper.title, paper.pages) == ("Tờ khai của mẹ", 1)
    assert paper.component_id == dossier.components[0].id
    assert batches(counter) == []
    assert "Đã gắn “Tờ khai của mẹ”" in said(screen)
    (sign,) = [b for b in screen.banner.findChildren(QPushButton) if b.text() == "Ký số ngay"]
    with qtbot.waitSignal(screen.wanted) as wanted:
        sign.click()
    assert wanted.args == ["sign", dossier.id]


def test_a_missing_file_is_said_and_loses_no_page(
    screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter, tmp_path: Path
) -> None:
    scan(pictures[0])
    before = pages(counter)
    scan(tmp_path / "mat.jpg")
    assert screen.banner.isVisible()
    assert "mat.jpg" in said(screen)
    assert pages(counter) == before
    assert screen.panel.attach.isEnabled()


def test_pages_are_still_there_after_a_restart(
    qtbot: QtBot, services: Services, scan: Scan, pictures: list[Path], dossier: Dossier
) -> None:
    scan(pictures[0])
    again = ScanScreen(services)
    qtbot.addWidget(again)
    again.show()
    again.enter()
    assert again.batch is not None
    assert len(again.batch.pages) == 1
    assert again.panel.targets.currentData().dossier_id == dossier.id
