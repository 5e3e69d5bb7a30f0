"""The screen Ký số: papers, the page with its stamp, the certificate; one PIN for all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import PaperId
from app.operations.sign_papers import SigningOutcome
from signing.profiles import DIGITISING
from ui.icons import Icon
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.sign.batch import Batch
from ui.sign.batch_result import BatchResult
from ui.sign.notices import Notices
from ui.sign.panel import SignPanel
from ui.sign.placement_bar import PlacementBar
from ui.sign.placement_control import PlacementControl, PlacementParts
from ui.sign.progress import SigningProgress
from ui.sign.readiness import Readiness
from ui.sign.refusals import Weighing
from ui.sign.signing import AskPin
from ui.sign.stamp_preview import StampPreview
from ui.sign.stamp_wish import StampWish
from ui.sign.waiting import COLUMNS, RESULT_COLUMN, WaitingModel, WaitingPaper, read_waiting, ticks
from ui.token_watch import TokenInside
from ui.verification.subject import paper_subject
from ui.verification.window import show_verification
from ui.widgets.buttons import Kind, button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting import FittingColumns
from ui.widgets.pill_delegate import PillDelegate
from ui.widgets.pin_dialog import ask_pin
from ui.widgets.table import ROW_HEIGHT, Table

if TYPE_CHECKING:
    from signing.validation_evidence import ValidationEvidence

_HEADER, _MOST_ROWS = 38, 4


class SignScreen(Screen):
    """Signs what is ticked. The PIN lives in one local variable of one batch.

    Opened for the papers of one dossier, it goes back to its intake once all of them are signed.
    """

    keys = (
        KeyLine("Alt+1…9", "Chọn loại chữ ký"),
        KeyLine("Alt+H · Alt+S", "Chọn hình chữ ký, con dấu · mở sổ đăng ký"),
        KeyLine("Dấu cách", "Chọn, bỏ chọn giấy tờ để ký"),
        KeyLine("F8", "Ký các giấy tờ đã chọn"),
        KeyLine("F9", "Xác thực chữ ký của giấy tờ đang xem"),
        KeyLine("F10", "Xác thực chữ ký của tệp PDF bất kỳ"),
        KeyLine("Ctrl+M", "Nhớ vị trí dấu ký cho thủ tục này"),
        KeyLine("Ctrl+Shift+M", "Chỉ nhớ cho loại giấy tờ này"),
        KeyLine("F5", "Đưa dấu ký về vị trí theo mẫu, theo quy định"),
    )

    def __init__(self, services: Services, ask: AskPin = ask_pin) -> None:
        super().__init__("Ký số")
        self._services, self._counter = services, services.counter
        self._subject: object = None
        self.batch, self.model = Batch(services.counter, self), WaitingModel()
        self.table = Table("Giấy tờ chờ ký")
        self.table.setModel(self.model)
        self._fitting = FittingColumns(self.table, COLUMNS)
        self.table.setItemDelegateForColumn(RESULT_COLUMN, PillDelegate(self.table))
        self.preview = StampPreview(services.counter, services.page_lane)
        self.placement = PlacementBar()
        self.panel = SignPanel(services.counter, services.memory)
        self._papers, self._notices = QWidget(), Notices(self.banner)
        self._weighing = Weighing(services.counter, self.model, self.panel, self)
        self.busy = SigningProgress()
        self._readiness = Readiness(services, ask, self.busy, self)
        self.empty = _nothing_waits(self.wanted.emit, self.panel.profile.choose_another)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = QVBoxLayout(self._papers)
        middle.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self.table, 0), (self.busy, 0), (self.preview, 1)):
            middle.addWidget(widget, stretch)
        self.preview.add_bar(self.placement)
        row = QHBoxLayout()
        row.setSpacing(16)
        for widget, stretch in ((self._papers, 1), (self.empty, 1), (self.panel, 0)):
            row.addWidget(widget, stretch)
        self.body.addLayout(row, 1)
        other = button("Xác thực tệp khác", Kind.SECONDARY, Icon.FILE_SIGNED, "F10")
        other.clicked.connect(lambda: show_verification(self._services, [], self))
        self.head.addWidget(other)

    def _connect(self) -> None:
        profile = self.panel.profile
        profile.listen(self)
        profile.chosen.connect(self.banner.hide)
        profile.chosen.connect(self._show_token)
        for signal in (profile.chosen, profile.resized):
            signal.connect(lambda: self.read(ticks(self.model.rows)))
        profile.changed.connect(self._chosen_row)
        self.table.selectionModel().selectionChanged.connect(self._chosen_row)
        self.model.dataChanged.connect(lambda *_: self._count())
        parts = PlacementParts(
            self.table, self.model, self.preview, self.placement, self.banner,
            self._chosen_row, self._weighing.weigh,
        )  # fmt: skip
        self.preview.placed.connect(self._notices.preview_shown)
        self._placements = PlacementControl(self._counter, parts, self)
        self.preview.view.placement_changed.connect(lambda *_: self._placed())
        self.panel.sign.clicked.connect(self.start)
        self.panel.verify.clicked.connect(self.verify_shown)
        self._readiness.put_off.connect(self._notices.pin_not_asked)
        self.batch.waiting.connect(self.busy.wait)
        self.batch.outcome.connect(self._take_outcome)
        self.batch.ended.connect(self._ended)
        self.busy.cancelled.connect(self.batch.stop)
        watch = self._services.token_watch
        watch.changed.connect(lambda _: self._show_token())
        self.panel.certificate.again.clicked.connect(watch.ask)

    def enter(self, subject: object = None) -> None:
        if not self.batch.running:
            self._notices.entered()
            self._subject = subject
            # Who comes with papers of an intake comes to have them digitised.
            self.panel.profile.enter(digitise=subject is not None)
            self.read()
        self._show_token()
        self.table.setFocus()

    def read(self, ticked: Mapping[PaperId, bool] = MappingProxyType({})) -> None:
        """Read again what waits; not while a batch runs, whose rows stay where they are.

        Papers in ``ticked`` are ticked as they were.
        """
        if self.batch.running:
            return
        shown, digitise = self._shown(), self.panel.profile.profile is DIGITISING
        rows = read_waiting(self._counter.store, self._subject, signed_too=not digitise)
        rows = tuple(replace(row, chosen=ticked.get(row.paper.id, row.chosen)) for row in rows)
        self.model.show(rows)
        self._papers.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.panel.setVisible(bool(rows) or not digitise)
        self.table.setFixedHeight(_HEADER + min(max(len(rows), 2), _MOST_ROWS) * ROW_HEIGHT + 4)
        if rows:
            known = [row.paper.id for row in rows]
            at = known.index(shown.paper.id) if shown and shown.paper.id in known else 0
            self.table.selectRow(at)
        self._weighing.weigh()
        self._count()

    def start(self) -> None:
        """Look whether all is there, ask for the PIN and sign what is ticked."""
        inside, rows = self.panel.certificate.inside, self.model.chosen
        if inside is None or not inside.usable or not rows or self.batch.running:
            return
        wish = self.panel.profile.wish()
        self._readiness.ask(
            inside, wish, len(rows), ready=partial(self._begin, inside, rows, wish),
            failed=self.banner.show_error,
        )  # fmt: skip

    def _begin(
        self, inside: TokenInside, rows: list[WaitingPaper], wish: StampWish, pin: str,
        evidence: "ValidationEvidence",
    ) -> None:  # fmt: skip
        self.panel.profile.remember()
        self.banner.hide()
        self.batch.start(inside, pin, rows, wish, evidence=evidence, failed=self.banner.show_error)
        self.model.begin(self.batch.papers)
        self.busy.start(inside.token, len(rows))
        self._count()

    def verify_shown(self) -> None:
        """Read the shown paper's signatures back and say what they are worth."""
        row = self._shown()
        if row is not None and not self.batch.running:
            show_verification(self._services, [paper_subject(self._counter, row.paper)], self)

    def _take_outcome(self, outcome: SigningOutcome) -> None:
        self.model.take_outcome(outcome)
        self.busy.advance(*self.batch.progress)
        if outcome.error is not None:
            self.banner.show_error(outcome.error)
        self.model.begin(self.batch.left)

    def _ended(self, result: BatchResult) -> None:
        self.model.begin((), ended=True)
        self.busy.finish()
        self._services.token_watch.ask()
        self.panel.profile.batch_ended(signed=result.signed > 0)
        self._count()
        self._chosen_row()
        dossier = self.model.dossier_id
        if result.complete and dossier and self._subject is not None:
            self.wanted.emit("intake", dossier)
            return
        self.table.setFocus()
        notice = replace(result, on_phone=self.busy.on_phone).notice()
        if notice is not None:
            back = self.tr("Về hồ sơ") if dossier else ""
            self.banner.say(*notice, back, lambda: self.wanted.emit("intake", dossier))

    def _show_token(self) -> None:
        before = self.panel.certificate.inside
        self.panel.show_token(
            self._services.token_watch.status, self._counter.settings, self._counter.now()
        )
        if before != self.panel.certificate.inside:
            self._notices.token_changed(self.panel.certificate.inside)
            self._weighing.weigh()
            self._chosen_row()
        self._count()

    def _shown(self) -> WaitingPaper | None:
        number = self.table.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _chosen_row(self, *_: QItemSelection) -> None:
        row, inside = self._shown(), self.panel.certificate.inside
        signed = row is not None and row.signed_now
        self.preview.show_paper(
            row.paper if row else None,
            wish=self.panel.profile.wish(),
            certificate=inside.latest if inside and not signed else None,
            placement=row.placement if row else None,
            failed=self._notices.preview_failed,
        )
        self._count()

    def _placed(self) -> None:
        """Where the law's place was not found, the officer's own is as good."""
        row = self._shown()
        if row is not None and row.refused is not None:
            self._weighing.weigh()

    def _count(self) -> None:
        self.panel.show_work(self._shown(), len(self.model.chosen), running=self.batch.running)


def _nothing_waits(
    go: Callable[[str, object], object], choose_another: Callable[[], object]
) -> EmptyState:
    made = EmptyState(
        Icon.CHECK,
        "Không có giấy tờ nào chờ ký",
        "Quét hoặc chọn tệp cho một hồ sơ, giấy tờ sẽ hiện ở đây.",
    )
    for name, icon, screen, kind in (
        ("Về hồ sơ đang tiếp nhận", Icon.RECEIVE, "intake", Kind.PRIMARY),
        ("Quét giấy tờ", Icon.SCAN, "scan", Kind.SECONDARY),
    ):
        made.add_action(name, partial(go, screen, None), kind, icon)
    made.add_action("Ký loại khác (Alt+2…9)", choose_another, Kind.SECONDARY, Icon.SIGN)
    return made
