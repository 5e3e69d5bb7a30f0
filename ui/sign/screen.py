"""The screen Ký số: papers, the page with its stamp, the certificate; one PIN for all."""

from functools import partial

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import PaperId
from app.operations.sign_papers import SigningOutcome
from ui.background import Stop
from ui.icons import Icon
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.sign.batch_result import BatchResult
from ui.sign.panel import SignPanel
from ui.sign.placement_bar import PlacementBar
from ui.sign.placement_control import PlacementControl, PlacementParts
from ui.sign.progress import SigningProgress
from ui.sign.signing import AskPin, ask_secret, sign_in_background
from ui.sign.stamp_preview import StampPreview
from ui.sign.waiting import COLUMNS, RESULT_COLUMN, Result, WaitingModel, WaitingPaper, read_waiting
from ui.verification.subject import paper_subject
from ui.verification.window import show_verification
from ui.widgets.buttons import Kind, button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting import FittingColumns
from ui.widgets.pill_delegate import PillDelegate
from ui.widgets.pin_dialog import ask_pin
from ui.widgets.table import ROW_HEIGHT, Table

_HEADER, _MOST_ROWS = 38, 4


class SignScreen(Screen):
    """Signs what is ticked. The PIN lives in one local variable of one batch.

    Opened for the papers of one dossier, it goes back to its intake once all of them are signed.
    """

    keys = (
        KeyLine("Dấu cách", "Chọn, bỏ chọn giấy tờ để ký"),
        KeyLine("F8", "Ký các giấy tờ đã chọn"),
        KeyLine("F9", "Xác thực chữ ký của giấy tờ đang xem"),
        KeyLine("F10", "Xác thực chữ ký của tệp PDF bất kỳ"),
        KeyLine("Ctrl+M", "Nhớ vị trí dấu ký cho thủ tục này"),
        KeyLine("F5", "Đưa dấu ký về vị trí theo mẫu, theo quy định"),
    )

    def __init__(self, services: Services, ask: AskPin = ask_pin) -> None:
        super().__init__("Ký số")
        self._services, self._counter, self._ask = services, services.counter, ask
        self._subject: object = None
        self._stop: Stop | None = None
        self._outcomes: list[SigningOutcome] = []
        self._batch: tuple[PaperId, ...] = ()
        self.model = WaitingModel()
        self.table = Table("Giấy tờ chờ ký")
        self.table.setModel(self.model)
        self._fitting = FittingColumns(self.table, COLUMNS)
        self.table.setItemDelegateForColumn(RESULT_COLUMN, PillDelegate(self.table))
        self.preview = StampPreview(services.counter, services.page_lane)
        self.placement = PlacementBar()
        self.panel, self._work = SignPanel(), QWidget()
        self.busy = SigningProgress()
        self.empty = EmptyState(
            Icon.CHECK,
            self.tr("Không có giấy tờ nào chờ ký"),
            self.tr("Quét hoặc chọn tệp cho một hồ sơ, giấy tờ sẽ hiện ở đây."),
        )
        self._lay_out()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        for widget, stretch in ((self.table, 0), (self.busy, 0), (self.preview, 1)):
            middle.addWidget(widget, stretch)
        self.preview.add_bar(self.placement)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(middle, 1)
        row.addWidget(self.panel)
        self.body.addWidget(self._work, 1)
        self.body.addWidget(self.empty, 1)
        for name, icon, screen, kind in (
            (self.tr("Về hồ sơ đang tiếp nhận"), Icon.RECEIVE, "intake", Kind.PRIMARY),
            (self.tr("Quét giấy tờ"), Icon.SCAN, "scan", Kind.SECONDARY),
        ):
            go = partial(self.wanted.emit, screen, None)
            self.empty.add_action(name, go, kind, icon)
        self.table.selectionModel().selectionChanged.connect(self._chosen_row)
        self.model.dataChanged.connect(lambda *_: self._count())
        parts = PlacementParts(
            self.table, self.model, self.preview, self.placement, self.banner,
            self._chosen_row,
        )  # fmt: skip
        self._placements = PlacementControl(self._counter, parts, self)
        self.panel.sign.clicked.connect(self.start)
        self.panel.verify.clicked.connect(self.verify_shown)
        other = button("Xác thực tệp khác", Kind.SECONDARY, Icon.FILE_SIGNED, "F10")
        other.clicked.connect(lambda: show_verification(self._services, [], self))
        self.head.addWidget(other)
        self.busy.cancelled.connect(lambda: self._stop and self._stop.ask())
        watch = self._services.token_watch
        watch.changed.connect(lambda _: self._show_token())
        self.panel.certificate.again.clicked.connect(watch.ask)

    def enter(self, subject: object = None) -> None:
        if self._stop is None:
            self.banner.hide()
            self._subject = subject
            self.read()
        self._show_token()
        self.table.setFocus()

    def read(self) -> None:
        """Read again what waits; not while a batch runs, whose rows stay where they are."""
        rows = read_waiting(self._counter.store, self._subject)
        self.model.show(rows)
        self._work.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.setFixedHeight(_HEADER + min(max(len(rows), 2), _MOST_ROWS) * ROW_HEIGHT + 4)
        if rows:
            self.table.selectRow(0)
        self._count()

    def start(self) -> None:
        """Ask for the PIN and sign what is ticked."""
        inside, rows = self.panel.certificate.inside, self.model.chosen
        if inside is None or not inside.usable or not rows or self._stop is not None:
            return
        pin = ask_secret(self._ask, inside, len(rows), self)
        if pin is None:
            return
        self._stop, self._outcomes = Stop(), []
        self._batch = tuple(row.paper.id for row in rows)
        self.banner.hide()
        self.model.begin(self._batch)
        self.busy.start(inside.token, len(rows))
        self._count()
        sign_in_background(
            self, self._counter, inside, pin, rows, stop=self._stop,
            outcome=self._take_outcome, waiting=self.busy.wait, failed=self.banner.show_error,
            ended=self._ended,
        )  # fmt: skip

    def verify_shown(self) -> None:
        """Read the shown paper's signatures back and say what they are worth."""
        row = self._shown()
        if row is not None and self._stop is None:
            show_verification(self._services, [paper_subject(self._counter, row.paper)], self)

    def _take_outcome(self, outcome: SigningOutcome) -> None:
        self._outcomes.append(outcome)
        self.model.take_outcome(outcome)
        done, total = len(self._outcomes), len(self._batch)
        self.busy.advance(done, total)
        if outcome.error is not None:
            self.banner.show_error(outcome.error)
        ended = {each.paper_id for each in self._outcomes}
        self.model.begin([each for each in self._batch if each not in ended])

    def _ended(self) -> None:
        stopped = self._stop is not None and self._stop()
        self._stop = None
        self.model.begin(())
        self.busy.finish()
        self._services.token_watch.ask()
        self._count()
        self._chosen_row()
        result = BatchResult(len(self._batch), tuple(self._outcomes), stopped, self.busy.on_phone)
        dossier = self.model.dossier_id
        if result.complete and dossier and self._subject is not None:
            self.wanted.emit("intake", dossier)
            return
        self.table.setFocus()
        notice = result.notice()
        if notice is not None:
            back = self.tr("Về hồ sơ") if dossier else ""
            self.banner.say(*notice, back, lambda: self.wanted.emit("intake", dossier))

    def _show_token(self) -> None:
        before = self.panel.certificate.inside
        self.panel.certificate.show_status(
            self._services.token_watch.status,
            label=self._counter.settings.token_label,
            now=self._counter.now(),
        )
        chosen = self._counter.settings.trust
        self.panel.show_level(chosen.wanted_level, time_stamps=bool(chosen.tsa_url))
        if before != self.panel.certificate.inside:
            self._chosen_row()
        self._count()

    def _shown(self) -> WaitingPaper | None:
        number = self.table.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _chosen_row(self, *_: QItemSelection) -> None:
        row, inside = self._shown(), self.panel.certificate.inside
        self.panel.show_paper(signed=row is not None and row.result is Result.SIGNED)
        self.preview.show_paper(
            row.paper if row else None,
            certificate=inside.latest if inside else None,
            placement=row.placement if row else None,
            failed=self.banner.show_error,
        )
        self._count()

    def _count(self) -> None:
        number = len(self.model.chosen)
        self.panel.show_number(number)
        inside = self.panel.certificate.inside
        ready = inside is not None and inside.usable and self._stop is None
        self.panel.sign.setEnabled(bool(number) and ready)
        row = self._shown()
        signed = row is not None and row.result is Result.SIGNED
        self.panel.verify.setEnabled(signed and self._stop is None)
