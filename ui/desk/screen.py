"""The screen Bàn làm việc."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.domain.dossier import Dossier, DossierId, DossierState
from app.domain.expected_state import standing_of
from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.paper_fields import offers_of
from app.store.changes import Changes, Topic
from ui.acts.acting import Acting
from ui.desk.delivery import delivery_of
from ui.desk.detail import DossierView
from ui.desk.dossier_list import DossierList
from ui.desk.figures import read_figures
from ui.desk.filters import DeskFilters
from ui.desk.model import DeskModel
from ui.desk.notices import unfinished_pages, why_empty
from ui.desk.pin_bar import connect_pins
from ui.desk.query import DeskQuery, DueWindow, remembered
from ui.desk.remaining import remaining
from ui.forms.printing import print_slip
from ui.forms.reception_slip import read_slip
from ui.icons import Icon
from ui.pages.paper_window import show_paper
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.theme import Tone
from ui.widgets.buttons import Kind, button

_READ_AGAIN_MS = 200
_MINUTE_MS = 60_000
_MEMORY = "desk"
_TO_INTAKE = frozenset({DossierState.DRAFT, DossierState.REFUSED})
_SHOWN_TOPICS = frozenset({Topic.DOSSIERS, Topic.PAPERS, Topic.OUTBOX, Topic.SCANS})


class DeskScreen(Screen):
    """Reads a page of dossiers and a few counts at a time, in the UI thread."""

    keys = (
        KeyLine("Ctrl+N", "Tiếp nhận hồ sơ mới"),
        KeyLine("Enter", "Mở hồ sơ: bản nháp để làm tiếp, hồ sơ khác để xem"),
        KeyLine("F8", "Xử lý hồ sơ đang chọn: chuyển bước, ký duyệt, trả kết quả…"),
        KeyLine("Shift+↑↓, Ctrl+nhấn chuột", "Chọn nhiều hồ sơ để xử lý cùng lúc"),
        KeyLine("Esc", "Đóng phần chi tiết"),
        KeyLine("Ctrl+P", "In giấy tiếp nhận của hồ sơ đang xem"),
    )

    def __init__(self, services: Services) -> None:
        super().__init__("Bàn làm việc")
        self._services, self._counter = services, services.counter
        self._shown: DossierView | None = None
        self.model = DeskModel(
            store=self._counter.store, vault=self._counter.vault, now=self._counter.now, parent=self
        )
        self.filters = DeskFilters(
            remembered(services.memory.value(_MEMORY) or {}), self._counter.now
        )
        self.list = DossierList(self.model)
        new = button(self.tr("Tiếp nhận hồ sơ mới"), Kind.PRIMARY, Icon.ADD, "Ctrl+N")
        new.clicked.connect(lambda: self.wanted.emit("intake", "new"))
        self.head.addWidget(self.filters.figures)
        self.head.addSpacing(8)
        self.head.addWidget(new)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.list, 1)
        self._soon = self._timer(_READ_AGAIN_MS, self._read_again)
        self._soon.setSingleShot(True)
        self._timer(_MINUTE_MS, self._minute).start()
        self.filters.changed.connect(self._query_changed)
        self.list.opened.connect(self._open)
        self.list.intake_wanted.connect(lambda: self.wanted.emit("intake", "new"))
        self.list.everything_wanted.connect(
            lambda: self.filters.use(DeskQuery(order=self.filters.query.order))
        )
        self.list.walked.connect(self._show_detail)
        self.list.detail.paper_wanted.connect(
            lambda paper, field: show_paper(services, paper, self, field)
        )
        connect_pins(self.list.detail.pin, services, self.banner)
        self.list.detail.print_wanted.connect(self._print)
        self.list.detail.queue_wanted.connect(lambda: self.wanted.emit("sync", None))
        self.list.detail.acts_wanted.connect(self._offer_acts)
        self.list.selection.act.clicked.connect(self._offer_acts)
        QShortcut(QKeySequence("F8"), self, self._offer_acts)
        self.acting = Acting(services, self.banner, self)
        self.acting.wanted.connect(self.wanted)
        services.store_signals.changed.connect(self._store_changed)

    def enter(self, subject: object = None) -> None:
        with self._counter.store.read() as work:
            self.filters.show_procedures(work.catalogue.procedures())
        self.read()
        if isinstance(subject, DueWindow):
            self.filters.use(DeskQuery(due=subject))
        elif isinstance(subject, str) and subject:
            self._go_to(DossierId(subject))
        self.list.table.setFocus()

    def read(self) -> None:
        """Read the list from its beginning."""
        self.model.show(self.filters.query)
        self._read_figures()

    # What changes the list

    def _query_changed(self, query: DeskQuery) -> None:
        self._services.memory.setValue(_MEMORY, query.kept())
        self.read()

    def _store_changed(self, changes: Changes) -> None:
        if changes.topics & _SHOWN_TOPICS and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _read_again(self) -> None:
        self.model.refresh(self.list.seen)
        self._read_figures()
        if self._shown is not None and self.list.detail.isVisible():
            self._show_detail(self._shown.dossier)

    def _minute(self) -> None:
        if self.isVisible():
            self.model.tick()
            self._read_figures()

    def _read_figures(self) -> None:
        query, now = self.filters.query, self._counter.now()
        figures = read_figures(self._counter.store, query, now)
        self.filters.show_counts(figures.states)
        self.filters.figures.show_numbers(figures.due)
        usual = DeskQuery(order=query.order)
        self.list.show_empty(self.model.rowCount() == 0, filtered=query != usual)
        if self.model.rowCount() == 0:
            self.list.empty.say(*why_empty(query, sum(figures.states.values())))
        self._offer_pages(figures.unfinished)

    def _offer_pages(self, batches: tuple[ScanBatch, ...]) -> None:
        if not batches:
            self.banner.hide()
            return
        words = unfinished_pages(batches, self._counter.now())
        self.banner.say(
            words,
            Tone.INFO,
            self.tr("Tiếp tục"),
            lambda: self.wanted.emit("scan", batches[0].id),
        )

    # One dossier

    def _open(self, dossier: Dossier) -> None:
        if dossier.state in _TO_INTAKE:
            self.wanted.emit("intake", dossier.id)
            return
        self.list.open_detail()
        self._show_detail(dossier)

    def _go_to(self, dossier_id: DossierId) -> None:
        """Show a dossier that another screen named, whatever the filters hide."""
        try:
            with self._counter.store.read() as work:
                dossier = work.dossiers.get(dossier_id)
        except AppError as error:
            self.banner.show_error(error)
            return
        if not self.list.go_to(dossier_id):
            self.filters.use(DeskQuery(text=dossier.shown_code))
            self.list.go_to(dossier_id)
        if dossier.state not in _TO_INTAKE:
            self._open(dossier)

    def _show_detail(self, dossier: Dossier) -> None:
        now = self._counter.now()
        with self._counter.store.read() as work:
            dossier = work.dossiers.get(dossier.id)
            items = work.outbox.of_dossier(dossier.id)
            papers = work.papers.of_dossier(dossier.id)
            self._shown = DossierView(
                dossier=dossier,
                pin=work.pins.outcome(dossier.id),
                papers=papers,
                offered={each.id: offers_of(work.fields.of_paper(each.id)) for each in papers},
                items=items,
                delivery=delivery_of(dossier, items, now),
                standing=standing_of(dossier, items),
                remaining=remaining(dossier, now, self._counter.calendar),
            )
        self.list.detail.show_view(self._shown)

    def _offer_acts(self) -> None:
        """What may be done with the dossier of the current row, or with all that are selected."""
        if len(self.list.chosen) > 1:
            self.acting.offer_several(self.list.chosen, self.list.selection.act)
            return
        row = self.model.row(self.list.table.current_row())
        if row is not None and row.dossier.state not in _TO_INTAKE:
            self._open(row.dossier)
        if row is not None:
            self.acting.offer(row.dossier, self.list.detail.acts)

    def _print(self) -> None:
        if self._shown is not None:
            print_slip(read_slip(self._counter.store, self._shown.dossier.id), self)

    def _timer(self, interval: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        return timer
