"""Which scanner, and what is done to its pages; how to scan is chosen where one scans."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.scanning.source import SourceInfo
from app.settings import ScannerSettings
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.settings_screen.found_scanners import FoundScanners
from ui.settings_screen.page_handling import PageHandling
from ui.source_names import source_name
from ui.source_search import SourceSearch
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField


class ScannerSection(QWidget):
    """Keeps each choice at once. Scanners are asked when it is first seen, and when wanted."""

    saved = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._sources: tuple[SourceInfo, ...] = ()
        self._saving: ScannerSettings | None = None
        """What was chosen here last, while it is on its way to the file."""
        self.banner = Banner()
        self.busy = BusyRow()
        self.source = QComboBox()
        self.handling = PageHandling(services.counter.settings.scanner)
        self.searching = SourceSearch(services.counter, self, ask_feeds=True)
        self.searching.found.connect(self._take)
        self.searching.failed.connect(self.banner.show_error)
        self.searching.ended.connect(self._ended)
        self.search = button(self.tr("Tìm lại máy quét"), Kind.SECONDARY, Icon.REFRESH)
        self.search.clicked.connect(self.find)
        self.folder = button(self.tr("Nhận ảnh từ thư mục…"), Kind.QUIET, Icon.FOLDER)
        self.folder.clicked.connect(self._choose_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.found = FoundScanners()
        self._looked = False
        left, cards = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._card())
        left.addWidget(self.handling)
        cards.setSpacing(16)
        cards.addLayout(left, 1)
        cards.addWidget(self.found, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(cards)
        column.addStretch(1)
        self._show(())
        self.found.chosen.connect(self._use)
        self.source.activated.connect(self._save)
        self.handling.changed.connect(self._save)

    def _card(self) -> Card:
        card = Card(self.tr("Máy quét"))
        card.body.addWidget(
            FormField(
                self.tr("Nguồn quét"),
                self.source,
                self.tr("Máy quét nối mạng có thể mất vài giây để trả lời."),
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search)
        row.addWidget(self.folder)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(self.busy)
        return card

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not self._looked:
            self.find()

    def find(self) -> None:
        """Ask which scanners answer."""
        self._looked, self._sources = True, ()
        self.banner.hide()
        self.found.show_searching()
        self.search.setEnabled(False)
        self.busy.start(self.tr("Đang tìm máy quét…"), can_stop=False)
        self.searching.begin(one_is_known=False)

    def _take(self, sources: tuple[SourceInfo, ...]) -> None:
        self._sources = sources
        if sources:
            self._show(sources)
            self.found.show_found(sources, self.source.currentData())

    def _use(self, address: str) -> None:
        self.source.setCurrentIndex(self.source.findData(address))
        self._save()

    def _ended(self) -> None:
        if not self._sources:
            self.found.show_found((), self.source.currentData())
        self.busy.finish()
        self.search.setEnabled(True)

    def _show(self, sources: tuple[SourceInfo, ...]) -> None:
        kept = self._saving or self._services.counter.settings.scanner
        self.source.clear()
        self.source.addItem(self.tr("Chưa chọn"), "")
        for each in sources:
            self.source.addItem(each.name, each.address)
        if kept.source and self.source.findData(kept.source) < 0:
            self.source.addItem(source_name(kept.source), kept.source)
        self.source.setCurrentIndex(self.source.findData(kept.source))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Thư mục nhận ảnh quét"))
        if folder:
            address = f"folder:{folder}"
            self.source.addItem(source_name(address), address)
            self.source.setCurrentIndex(self.source.count() - 1)
            self._save()

    def _save(self) -> None:
        counter = self._services.counter
        chosen = self.handling.wanted(counter.settings.scanner)
        chosen = replace(chosen, source=self.source.currentData() or "")
        if self._sources:
            self.found.show_found(self._sources, chosen.source)
        if chosen == (self._saving or counter.settings.scanner):
            return
        self._saving = chosen
        run(
            counter.files_lane,
            counter.change_settings,
            replace(counter.settings, scanner=chosen),
            owner=self,
            done=lambda _: self._saved(chosen),
            failed=self._not_saved,
        )

    def _saved(self, chosen: ScannerSettings) -> None:
        if self._saving is chosen:
            self._saving = None
        self.saved.emit()

    def _not_saved(self, error: AppError) -> None:
        self._saving = None
        self._show(self._sources)
        self.banner.show_error(error)
