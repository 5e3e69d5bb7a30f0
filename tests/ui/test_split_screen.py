"""Quét: a mixed stack becomes the papers of its dossiers in one act, and can be put together."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier
from app.domain.scan import BatchState
from app.operations.split_batch import split_batch, split_from_page
from app.operations.split_plan import plan_split
from app.scanning.source import ScanRequest
from tests.scanning.paper_drawings import Form
from tests.store.conftest import MARRIAGE
from tests.ui.queue_past import NOW
from tests.ui.stack_bench import blank, form, sheets, stack_file
from ui.forms.separator_sheets import SeparatorSheets
from ui.scan.screen import ScanScreen
from ui.scan.split_dialog import SplitDialog
from ui.services import Services
from ui.widgets.confirm import ConfirmDialog

Scan = Callable[[Path], None]
Dialog = TypeVar("Dialog", bound=QDialog)


@pytest.fixture
def dossiers(counter: Counter) -> tuple[Dossier, Dossier]:
    with counter.store.write() as work:
        work.catalogue.replace([MARRIAGE])
        made = []
        for name in ("Lê Thị Thu Hà", "Đỗ Bảo Trâm"):
            one = work.dossiers.open_draft(
                procedure=MARRIAGE, case_code="TT", counter="0A1B", now=NOW
            )
            work.dossiers.set_applicant(one.id, Applicant(full_name=name))
            made.append(work.dossiers.get(one.id))
    return made[0], made[1]


@pytest.fixture
def screen(qtbot: QtBot, services: Services, dossiers: tuple[Dossier, Dossier]) -> ScanScreen:
    made = ScanScreen(services)
    qtbot.addWidget(made)
    made.resize(1098, 720)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.enter()
    return made


@pytest.fixture
def scan(qtbot: QtBot, screen: ScanScreen) -> Scan:
    def one(path: Path) -> None:
        screen.scan(f"file:{path}", ScanRequest())
        qtbot.waitUntil(screen.source_bar.scan.isEnabled, timeout=20_000)

    return one


@pytest.fixture
def mixed(dossiers: tuple[Dossier, Dossier], tmp_path: Path) -> Path:
    """Before any sheet 1; of the first dossier 4 and 7; of the second one 9, a paper unknown."""
    cover, first, second = sheets(dossiers[0])
    other_cover, *_ = sheets(dossiers[1])
    pages = [
        form(Form.DECISION), cover, first, form(Form.MARRIAGE), second, blank(),
        form(Form.MARITAL_STATUS), other_cover, form(Form.TABLE), blank(),
    ]  # fmt: skip
    return stack_file(pages, tmp_path / "stack.pdf")


@pytest.fixture
def patched(tmp_path: Path, dossiers: tuple[Dossier, Dossier]) -> Path:
    """Three pages of one paper of the first dossier."""
    pages = [form(Form.MARRIAGE), form(Form.TABLE), form(Form.DECISION)]
    return stack_file(pages, tmp_path / "three.pdf")


def looked(screen: ScanScreen) -> bool:
    return screen.batch is not None and all(page.look for page in screen.batch.pages)


def open_files(counter: Counter) -> list[list[int]]:
    """Page numbers, by their images, of the open batches."""
    with counter.store.read() as work:
        return [
            [int(page.file[5:9]) for page in batch.pages] for batch in work.scans.open_batches()
        ]


def papers(counter: Counter, dossier: Dossier) -> list[tuple[str, int]]:
    with counter.store.read() as work:
        return [(p.component_id, p.pages) for p in work.papers.of_dossier(dossier.id)]


def said(screen: ScanScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def in_dialog(kind: type[Dialog], act: Callable[[Dialog], None]) -> None:
    """``act`` on the dialog once it has opened."""

    def found() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            act(dialog)
        else:
            QTimer.singleShot(20, found)

    QTimer.singleShot(20, found)


def rows(dialog: SplitDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())
    ]


def test_a_stack_is_split_and_attached_in_one_act(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, mixed: Path, counter: Counter,
    dossiers: tuple[Dossier, Dossier],
) -> None:  # fmt: skip
    one, two = dossiers
    scan(mixed)
    qtbot.waitUntil(lambda: looked(screen), timeout=60_000)
    qtbot.waitUntil(screen.splitting.row.split.isVisible)
    assert screen.splitting.row.text.text() == "Chồng giấy này có 4 tờ phân cách."
    shown: list[object] = []

    def enter(dialog: SplitDialog) -> None:
        shown.extend([dialog.windowTitle(), rows(dialog), dialog.backs.isVisible()])
        assert not dialog.grab().isNull()
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    in_dialog(SplitDialog, enter)
    qtbot.keyClick(screen, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(screen.banner.isVisible, timeout=60_000)
    first, second = one.components
    assert shown == [
        "Tách chồng giấy theo mã QR",
        [
            ["1", "Chưa biết", "Chọn khi gắn"],
            ["4", one.shown_code, first.name],
            ["7", one.shown_code, second.name],
            ["9–10", two.shown_code, "Chọn khi gắn"],
        ],
        True,
    ]
    assert papers(counter, one) == [(first.id, 1), (second.id, 1)]
    assert papers(counter, two) == []
    assert open_files(counter) == [[1], [9, 10]]
    assert "Đã gắn 2 giấy tờ vào 1 hồ sơ" in said(screen)
    assert "Còn 2 phần chờ chọn hồ sơ rồi gắn." in said(screen)
    with qtbot.waitSignal(screen.wanted) as wanted:
        screen.banner.findChild(QPushButton).click()
    assert wanted.args[0] == "sign"
    assert len(wanted.args[1]) == 2
    with qtbot.waitActive(screen):  # the dialog was
        screen.activateWindow()
    # The rest by hand: each part is reached, and says where it belongs as far as that is known.
    assert screen.chooser.place.text() == "Lượt quét 1/2"
    assert QApplication.focusWidget() is screen.panel.targets
    assert screen.panel.targets.currentIndex() == -1
    assert not screen.panel.attach.isEnabled()
    screen.panel.targets.setCurrentIndex(2)
    assert screen.panel.attach.isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert screen.chooser.place.text() == "Lượt quét 2/2"
    assert screen.panel.targets.currentData().dossier_id == two.id
    qtbot.keyClick(screen, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: papers(counter, two) == [("", 2)], timeout=30_000)
    qtbot.waitUntil(lambda: not screen.chooser.isVisible())
    assert screen.batch is not None
    assert [page.file for page in screen.batch.pages] == ["page-0001.page"]


def test_leaving_the_dialog_changes_nothing(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, mixed: Path, counter: Counter
) -> None:
    scan(mixed)
    qtbot.waitUntil(lambda: looked(screen), timeout=60_000)
    parts: list[int] = []

    def leave(dialog: SplitDialog) -> None:
        parts.append(len(dialog.plan.parts[2].pages))
        dialog.backs.click()  # the blank page behind the separator stays in the paper
        parts.append(len(dialog.plan.parts[2].pages))
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    in_dialog(SplitDialog, leave)
    screen.splitting.row.split.click()
    qtbot.waitUntil(lambda: parts == [1, 2], timeout=90_000)
    qtbot.waitUntil(lambda: not screen.busy.isVisible())
    assert open_files(counter) == [[*range(1, 11)]]
    assert not screen.banner.isVisible()


def test_pages_are_looked_at_before_the_stack_is_cut(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, mixed: Path, counter: Counter
) -> None:
    scan(mixed)
    qtbot.waitUntil(screen.splitting.row.split.isVisible, timeout=60_000)
    assert not looked(screen)
    screen.splitting.row.split.click()
    assert screen.busy.isVisible()
    assert not screen.splitting.row.split.isEnabled()
    screen.busy.cancelled.emit()
    assert not screen.busy.isVisible()
    assert screen.splitting.row.split.isEnabled()
    count: list[int] = []

    def leave(dialog: SplitDialog) -> None:
        count.append(len(dialog.plan.sheets))
        dialog.reject()

    in_dialog(SplitDialog, leave)
    screen.splitting.row.split.click()
    qtbot.waitUntil(lambda: count == [4], timeout=60_000)
    assert looked(screen)
    qtbot.waitUntil(lambda: not screen.busy.isVisible())
    assert open_files(counter) == [[*range(1, 11)]]


def test_a_whole_stack_is_not_attached_by_habit(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, mixed: Path, counter: Counter,
    dossiers: tuple[Dossier, Dossier],
) -> None:  # fmt: skip
    scan(mixed)
    qtbot.waitUntil(lambda: looked(screen), timeout=60_000)

    asked: list[str] = []

    def refuse(dialog: ConfirmDialog) -> None:
        asked.append(dialog.windowTitle())
        dialog.no.click()

    in_dialog(ConfirmDialog, refuse)
    screen.panel.attach.click()
    assert asked == ["Gắn cả tờ phân cách vào giấy tờ?"]
    assert not screen.busy.isVisible()
    assert [papers(counter, each) for each in dossiers] == [[], []]


def test_a_split_that_was_interrupted_goes_on_or_back_after_a_restart(
    qtbot: QtBot, screen: ScanScreen, services: Services, scan: Scan, mixed: Path,
    counter: Counter, dossiers: tuple[Dossier, Dossier],
) -> None:  # fmt: skip
    scan(mixed)
    qtbot.waitUntil(lambda: looked(screen), timeout=60_000)
    assert screen.batch is not None
    plan = plan_split(store=counter.store, batch=screen.batch, duplex=True)
    split_batch(store=counter.store, plan=plan)  # and then the power fails
    again = ScanScreen(services)
    qtbot.addWidget(again)
    again.resize(1098, 720)
    with qtbot.waitActive(again):
        again.show()
        again.activateWindow()
    again.enter()
    row = again.splitting.row
    assert row.text.text() == "Phần 4/4 của một chồng giấy đã tách. 2 phần đã biết gắn vào đâu."
    row.together.click()
    qtbot.waitUntil(lambda: open_files(counter) == [[*range(1, 11)]])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is row.split)
    split_batch(store=counter.store, plan=plan)
    qtbot.waitUntil(row.attach.isVisible)
    row.attach.click()
    qtbot.waitUntil(lambda: open_files(counter) == [[1], [9, 10]], timeout=60_000)
    qtbot.waitUntil(lambda: not again.busy.isVisible(), timeout=30_000)
    assert len(papers(counter, dossiers[0])) == 2


def test_a_batch_is_split_by_hand_and_taken_back(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, patched: Path, counter: Counter
) -> None:
    scan(patched)
    qtbot.waitUntil(lambda: len(screen.viewer.renderer.sizes) == 3, timeout=20_000)
    screen.viewer.view.go_to(1)
    qtbot.keyClick(screen, Qt.Key.Key_T)
    assert not screen.edits.can_undo
    screen.viewer.view.go_to(2)
    qtbot.keyClick(screen, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: open_files(counter) == [[1], [2, 3]])
    qtbot.waitUntil(lambda: screen.chooser.place.text() == "Lượt quét 1/2")
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: open_files(counter) == [[1, 2, 3]])
    qtbot.waitUntil(lambda: not screen.chooser.isVisible())


def test_the_next_batch_joins_the_one_before(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, patched: Path, counter: Counter
) -> None:
    with counter.store.write() as work:
        other = work.scans.begin(source="", dossier_id="", component_id="", now=NOW)
        work.scans.add_page(other.id, file="page-0007.jpg", width_px=9, height_px=9, dpi=200)
        work.scans.close(other.id, BatchState.MOVED)
    scan(patched)
    with counter.store.write() as work:
        work.scans.close(other.id, BatchState.OPEN)
    qtbot.waitUntil(screen.chooser.isVisible)
    screen.chooser.want(screen.chooser.batches[1].id)
    qtbot.keyClick(screen, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(open_files(counter)) == 1)
    assert sorted(open_files(counter)[0]) == [1, 2, 3, 7]


def test_the_desk_leads_to_the_batch_that_it_names(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, patched: Path, counter: Counter
) -> None:
    scan(patched)
    assert screen.batch is not None
    split_from_page(store=counter.store, batch_id=screen.batch.id, page_id=screen.batch.pages[1].id)
    qtbot.waitUntil(screen.chooser.isVisible)
    first, second = screen.chooser.batches
    for batch in (second, first, second):
        screen.enter(batch.id)
        assert screen.batch.id == batch.id
    screen.enter()
    assert screen.batch.id == second.id


def test_nobody_turns_away_from_a_batch_that_is_at_work(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, patched: Path, counter: Counter
) -> None:
    scan(patched)
    assert screen.batch is not None
    split_from_page(store=counter.store, batch_id=screen.batch.id, page_id=screen.batch.pages[1].id)
    qtbot.waitUntil(screen.chooser.isVisible)
    screen.chooser.want(screen.chooser.batches[1].id)
    screen.panel.targets.setCurrentIndex(0)
    assert screen.chooser.join.isEnabled()
    blocked = Event()
    for _ in range(2):
        counter.files_lane.submit(blocked.wait)
    screen.panel.attach.click()
    chooser, together = screen.chooser, screen.splitting.row.together
    tools = (chooser.join, chooser.back, screen.tools.split, together)
    enabled = [tool.isEnabled() for tool in tools]
    blocked.set()
    assert enabled == [False] * 4
    qtbot.waitUntil(lambda: open_files(counter) == [[1]], timeout=30_000)
    qtbot.waitUntil(screen.tools.split.isEnabled, timeout=30_000)


def test_sheets_are_printed_of_the_dossier_that_is_chosen(
    qtbot: QtBot, screen: ScanScreen, dossiers: tuple[Dossier, Dossier],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    printed: list[SeparatorSheets] = []
    monkeypatch.setattr("ui.scan.screen.print_slip", lambda slip, _: printed.append(slip))
    targets = screen.panel.targets
    for dossier in dossiers:
        at = next(n for n in range(targets.count()) if targets.itemData(n).dossier_id == dossier.id)
        targets.setCurrentIndex(at)
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(screen, Qt.Key.Key_P, both)
        assert printed.pop().dossier == dossier
