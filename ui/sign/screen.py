"""The screen Ký số: papers and files, the page with its stamp, the certificate; one PIN for all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from signing.profiles import DIGITISING
from ui.icons import Icon
from ui.screen import Screen
from ui.services import Services
from ui.sign.batch import Batch
from ui.sign.batch_result import BatchResult
from ui.sign.desktop import DESKTOP, Desktop
from ui.sign.entering import split_subject
from ui.sign.keys import KEYS
from ui.sign.leaving import Leaving
from ui.sign.loose_bar import LooseBar
from ui.sign.loose_files import LooseFiles, LooseParts
from ui.sign.notices import Notices
from ui.sign.out_folder import OutFolder
from ui.sign.outcome import DocumentOutcome
from ui.sign.panel import SignPanel
from ui.sign.placement_bar import PlacementBar
from ui.sign.placement_control import PlacementControl, PlacementParts
from ui.sign.progress import SigningProgress
from ui.sign.readiness import Readiness
from ui.sign.refusals import Weighing
from ui.sign.signing import AskPin
from ui.sign.stamp_preview import StampPreview
from ui.sign.stamp_wish import StampWish
from ui.sign.waiting import WaitingRow, read_waiting, ticks
from ui.sign.waiting_table import WaitingTable
from ui.token_watch import TokenInside
from ui.verification.window import show_verification
from ui.widgets.buttons import Kind, button
from ui.widgets.empty_state import EmptyState
from ui.widgets.file_drop import FileDrop
from ui.widgets.keyed import keyed_button
from ui.widgets.pin_dialog import ask_pin

if TYPE_CHECKING:
    from signing.validation_evidence import ValidationEvidence


class SignScreen(Screen):
    """Signs what is ticked. The PIN lives in one local variable of one batch.

    Opened for the papers of one dossier, it goes back to its intake once all of them are signed.
    """

    keys = KEYS

    def __init__(
        self, services: Services, ask: AskPin = ask_pin, desktop: Desktop = DESKTOP
    ) -> None:
        super().__init__("Ký số")
        self._services, self._counter = services, services.counter
        self._subject: object = None
        out = OutFolder(services.counter, services.memory)
        self.batch, self.table = Batch(services.counter, out, self), WaitingTable()
        self.model = self.table.waiting
        self.preview = StampPreview(services.counter, services.page_lane)
        self.placement, self.where = PlacementBar(), LooseBar(out)
        self.panel = SignPanel(services.counter, services.memory)
        self._papers, self._notices = QWidget(), Notices(self.banner)
        parts = LooseParts(self.table, self.where, self.banner, out)
        self.loose = LooseFiles(services.counter, parts, desktop, self)
        self._weighing = Weighing(services.counter, self.model, self.panel, self)
        self.busy = SigningProgress()
        self._readiness = Readiness(services, ask, self.busy, self)
        self.empty = _nothing_waits(self.wanted.emit, self.panel.profile.choose_another)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        middle = QVBoxLayout(self._papers)
        middle.setContentsMargins(0, 0, 0, 0)
        for widget in (self.table, self.where, self.busy):
            middle.addWidget(widget)
        middle.addWidget(self.preview, 1)
        self.preview.add_bar(self.placement)
        row = QHBoxLayout()
        row.setSpacing(16)
        for widget, stretch in ((self._papers, 1), (self.empty, 1), (self.panel, 0)):
            row.addWidget(widget, stretch)
        self.body.addLayout(row, 1)
        for each in _other_files(
            self.loose.ask, lambda: show_verification(self._services, [], self)
        ):
            self.head.addWidget(each)

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
        self.preview.view.placement_changed.connect(
            lambda *_: self._weighing.placed(self.table.shown)
        )
        self.panel.sign.clicked.connect(self.start)
        self.panel.verify.clicked.connect(self.verify_shown)
        self._readiness.put_off.connect(self._notices.pin_not_asked)
        FileDrop(self).dropped.connect(self.loose.add)
        self.loose.busy = lambda: not self.busy.isHidden()
        self.loose.listed.connect(self._arrange)
        self.batch.waiting.connect(self.busy.wait)
        self.batch.outcome.connect(self._take_outcome)
        self.batch.ended.connect(self._ended)
        self._leaving = Leaving(self.batch, self.busy, self.loose, self)
        self.busy.cancelled.connect(self.batch.stop)
        watch = self._services.token_watch
        watch.changed.connect(lambda _: self._show_token())
        self.panel.certificate.again.clicked.connect(watch.ask)

    def may_close(self) -> bool:
        return self._leaving.may_close()

    def enter(self, subject: object = None) -> None:
        subject, files, result = split_subject(subject)
        if not self.batch.running:
            self._notices.entered()
            self._subject = subject
            # Who comes with papers of an intake comes to have them digitised.
            self.panel.profile.enter(digitise=subject is not None, result=result)
            self.loose.enter(papers_wanted=subject is not None)
            chosen = ticks(self.model.rows) if self.loose.rows and subject is None else {}
            self.read(chosen)
            self.loose.add(files)
        self._show_token()
        self.table.setFocus()

    def read(self, ticked: Mapping[str, bool] = MappingProxyType({})) -> None:
        """Read again what waits; not while a batch runs, whose rows stay where they are.

        Papers in ``ticked`` are ticked as they were; no others beside files that are to be signed.
        """
        if self.batch.running:
            return
        signed_too = self.panel.profile.profile is not DIGITISING
        papers = read_waiting(self._counter.store, self._subject, signed_too=signed_too)
        self.table.show_rows(self.loose.beside(papers, ticked))
        self._arrange()

    def _arrange(self) -> None:
        """Show what there is for the rows in the list."""
        there, digitise = bool(self.model.rows), self.panel.profile.profile is DIGITISING
        self._papers.setVisible(there)
        self.empty.setVisible(not there)
        self.panel.setVisible(there or not digitise)
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
        self, inside: TokenInside, rows: list[WaitingRow], wish: StampWish, pin: str,
        evidence: "ValidationEvidence",
    ) -> None:  # fmt: skip
        self.panel.profile.remember()
        self.banner.hide()
        self.batch.start(inside, pin, rows, wish, evidence=evidence, failed=self.banner.show_error)
        self.model.begin(self.batch.keys)
        self.busy.start(inside.token, len(rows))
        self._count()

    def verify_shown(self) -> None:
        """Read the shown paper's signatures back and say what they are worth."""
        row = self.table.shown
        if row is not None and not self.batch.running:
            show_verification(self._services, [row.document.subject(self._counter)], self)

    def _take_outcome(self, outcome: DocumentOutcome) -> None:
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
        dossier, folder = self.model.dossier_id, result.folder
        if result.complete and dossier and self._subject is not None and folder is None:
            self.wanted.emit("intake", dossier)
            return
        self.table.setFocus()
        result = replace(result, on_phone=self.busy.on_phone)
        if folder is not None:
            show = partial(self.loose.show_folder, folder)
            self._notices.ended(result, self.tr("Mở thư mục"), show)
        else:
            back = self.tr("Về hồ sơ") if dossier else ""
            self._notices.ended(result, back, partial(self.wanted.emit, "intake", dossier))

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

    def _chosen_row(self, *_: QItemSelection) -> None:
        row, inside = self.table.shown, self.panel.certificate.inside
        signed = row is not None and row.signed_now
        self.preview.show_document(
            row.document if row else None,
            wish=self.panel.profile.wish(),
            certificate=inside.latest if inside and not signed else None,
            placement=row.placement if row else None,
            failed=self._notices.preview_failed,
        )
        self._count()

    def _count(self) -> None:
        self.panel.show_work(self.table.shown, len(self.model.chosen), running=self.batch.running)
        self.loose.show_bar()


