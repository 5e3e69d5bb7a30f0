"""Which scanner, how the paper goes in, how fine: what the device has, as it was chosen last."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from app.counter import Counter
from app.scanning.choices import Choices, FeedChoice
from app.scanning.paper_sizes import PAPER_SIZES
from app.scanning.source import ScanRequest, SourceInfo
from app.settings import ScanChoice
from ui.background import run
from ui.icons import Icon
from ui.scan.scan_options import ScanOptions
from ui.source_names import source_name
from ui.source_search import Abilities, SourceSearch
from ui.widgets.keyed import keyed_button

_FILES = "Ảnh và PDF (*.jpg *.jpeg *.png *.tif *.tiff *.heic *.pdf)"
_LIST_WIDTH = 220
_FEEDS = {
    FeedChoice.GLASS: "Mặt kính",
    FeedChoice.FEEDER: "Khay nạp tự động",
    FeedChoice.DUPLEX: "Khay nạp hai mặt",
    FeedChoice.MANUAL: "Hai mặt, lật tay",
}


class SourceBar(QWidget):
    """Each signal but the last carries an address and a ``ScanRequest``."""

    scan_wanted = Signal(str, object)
    rescan_wanted = Signal(str, object)
    both_sides_wanted = Signal(str, object)
    """Fronts, then backs, by a feeder that sees one side."""
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.sources, self.feed, self.dpi = QComboBox(), QComboBox(), QComboBox()
        self.sources.setAccessibleName(self.tr("Máy quét"))
        self.feed.setAccessibleName(self.tr("Cách nạp giấy"))
        self.dpi.setAccessibleName(self.tr("Độ phân giải"))
        self.options = ScanOptions(self)
        self.scan = keyed_button(self.tr("Quét"), "F6", Icon.SCAN)
        self.file = keyed_button(self.tr("Chọn tệp"), "F7", Icon.FOLDER)
        self.scan.setAutoDefault(True)
        self.search = SourceSearch(counter, self)
        self.abilities = Abilities(counter, self)
        self._lay_out()
        chosen = counter.settings.scanner.source
        if chosen:
            self.sources.addItem(source_name(chosen), chosen)
        self._show_device()
        self.scan.clicked.connect(self._scan)
        self.file.clicked.connect(self._choose_file)
        self.sources.activated.connect(self._use_device)
        self.search.found.connect(self._show)
        self.search.failed.connect(self._nothing_found)
        self.search.ended.connect(self._show_looking)
        self.options.search_wanted.connect(lambda: self._look(one_is_known=False))
        self.abilities.known.connect(lambda of: of == self._address() and self._show_device())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, letters, share in ((self.sources, 5, 10), (self.feed, 5, 9), (self.dpi, 3, 6)):
            widget.setMinimumContentsLength(letters)
            widget.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            widget.view().setMinimumWidth(_LIST_WIDTH)
            row.addWidget(widget, share)
        row.addWidget(self.options.open_button)
        row.addStretch(2)
        row.addWidget(self.file)
        row.addWidget(self.scan)

    def refresh(self) -> None:
        """Ask what the chosen scanner can do; look for scanners once, and where none is chosen."""
        self.abilities.ask(self._address())
        if not self.search.looked or not self._address():
            self._look(one_is_known=bool(self._address()))

    def set_busy(self, *, busy: bool) -> None:
        for widget in (
            self.scan, self.file, self.sources, self.feed, self.dpi, self.options.open_button,
        ):  # fmt: skip
            widget.setEnabled(not busy)
        if not busy:
            self.abilities.ask(self._address())

    def _address(self) -> str:
        return self.sources.currentData() or ""

    def _look(self, *, one_is_known: bool) -> None:
        self.search.begin(one_is_known=one_is_known)
        self._show_looking()

    def _show_looking(self) -> None:
        looking = self.search.looking
        self.options.show_looking(looking=looking)
        self.sources.setPlaceholderText(
            self.tr("Đang tìm máy quét…") if looking else self.tr("Chưa có máy quét")
        )

    def _show(self, found: tuple[SourceInfo, ...]) -> None:
        chosen = self._address() or self._counter.settings.scanner.source
        self.sources.clear()
        for source in found:
            self.sources.addItem(source.name, source.address)
        if chosen and self.sources.findData(chosen) < 0:
            self.sources.addItem(source_name(chosen), chosen)
        self.sources.setCurrentIndex(max(0, self.sources.findData(chosen)))
        if self._address() != chosen:
            self._use_device()

    def _nothing_found(self, error: object) -> None:
        if not self._address():
            self.failed.emit(error)

    def _use_device(self) -> None:
        self._show_device()
        self.abilities.ask(self._address())

    def _show_device(self) -> None:
        """What the device offers, or what was chosen last while that is not known."""
        last = self._counter.settings.scanner.choice(self._address())
        able = self.abilities.of(self._address()) or _as_chosen(last)
        _fill(self.feed, able.feeds, FeedChoice(last.feed), _FEEDS.__getitem__)
        _fill(self.dpi, able.dpis, last.dpi, "{} dpi".format)
        for box in (self.feed, self.dpi):
            box.setVisible(box.count() > 0)
        light = last.brightness if able.brightness else None
        self.options.show_choices(able.papers, last.paper, brightness=light)

    def rescan(self) -> None:
        """One page more from the source that is chosen, unless it is at work."""
        if self.scan.isEnabled():
            self.rescan_wanted.emit(*self._chosen())

    def _scan(self) -> None:
        turned = self.feed.currentData() == FeedChoice.MANUAL
        (self.both_sides_wanted if turned else self.scan_wanted).emit(*self._chosen())

    def _chosen(self) -> tuple[str, ScanRequest]:
        """What is set now; remembered as the officer's choice."""
        address, settings = self._address(), self._counter.settings
        last = settings.scanner.choice(address)
        feed = FeedChoice(self.feed.currentData() or last.feed)
        dpi = int(self.dpi.currentData() or last.dpi)
        paper, brightness = self.options.paper, self.options.brightness
        choice = ScanChoice(feed.value, dpi, paper.name, brightness)
        scanner = settings.scanner.chosen(address, choice)
        if scanner != settings.scanner:
            run(
                self._counter.files_lane, self._counter.change_settings,
                replace(settings, scanner=scanner), owner=self, done=lambda _: None,
                failed=self.failed.emit,
            )  # fmt: skip
        return address, ScanRequest(
            dpi, feed.feed, width_mm=paper.width_mm, height_mm=paper.height_mm,
            brightness=brightness or None,
        )  # fmt: skip

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Chọn tệp"), str(Path.home()), _FILES)
        if path:
            self.scan_wanted.emit(f"file:{path}", ScanRequest())


def _as_chosen(last: ScanChoice) -> Choices:
    """``last`` as the only choice."""
    papers = tuple(each for each in PAPER_SIZES if each.name == last.paper)
    return Choices((FeedChoice(last.feed),), (last.dpi,), papers, brightness=bool(last.brightness))


def _fill(box: QComboBox, offered: Sequence[Any], last: Any, name: Callable[[Any], str]) -> None:
    box.clear()
    for each in offered:
        box.addItem(name(each), each)
    box.setCurrentIndex(offered.index(last) if last in offered else 0)
