"""A 50-page scan until its first page is on the screen in full sharpness, against raw PyMuPDF."""

import time
from pathlib import Path

import pymupdf
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.lanes import Lane
from bench.scanned_form import scanned_form
from ui.application import make_application
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer

RUNS, PAGES = 9, 50


def first_page(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of each run: viewer from ``show_source`` to the sharp page; open and one pixmap."""
    pdf = scanned_form(folder, PAGES)
    application = QApplication.instance() or make_application(["bench"])
    assert isinstance(application, QApplication)
    lane = Lane("pages")
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(RUNS):
        seconds, width = _viewer(application, lane, pdf)
        ours.append(seconds)
        theirs.append(_raw(pdf, width))
    lane.close()
    return ours, theirs


def _viewer(application: QApplication, lane: Lane, pdf: Path) -> tuple[float, int]:
    viewer = PageViewer(lane)
    viewer.resize(1100, 700)
    viewer.show()
    application.processEvents()
    sharp: list[int] = []

    def drawn(index: int) -> None:
        # The page itself, not its thumbnail: wider than any thumbnail.
        image = viewer.renderer.image(0, 3000)
        if index == 0 and image is not None and image.width() > 400:
            sharp.append(image.width())

    viewer.renderer.drawn.connect(drawn)
    start = time.perf_counter()
    viewer.show_source(PdfSource(pdf))
    while not sharp:
        # Asleep between events, as the window is: a loop that spins takes the interpreter lock
        # from the thread that draws.
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    seconds = time.perf_counter() - start
    viewer.show_source(None)
    viewer.deleteLater()
    application.processEvents()
    return seconds, sharp[0]


def _raw(pdf: Path, width: int) -> float:
    start = time.perf_counter()
    with pymupdf.open(pdf) as document:
        page = document[0]
        page.get_pixmap(matrix=pymupdf.Matrix(*(2 * [width / page.rect.width])))
    seconds = time.perf_counter() - start
    pymupdf.TOOLS.store_shrink(100)
    return seconds