def _other_files(
    add: Callable[[], object], verify: Callable[[], object]
) -> tuple[QPushButton, QPushButton]:
    """Buttons for files that are no papers of a dossier."""
    adding = keyed_button("Thêm tệp PDF…", "Ctrl+O", Icon.ADD)
    verifying = button("Xác thực tệp khác", Kind.SECONDARY, Icon.FILE_SIGNED, "F10")
    adding.clicked.connect(lambda *_: add())
    verifying.clicked.connect(lambda *_: verify())
    return adding, verifying


def _nothing_waits(
    go: Callable[[str, object], object], choose_another: Callable[[], object]
) -> EmptyState:
    made = EmptyState(
        Icon.CHECK,
        "Không có giấy tờ nào chờ ký",
        "Quét hoặc chọn tệp cho một hồ sơ, giấy tờ sẽ hiện ở đây. "
        "Văn bản không thuộc hồ sơ nào: kéo thả tệp PDF vào đây hoặc nhấn Ctrl+O.",
    )
    for name, icon, screen, kind in (
        ("Về hồ sơ đang tiếp nhận", Icon.RECEIVE, "intake", Kind.PRIMARY),
        ("Quét giấy tờ", Icon.SCAN, "scan", Kind.SECONDARY),
    ):
        made.add_action(name, partial(go, screen, None), kind, icon)
    made.add_action("Ký loại khác (Alt+2…9)", choose_another, Kind.SECONDARY, Icon.SIGN)
    return made
