"""Quét: pages come, are put right and become a paper; what goes wrong loses none of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event

import pikepdf
import pymupdf
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier, DossierState
from app.domain.scan import ScanBatch
from app.operations.build_paper import takes_paper
from app.scanning.source import ScanRequest
from app.store.news import DossierNews
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Scan as Paper
from tests.scanning.scanned_forms import scan as scanned
from tests.ui.queue_past import NOW, PROCEDURE
from ui.scan.screen import ScanScreen
from ui.services import Services
from ui.sign.entering import ResultToSign

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
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
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
    """Two pages of A5, as a scanner would send them."""
    made = []
    for number, colour in enumerate(("#f7f5ee", "#dfe7ee"), 1):
        path = tmp_path / f"{number}.jpg"
        Image.new("RGB", (1165, 1654), colour).save(path, dpi=(200, 200))
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


def banner_button(screen: ScanScreen, name: str) -> QPushButton:
    (found,) = [b for b in screen.banner.findChildren(QPushButton) if b.text() == name]
    return found


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_without_pages_the_screen_says_what_to_do(screen: ScanScreen) -> None:
    assert screen.pages.empty.isVisible()
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
    assert not screen.pages.empty.isVisible()
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


def test_the_only_page_can_be_taken_back(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter
) -> None:
    scan(pictures[0])
    before = pages(counter)
    press(screen, "Xóa trang")
    qtbot.waitUntil(lambda: screen.batch is None)
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.batch is not None)
    assert pages(counter) == before


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


def test_a_key_attaches_the_pages_and_leads_back_to_the_intake(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter,
    dossier: Dossier,
) -> None:  # fmt: skip
    scan(pictures[0])
    assert focus() is screen.panel.attach
    screen.panel.title.setText("Tờ khai của mẹ")
    with qtbot.waitSignal(screen.wanted) as wanted:
        qtbot.keyClick(screen, Qt.Key.Key_F10)
    assert wanted.args == ["intake", dossier.id]
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(dossier.id)
    assert (paper.title, paper.pages) == ("Tờ khai của mẹ", 1)
    assert paper.component_id == dossier.components[0].id
    assert batches(counter) == []


def test_without_an_intake_signing_is_one_click_away(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], dossier: Dossier
) -> None:
    screen.enter()
    scan(pictures[0])
    qtbot.keyClick(screen, Qt.Key.Key_F10)
    qtbot.waitUntil(screen.banner.isVisible)
    assert f"Đã gắn “{dossier.components[0].name}”" in said(screen)
    assert "1 trang, 200 dpi" in said(screen)
    with qtbot.waitSignal(screen.wanted) as wanted:
        banner_button(screen, "Ký số ngay").click()
    assert wanted.args == ["sign", dossier.id]


def test_a_paper_below_the_standard_is_said_before_going_back(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, tmp_path: Path, dossier: Dossier
) -> None:
    coarse = tmp_path / "mo.jpg"
    Image.new("RGB", (875, 1240), "#f7f5ee").save(coarse, dpi=(150, 150))
    scan(coarse)
    qtbot.waitUntil(lambda: len(screen.panel.check.said()) == 3)
    assert screen.panel.check.said()[1] == "Trang 1: dưới 200 dpi"
    left: list[object] = []
    screen.wanted.connect(lambda *to: left.append(to))
    qtbot.keyClick(screen, Qt.Key.Key_F10)
    qtbot.waitUntil(screen.banner.isVisible)
    assert "Chưa đạt chuẩn số hóa: có trang dưới 200 dpi" in said(screen)
    assert left == []
    banner_button(screen, "Về hồ sơ").click()
    assert left == [("intake", dossier.id)]


def test_size_and_standard_are_said_while_pages_come(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path]
) -> None:
    assert not screen.panel.check.isVisible()
    scan(pictures[0])
    check = screen.panel.check
    qtbot.waitUntil(lambda: check.said() != ())
    assert check.count.text() == "1 trang"
    assert check.size.text() == "Khoảng 0,2 / 6 MB"
    assert check.said() == ("Ảnh màu", "200 dpi (tối thiểu 200)", "Khổ giấy A5, tỷ lệ 100 %")
    scan(pictures[1])
    qtbot.waitUntil(lambda: check.size.text() == "Khoảng 0,3 / 6 MB")
    assert check.count.text() == "2 trang"


def test_a_page_scanned_again_takes_its_place_and_can_be_taken_back(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter
) -> None:
    for path in pictures:
        scan(path)
    (first, _), (second, _) = before = pages(counter)
    screen.viewer.view.go_to(1)
    screen.rescan(f"file:{pictures[1]}", ScanRequest())
    qtbot.waitUntil(screen.source_bar.scan.isEnabled)
    (new, _), (kept, _) = pages(counter)
    assert new not in (first, second)
    assert kept == second
    press(screen, "Hoàn tác")
    qtbot.waitUntil(lambda: pages(counter) == before)


def test_the_empty_state_scans_and_a_new_dossier_can_be_begun(
    qtbot: QtBot, screen: ScanScreen, counter: Counter, dossier: Dossier
) -> None:
    assert [each.text() for each in screen.pages.empty.findChildren(QPushButton)] == [
        "Quét (F6)", "Chọn tệp (F7)",
    ]  # fmt: skip
    with counter.store.write() as work:
        work.dossiers.discard_draft(dossier.id)
    screen.panel.show_targets((), ("", ""))
    assert screen.panel.begin.isVisible()
    with qtbot.waitSignal(screen.wanted) as wanted:
        screen.panel.begin.click()
    assert wanted.args == ["intake", "new"]


def test_building_can_be_cancelled_and_keeps_the_pages(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], counter: Counter,
    dossier: Dossier,
) -> None:  # fmt: skip
    scan(pictures[0])
    before = pages(counter)
    blocked = Event()
    counter.files_lane.submit(blocked.wait)
    counter.files_lane.submit(blocked.wait)
    screen.panel.attach.click()
    assert screen.busy.isVisible()
    assert not screen.panel.attach.isEnabled()
    assert focus() is screen
    screen.busy.cancelled.emit()
    blocked.set()
    qtbot.waitUntil(screen.panel.attach.isEnabled)
    assert not screen.busy.isVisible()
    assert pages(counter) == before
    with counter.store.read() as work:
        assert work.papers.of_dossier(dossier.id) == ()


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


@pytest.fixture
def slanted(tmp_path: Path) -> Path:
    path = tmp_path / "slanted.jpg"
    pixels = scanned(Paper(Form.MARITAL_STATUS, skew=3.0, seed=1)).pixels
    Image.fromarray(pixels).save(path, quality=90, dpi=(200, 200))
    return path


def looked(screen: ScanScreen) -> bool:
    return screen.batch is not None and all(page.look for page in screen.batch.pages)


def test_what_is_wrong_with_a_page_is_said_beside_it(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, pictures: list[Path], slanted: Path
) -> None:
    scan(slanted)
    scan(pictures[0])  # empty
    qtbot.waitUntil(lambda: looked(screen), timeout=20_000)
    qtbot.waitUntil(lambda: "Trang 2: trang trắng" in screen.panel.check.said())
    assert not any(line.startswith("Trang 1:") for line in screen.panel.check.said())
    pages = screen.viewer.strip.model()
    said = [pages.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in (0, 1)]
    assert said == [None, "trang trắng"]


def test_a_page_is_shown_clean_and_as_it_was_again(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, slanted: Path
) -> None:
    scan(slanted)
    qtbot.waitUntil(lambda: looked(screen), timeout=20_000)
    assert screen.batch is not None
    assert abs(screen.batch.pages[0].cleaning.skew - 3.0) < 0.2
    press(screen, "Làm sạch hoặc giữ ảnh gốc")
    qtbot.waitUntil(lambda: not screen.batch.pages[0].cleaning.changes)
    qtbot.keyClick(screen, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: screen.batch.pages[0].cleaning.changes)
    press(screen, "Hoàn tác")
    qtbot.waitUntil(lambda: not screen.batch.pages[0].cleaning.changes)


def test_a_page_that_lies_upside_down_is_turned_and_read(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, tmp_path: Path
) -> None:
    path = tmp_path / "upside-down.jpg"
    pixels = scanned(Paper(Form.MARITAL_STATUS, seed=1)).pixels
    Image.fromarray(pixels).rotate(180).save(path, quality=90, dpi=(200, 200))
    scan(path)

    def read() -> bool:
        return screen.batch is not None and all(page.text for page in screen.batch.pages)

    qtbot.waitUntil(read, timeout=60_000)
    assert [page.rotation for page in screen.batch.pages] == [180]
    assert any(word[0] == "NHÂN" for word in json.loads(screen.batch.pages[0].text)["words"])


def test_attaching_at_once_waits_until_pages_stand_upright(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, tmp_path: Path, counter: Counter,
    dossier: Dossier,
) -> None:  # fmt: skip
    path = tmp_path / "upside-down.jpg"
    pixels = scanned(Paper(Form.MARITAL_STATUS, seed=1)).pixels
    Image.fromarray(pixels).rotate(180).save(path, quality=90, dpi=(200, 200))
    scan(path)
    qtbot.waitUntil(lambda: screen.reading.under_way(screen.batch), timeout=60_000)
    with qtbot.waitSignal(screen.wanted, timeout=60_000):
        qtbot.keyClick(screen, Qt.Key.Key_F10)
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(dossier.id)
    with pymupdf.open(stream=counter.vault.read(paper.sha256)) as pdf:
        assert "TÌNH TRẠNG HÔN NHÂN" in pdf[0].get_text()
        [picture] = pdf[0].get_image_info()
        assert picture["transform"][0] < 0  # it lies the other way round in the file


def test_pages_are_handled_as_the_office_wishes(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, slanted: Path, counter: Counter,
    dossier: Dossier,
) -> None:  # fmt: skip
    settings = counter.settings
    wish = replace(settings.scanner, clean=False, compression="layered")
    counter.change_settings(replace(settings, scanner=wish))
    scan(slanted)
    qtbot.waitUntil(lambda: looked(screen), timeout=20_000)
    assert screen.batch is not None
    assert not screen.batch.pages[0].cleaning.changes
    qtbot.keyClick(screen, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: screen.batch.pages[0].cleaning.changes)
    qtbot.keyClick(screen, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: not batches(counter), timeout=20_000)
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(dossier.id)
    with pikepdf.open(BytesIO(counter.vault.read(paper.sha256))) as pdf:
        pictures = [dict(each) for each in pdf.pages[0].resources.XObject.values()]
    assert sorted("/ImageMask" in each for each in pictures) == [False, True]


def test_a_result_on_paper_is_scanned_for_a_dossier_that_waits_for_it(
    qtbot: QtBot, counter: Counter, screen: ScanScreen, scan: Scan, pictures: list[Path]
) -> None:
    def news(state: DossierState, version: int) -> Dossier:
        told = DossierNews(
            dossier_id="", code="H01.31.02-261123-0001", state=state, procedure_code="",
            procedure_name="", applicant_name="Trần Văn Út", handled_by="", received_at=NOW,
            due_at=None, version=version,
        )  # fmt: skip
        with counter.store.write() as work:
            work.news.apply((told,), 1, NOW)
            found = work.pins.with_code(told.code)
            assert found is not None
            return work.dossiers.get(found)

    dossier = news(DossierState.READY, 1)
    screen.enter((dossier.id, ""))
    scan(pictures[0])
    heard: list[tuple[str, object]] = []
    screen.wanted.connect(lambda key, subject: heard.append((key, subject)))
    qtbot.keyClick(screen.panel.attach, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: bool(heard) or screen.banner.isVisible(), timeout=30_000)
    if not heard:  # what is said of the scan's quality comes first
        banner_button(screen, "Ký số ngay").click()
    with counter.store.read() as work:
        [paper] = work.papers.of_dossier(dossier.id)
        assert paper in work.papers.open_to_signatures()
    assert heard == [("sign", ResultToSign(paper_id=paper.id))]
    assert (paper.title, paper.component_id) == ("Kết quả giải quyết", "")
    gone = news(DossierState.RETURNED, 2)
    with counter.store.read() as work:
        assert not takes_paper(work, gone)


def test_a_supplement_is_scanned_for_a_dossier_that_stands_still(
    qtbot: QtBot, counter: Counter, screen: ScanScreen, scan: Scan, pictures: list[Path],
    dossier: Dossier,
) -> None:  # fmt: skip
    told = DossierNews(
        dossier_id=dossier.id, code="H01.31.02-261123-0002", state=DossierState.PAUSED,
        procedure_code=PROCEDURE.code, procedure_name="", applicant_name="", handled_by="",
        received_at=NOW, due_at=None, version=2,
    )  # fmt: skip
    with counter.store.write() as work:
        work.news.apply((told,), 1, NOW)
    screen.enter((dossier.id, ""))
    scan(pictures[0])
    heard: list[tuple[str, object]] = []
    screen.wanted.connect(lambda key, subject: heard.append((key, subject)))
    qtbot.keyClick(screen.panel.attach, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: bool(heard) or screen.banner.isVisible(), timeout=30_000)
    if not heard:
        banner_button(screen, "Ký số ngay").click()
    assert heard == [("sign", dossier.id)]
    with counter.store.read() as work:
        [paper] = work.papers.unsigned()
    assert paper.dossier_id == dossier.id
