"""The window takes keys all the while: nothing that it does itself holds its event loop up."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.submission import OutboxKind, QueueCounts
from app.lanes import Lane
from app.operations.receive_dossier import open_draft
from app.store.outbox_reading import OutboxReading
from tests.store.conftest import MARRIAGE
from tests.ui.queue_past import NOW
from ui.desk.screen import DeskScreen
from ui.opening import make_window
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer
from ui.services import Services
from ui.shell import Shell
from ui.status_strip import StatusStrip

LONGEST = 0.6
"""Seconds. A page is drawn in 0.05 to 0.2, with the interpreter lock held (``ui/pages/drawing``);
the rest is for a machine that runs other tests beside this one."""


class Ticks:
    """Longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._began = self._last
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(2)

    @property
    def seconds(self) -> float:
        return self._last - self._began

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def test_scrolling_through_large_scans_never_holds_the_window_up(
    qtbot: QtBot, lane: Lane, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    one = make_pdf(tmp_path / "one.pdf", dpi=200)
    with pymupdf.open(one) as single, pymupdf.open() as document:
        for _ in range(100):
            document.insert_pdf(single)
        document.save(tmp_path / "many.pdf")
    viewer = PageViewer(lane)
    qtbot.addWidget(viewer)
    viewer.resize(1100, 700)
    viewer.show()
    qtbot.waitExposed(viewer)
    ticks = Ticks()
    with qtbot.waitSignal(viewer.opened, timeout=20_000):
        viewer.show_source(PdfSource(tmp_path / "many.pdf"))
    bar = viewer.view.verticalScrollBar()
    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        qtbot.wait(10)
    assert 0 < ticks.longest < LONGEST


def test_a_store_that_changes_all_the_time_never_holds_the_desk_up(
    qtbot: QtBot, counter: Counter, services: Services
) -> None:
    with counter.store.write() as work:
        work.catalogue.replace([MARRIAGE])
    for _ in range(150):
        open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="", now=NOW)
    desk = DeskScreen(services)
    qtbot.addWidget(desk)
    desk.resize(1138, 680)
    desk.show()
    desk.enter()
    QApplication.processEvents()
    read_again: list[object] = []
    desk.model.dataChanged.connect(lambda *_: read_again.append(None))
    desk.model.modelReset.connect(lambda: read_again.append(None))
    ticks = Ticks()
    for _ in range(40):
        counter.files_lane.submit(
            open_draft, store=counter.store, procedure_code=MARRIAGE.code, case_code="", now=NOW
        )
        qtbot.wait(15)
    qtbot.waitUntil(lambda: len(read_again) > 2, timeout=20_000)
    assert 0 < ticks.longest < LONGEST


def test_a_burst_of_commits_is_counted_few_times_and_beside_the_window(
    qtbot: QtBot, counter: Counter, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(counter.profile)
    shell = Shell(counter, window)
    qtbot.addWidget(window)
    strip = StatusStrip(services, lambda: NOW)
    qtbot.addWidget(strip)
    for each in (window, strip):
        each.show()
    readers: list[str] = []
    counts = OutboxReading.counts

    def watched(outbox: OutboxReading) -> QueueCounts:
        readers.append(threading.current_thread().name)
        return counts(outbox)

    monkeypatch.setattr(OutboxReading, "counts", watched)
    store = counter.store
    with store.write() as work:
        work.catalogue.replace([MARRIAGE])
    draft = open_draft(store=store, procedure_code=MARRIAGE.code, case_code="", now=NOW)

    def burst() -> None:
        for number in range(1000):
            with store.write() as work:
                work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, {"sha256": f"{number:064}"}, NOW)

    ticks = Ticks()
    written = counter.files_lane.submit(burst)
    qtbot.waitUntil(lambda: strip.queue.text() == "1000 việc chờ gửi", timeout=100_000)
    shell.close()
    assert written.done()
    assert 0 < ticks.longest < LONGEST
    assert threading.main_thread().name not in readers
    # Of three: strip, strip of the shell, rail; four times a second at most.
    assert 0 < len(readers) < 3 * (4 * ticks.seconds + 3)
