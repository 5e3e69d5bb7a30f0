"""The screen Tiếp nhận trực tiếp."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget

from app.domain.dossier import Dossier, DossierId, DossierState
from app.domain.paper import Paper
from app.errors import AppError
from app.operations.receive_dossier import discard_draft, receive_dossier
from app.store.changes import Changes, Topic
from ui.background import run
from ui.forms.guidance_slip import SlipKind
from ui.icons import Icon
from ui.intake.clock_question import ClockQuestion
from ui.intake.components_model import ComponentRow
from ui.intake.draft_page import DraftPage
from ui.intake.guidance import write_guidance
from ui.intake.intake_reads import read_draft
from ui.intake.received_page import ReceivedPage
from ui.intake.scanned_card import ScannedCard, take_card
from ui.messages import Message
from ui.pages.paper_window import show_paper
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.theme import Tone
from ui.widgets.buttons import Kind
from ui.widgets.confirm import confirm
from ui.widgets.keyed import keyed_button

NEW = "new"
"""Subject of ``enter``: an empty form, whatever was there before."""
_EDITABLE = frozenset({DossierState.DRAFT, DossierState.REFUSED})


class IntakeScreen(Screen):
    """Holds one draft at a time.

    ``enter`` takes a draft's or refused dossier's id, ``NEW``, or a ``ScannedCard``.
    """

    keys = (
        KeyLine("F2", "Đổi thủ tục"),
        KeyLine("F4", "Quét mã QR thẻ căn cước"),
        KeyLine("F6 · F7", "Quét giấy tờ · chọn tệp cho dòng đang chọn"),
        KeyLine("F8", "Ký số mọi giấy tờ chưa ký"),
        KeyLine("Enter · Del", "Xem · gỡ giấy tờ đang chọn"),
        KeyLine("Ctrl+Enter", "Tiếp nhận hồ sơ"),
        KeyLine("Ctrl+B · Ctrl+Shift+B", "Lập phiếu yêu cầu bổ sung · từ chối"),
        KeyLine("Ctrl+P", "In giấy tiếp nhận"),
        KeyLine("Ctrl+Shift+P", "In tờ bìa, tờ phân cách để quét cả chồng giấy"),
        KeyLine("Ctrl+N", "Người tiếp theo"),
    )

    def __init__(self, services: Services) -> None:
        super().__init__("Tiếp nhận trực tiếp")
        self._services, self._counter = services, services.counter
        self.page = DraftPage(self._counter)
        self.received = ReceivedPage(services)
        self._clock = ClockQuestion(self._counter, self)
        self._faces = QStackedWidget()
        self._faces.addWidget(self.page)
        self._faces.addWidget(self.received)
        self.body.addWidget(self._faces, 1)
        new = keyed_button(self.tr("Hồ sơ mới"), "Ctrl+N", Icon.ADD, Kind.QUIET)
        new.clicked.connect(self.begin)
        # The page that ends a dossier has a button of its own for this.
        self._faces.currentChanged.connect(lambda face: new.setVisible(face == 0))
        self.head.addWidget(new)
        self._connect()
        self.begin()

    def enter(self, subject: object = None) -> None:
        if isinstance(subject, ScannedCard):
            self.enter(subject.draft_id or NEW)
            back = subject.aim if any(subject.aim) else None
            take_card(self.page, self.banner, subject, lambda: self.wanted.emit("scan", back))
            return
        draft = self.page.dossier
        done = self._faces.currentWidget() is self.received
        if subject == NEW or (subject is None and done):
            self.begin()
        elif isinstance(subject, str) and (draft is None or subject != draft.id):
            self._load(DossierId(subject))
        else:
            self.page.refresh()
            self.page.go_on()

    def may_leave(self) -> bool:
        self.page.keeper.finish()
        return True

    def begin(self) -> None:
        """Ready for the next person; what was begun before stays a draft."""
        self._show(None, ())

    def _load(self, dossier_id: DossierId) -> None:
        try:
            draft = read_draft(self._counter.store, dossier_id)
        except AppError as error:
            self.banner.show_error(error)
            return
        if draft.dossier.state not in _EDITABLE:
            self.wanted.emit("desk", dossier_id)
            return
        self._show(draft.dossier, draft.papers)
        if draft.dossier.state is DossierState.REFUSED:
            advice = self.tr("Sửa theo lý do này rồi nhấn Ctrl+Enter để gửi lại.")
            words = Message(self.tr("Tỉnh từ chối hồ sơ này"), draft.dossier.refusal, advice)
            self.banner.say(words, Tone.BAD)

    def _show(self, dossier: Dossier | None, papers: tuple[Paper, ...]) -> None:
        self.banner.hide()
        self._faces.setCurrentWidget(self.page)
        self.page.begin(dossier, papers)
        self.page.go_on()

    def _connect(self) -> None:
        papers = self.page.form.papers
        papers.scan_wanted.connect(self._scan)
        papers.look_wanted.connect(lambda row: show_paper(self._services, row.paper, self))
        papers.sign_wanted.connect(
            lambda unsigned: self.wanted.emit("sign", tuple(paper.id for paper in unsigned))
        )
        self.page.failed.connect(self._failed)
        self.page.checklist.receive_wanted.connect(self.receive)
        self.page.checklist.discard_wanted.connect(self._discard)
        self.page.checklist.slip_wanted.connect(
            lambda kind: self.page.keeper.save(then=partial(self._write_guidance, kind))
        )
        self.received.next_wanted.connect(self.begin)
        self.received.failed.connect(self.banner.show_error)
        self._clock.right.connect(self._receive)
        self._clock.wrong.connect(lambda: self.page.checklist.receive.setEnabled(True))
        self._clock.failed.connect(self._failed)
        self._services.store_signals.changed.connect(self._store_changed)

    def _scan(self, row: ComponentRow) -> None:
        if self.page.dossier is not None:
            self.wanted.emit("scan", (self.page.dossier.id, row.component_id))

    def _store_changed(self, changes: Changes) -> None:
        if Topic.CATALOGUE in changes.topics:
            self.page.read_procedures()
        draft = self.page.dossier
        if draft is not None and draft.id in changes.dossier_ids:
            self.page.refresh()

    # The end of it

    def receive(self) -> None:
        """Receive the dossier once everything typed is kept."""
        if self.page.form.content() is None:
            self.page.form.procedure.ask()
        elif self.page.form.require_readable():
            self.page.checklist.receive.setEnabled(False)
            self.page.keeper.save(then=self._clock.ask)

    def _receive(self) -> None:
        dossier = self.page.dossier
        if dossier is None:
            return
        run(
            self._counter.files_lane,
            partial(
                receive_dossier,
                store=self._counter.store,
                dossier_id=dossier.id,
                calendar=self._counter.calendar,
                now=self._counter.now(),
            ),
            owner=self,
            done=self._received,
            failed=self._failed,
        )

    def _received(self, dossier: Dossier) -> None:
        self._services.sync_watch.wake()
        self.page.checklist.receive.setEnabled(True)
        self.page.begin(None)
        self.banner.hide()
        self.received.show_dossier(dossier.id)
        self._faces.setCurrentWidget(self.received)
        self.received.print.setFocus()

    def _failed(self, error: AppError) -> None:
        self.page.checklist.receive.setEnabled(True)
        if not self.page.form.show_error(error):
            self.banner.show_error(error)

    def _write_guidance(self, kind: SlipKind) -> None:
        if self.page.dossier is not None:
            self.page.refresh()
            write_guidance(self._counter, self.page.dossier, kind, self, self.banner)

    def _discard(self) -> None:
        dossier = self.page.dossier
        if dossier is None:
            return
        heading, text = self.tr("Hủy hồ sơ này?"), self.tr("Hồ sơ {} sẽ chuyển sang Đã hủy.")
        if confirm(self, heading, text.format(dossier.shown_code), self.tr("Hủy hồ sơ")):
            run(
                self._counter.files_lane,
                partial(discard_draft, store=self._counter.store, dossier_id=dossier.id),
                owner=self,
                done=lambda _: self.begin(),
                failed=self.banner.show_error,
            )
