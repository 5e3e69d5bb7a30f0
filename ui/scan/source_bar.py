"""Which scanner, glass or feeder, how fine: remembered in the settings."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from app.counter import Counter
from app.scanning.source import Feed, ScanRequest, SourceInfo
from ui.background import run
from ui.icons import Icon
from ui.source_names import source_name
from ui.widgets.keyed import keyed_button

_FILES = "Ảnh và PDF (*.jpg *.jpeg *.png *.tif *.tiff *.heic *.pdf)"
_RESOLUTIONS = (200, 300)
_LIST_WIDTH = 220


class SourceBar(QWidget):
    """``scan_wanted`` and ``rescan_wanted`` carry an address and a ``ScanRequest``."""

    scan_wanted = Signal(str, object)
    rescan_wanted = Signal(str, object)
    failed = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.sources, self.feed, self.dpi = QComboBox(), QComboBox(), QComboBox()
        self.sources.setAccessibleName(self.tr("Máy quét"))
        self.feed.addItem(self.tr("Mặt kính"), Feed.GLASS)
        self.feed.addItem(self.tr("Khay nạp tự động"), Feed.FEEDER)
        self.feed.setAccessibleName(self.tr("Cách nạp giấy"))
        self.dpi.setAccessibleName(self.tr("Độ phân giải"))
        for dpi in _RESOLUTIONS:
            self.dpi.addItem(f"{dpi} dpi", dpi)
        self.scan = keyed_button(self.tr("Quét"), "F6", Icon.SCAN)
        self.file = keyed_button(self.tr("Chọn tệp"), "F7", Icon.FOLDER)
        self.scan.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, letters in ((self.sources, 14), (self.feed, 12), (self.dpi, 6)):
            widget.setMinimumContentsLength(letters)
            widget.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            widget.view().setMinimumWidth(_LIST_WIDTH)
            row.addWidget(widget, letters)
        row.addStretch(8)
        row.addWidget(self.file)
        row.addWidget(self.scan)
        self.scan.clicked.connect(self._scan)
        self.file.clicked.connect(self._choose_file)
        self._show_settings()

    def refresh(self) -> None:
        """Ask which scanners answer now."""
        from app.scanning.sources import list_sources

        run(
            self._counter.scanner_lane, list_sources, owner=self, done=self._show,
            failed=self.failed.emit,
        )  # fmt: skip

    def set_busy(self, *, busy: bool) -> None:
        for widget in (self.scan, self.file, self.sources, self.feed, self.dpi):
            widget.setEnabled(not busy)

    def _show_settings(self) -> None:
        chosen = self._counter.settings.scanner
        if chosen.source:
            self.sources.addItem(source_name(chosen.source), chosen.source)
        self.feed.setCurrentIndex(int(chosen.feeder))
        self.dpi.setCurrentIndex(max(0, self.dpi.findData(chosen.dpi)))

    def _show(self, found: tuple[SourceInfo, ...]) -> None:
        chosen = self.sources.currentData() or self._counter.settings.scanner.source
        self.sources.clear()
        for source in found:
            self.sources.addItem(source.name, source.address)
        if chosen and self.sources.findData(chosen) < 0:
            self.sources.addItem(source_name(chosen), chosen)
        self.sources.setCurrentIndex(max(0, self.sources.findData(chosen)))

    def rescan(self) -> None:
        """One page more from the source that is chosen, unless it is at work."""
        if self.scan.isEnabled():
            self.rescan_wanted.emit(*self._chosen())

    def _scan(self) -> None:
        self.scan_wanted.emit(*self._chosen())

    def _chosen(self) -> tuple[str, ScanRequest]:
        """What is set now; remembered as the officer's choice."""
        address, feed = self.sources.currentData() or "", self.feed.currentData()
        dpi = int(self.dpi.currentData())
        settings = self._counter.settings
        scanner = replace(settings.scanner, source=address, feeder=feed == Feed.FEEDER, dpi=dpi)
        if scanner != settings.scanner:
            run(
                self._counter.files_lane, self._counter.change_settings,
                replace(settings, scanner=scanner), owner=self, done=lambda _: None,
                failed=self.failed.emit,
            )  # fmt: skip
        return address, ScanRequest(dpi=dpi, feed=Feed(feed))

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Chọn tệp"), str(Path.home()), _FILES)
        if path:
            self.scan_wanted.emit(f"file:{path}", ScanRequest())
