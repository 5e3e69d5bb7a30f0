"""The screen Quét: pages as they come, put right, and attached to a dossier."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.scan_pages import discard_batch
from app.scanning.source import ScanRequest
from app.store.changes import Changes, Topic
from ui.background import Stop, run
from ui.forms.printing import print_slip
from ui.forms.separator_sheets import read_sheets
from ui.scan.attach_panel import AttachPanel
from ui.scan.attaching import Attaching
from ui.scan.batch_chooser import BatchChooser
from ui.scan.both_sides import BothSides
from ui.scan.card_offers import CardOffers
from ui.scan.keys import KEYS
from ui.scan.measuring import PageMeasures
from ui.scan.page_edits import Act, PageEdits
from ui.scan.page_tools import PageTools
from ui.scan.pages_area import PagesArea
from ui.scan.read_fields import ReadFields
from ui.scan.reading import PageReading
from ui.scan.scanning import scan_in_background
from ui.scan.source_bar import SourceBar
from ui.scan.splitting import Splitting
from ui.scan.targets import Target, read_targets
from ui.screen import Screen
from ui.services import Services
from ui.widgets.busy_row import BusyRow
from ui.widgets.confirm import confirm


class ScanScreen(Screen):
    """Shows an open batch, the newest at first; pages left by a crash are simply there.

    Opened from intake for one component, it goes back there once the paper is attached.
    """

    keys = KEYS

    def __init__(self, services: Services) -> None:
        super().__init__("Quét")
        self._services, self._counter = services, services.counter
        self.batch: ScanBatch | None = None
        self._stop: Stop | None = None
        self.edits = PageEdits(services.counter.store)
        self.source_bar = SourceBar(services.counter)
        self.busy, self.chooser = BusyRow(), BatchChooser()
        self._scanning = False
        self.pages = PagesArea(services.page_lane, self._counter.page_folders, self.source_bar)
        self.viewer = self.pages.viewer
        self.tools = PageTools(self, self.viewer, self.edits, lambda: self.batch)
        self.panel = AttachPanel()
        self.splitting = Splitting(
            services, self, self.chooser, self.busy, start=self._start, ended=self._ended
        )
        self.measures = PageMeasures(services.counter, self)
        self.reading = PageReading(services.counter, self)
        self.attaching = Attaching(
            services, self, self.chooser, self.busy, self.reading,
            start=self._start, ended=self._ended,
        )  # fmt: skip
        self.both_sides = BothSides(self, services.counter, self.scan, lambda: self.batch)
        self.fields = ReadFields(services, self, self.viewer, self.panel)
        self.cards = CardOffers(services.counter, self.viewer, self.panel, self)
        self._lay_out()
        services.store_signals.changed.connect(self._store_changed)

    def _lay_out(self) -> None:
        self.body.addWidget(self.source_bar)
        self.head.addWidget(self.chooser)
        self.body.addWidget(self.busy)
        self.body.addWidget(self.splitting.row)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.pages, 1)
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)
        bar = self.source_bar
        bar.scan_wanted.connect(self.scan)
        bar.rescan_wanted.connect(self.rescan)
        bar.failed.connect(self.banner.show_error)
        self.chooser.moved.connect(self.read)
        self.splitting.offered.connect(lambda: self.panel.attach.hasFocus() and self._focus())
        bar.both_sides_wanted.connect(self.both_sides.begin)
        self.both_sides.failed.connect(self.banner.show_error)
        self.measures.changed.connect(self._show_panel)
        self.reading.ended.connect(self._show_panel)
        self.tools.wanted.connect(self._do)
        self.tools.rescan_wanted.connect(bar.rescan)
        self.cards.wanted.connect(lambda card: self.wanted.emit("intake", card))
        self.panel.attach_wanted.connect(self.attach)
        self.panel.discard_wanted.connect(self._discard)
        self.panel.sheets_wanted.connect(
            lambda dossier: print_slip(read_sheets(self._counter.store, dossier), self)
        )
        self.panel.dossier_wanted.connect(lambda: self.wanted.emit("intake", "new"))
        self.busy.cancelled.connect(lambda: self._stop and self._stop.ask())

    def enter(self, subject: object = None) -> None:
        """``subject`` is (dossier_id, component_id) when a component's paper is to be scanned, or
        the id of a batch that is to be shown.
        """
        if self._stop is None:
            self.banner.hide()
            self.chooser.enter(subject)
        self.read()
        self.panel.refresh_targets(read_targets(self._counter.store, self.chooser.aim[0]))
        if self._stop is None:
            self.source_bar.refresh()
        self._focus()

    def read(self) -> None:
        """Read the open batches again and show the pages of one."""
        with self._counter.store.read() as work:
            batches = [batch for batch in work.scans.open_batches() if batch.pages]
        batch = self.chooser.choose(batches)
        self.edits.turn_to(batch)
        if self.batch is None or batch is None or batch.id != self.batch.id:
            self.measures.forget()
            aim = (batch.dossier_id, batch.component_id) if batch else self.chooser.aim
            unknown = batch is not None and batch.split_from is not None and not any(aim)
            targets = read_targets(self._counter.store, aim[0])
            self.panel.show_targets(targets, aim, must_choose=unknown)
        self.batch = batch
        self.pages.show_batch(batch)
        self.measures.look_at(batch)
        self.reading.read(batch)
        self.fields.show(batch)
        self.cards.show(batch)
        self._show_panel()

    def scan(
        self,
        address: str,
        request: ScanRequest,
        *,
        instead_of: str = "",
        failed: Callable[[AppError], None] | None = None,
        then: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Append pages of ``address`` to the batch in view, or begin one.

        ``then`` is told at the end whether the officer stopped it.
        """
        batch, edits = self.batch, self.edits
        self.banner.hide()
        stop, self._scanning = self._start(self.tr("Đang quét")), True
        scan_in_background(
            self, self._counter, address, request, batch=batch, aim=self.chooser.aim,
            instead_of=instead_of, stop=stop, failed=failed or self.banner.show_error,
            ended=lambda: (self._ended(), then(stop())),
            replaced=lambda new: edits.replaced(batch, instead_of, new),
        )  # fmt: skip

    def rescan(self, address: str, request: ScanRequest) -> None:
        """Take the page in view once more; the other pages stay as they are."""
        page = self.viewer.view.page
        if self.batch is not None and 1 <= page <= len(self.batch.pages):
            self.scan(address, request, instead_of=self.batch.pages[page - 1].id)

    def attach(self, target: Target) -> None:
        """Make the pages one paper of ``target``."""
        if self.batch is not None and self.splitting.may_attach(self.batch):
            self.attaching.attach(self.batch, target)

    def _start(self, text: str) -> Stop:
        """Busy from now on. What is disabled hands the focus on, and Enter would press that."""
        self._stop = stop = Stop()
        self.setFocus()
        self.busy.start(text)
        self.source_bar.set_busy(busy=True)
        self._show_panel()
        return stop

    def _ended(self) -> None:
        """The scanner or the builder is done, one way or the other."""
        self._stop, self._scanning = None, False
        self.busy.finish()
        self.source_bar.set_busy(busy=False)
        self.read()
        if self.isVisible():
            self._focus()

    def _focus(self) -> None:
        """On what comes next, so that Enter or Space does it."""
        act = self.splitting.row.act() or self.panel.next_act()
        (act or self.source_bar.scan).setFocus()

    def _show_panel(self) -> None:
        busy, looking = self._stop is not None, self.measures.looking
        self.panel.show_batch(self.batch, self.measures.of(self.batch), busy=busy)
        self.chooser.set_busy(busy=busy)
        reads = self.batch is not None and self.reading.under_way(self.batch)
        self.splitting.show(self.batch, looking=looking, reads=reads, busy=busy)
        self.attaching.show(self.batch)
        self.tools.split.setEnabled(not busy)

    def _do(self, act: Act | None) -> None:
        if act is not None:
            run(
                self._counter.files_lane, act, owner=self, done=lambda _: None,
                failed=self.banner.show_error,
            )  # fmt: skip

    def _discard(self) -> None:
        batch = self.batch
        if batch is None or not confirm(
            self,
            self.tr("Bỏ lượt quét này?"),
            self.tr("{} trang sẽ không được dùng nữa.").format(len(batch.pages)),
            self.tr("Bỏ lượt quét"),
        ):
            return
        self._do(partial(discard_batch, store=self._counter.store, batch_id=batch.id))

    def _store_changed(self, changes: Changes) -> None:
        if Topic.SCANS in changes.topics and self.isVisible():
            self.read()
            if self._scanning and self.batch is not None:
                self.busy.say(self.tr("Đang quét, đã có {} trang").format(len(self.batch.pages)))
