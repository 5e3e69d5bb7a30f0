"""Cutting the stack in view, attaching its parts, and putting them together again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from app.domain.scan import ScanBatch
from app.operations.split_batch import (
    append_batch,
    attach_known_parts,
    put_together,
    split_batch,
)
from app.operations.split_plan import SplitPlan, can_split, has_blank_backs, plan_split
from app.scanning.compression.steps import Compression
from ui.background import Stop, run
from ui.scan.batch_chooser import BatchChooser
from ui.scan.scanning import Built, fallen_short
from ui.scan.split_dialog import SplitDialog
from ui.scan.split_row import SplitRow
from ui.scan.split_words import SplitDone, done, offer
from ui.screen import Screen
from ui.services import Services
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind
from ui.widgets.confirm import confirm


class Splitting(QObject):
    """``start`` makes the screen busy with what it is told, until ``ended`` is called."""

    offered = Signal()
    """The stack in view can be cut; a moment ago that was not known."""

    def __init__(
        self,
        services: Services,
        screen: Screen,
        chooser: BatchChooser,
        busy: BusyRow,
        *,
        start: Callable[[str], Stop],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(screen)
        self._counter, self._screen, self._chooser = services.counter, screen, chooser
        self._busy, self._start, self._ended = busy, start, ended
        self._batch: ScanBatch | None = None
        self._looking = self._reads = self._waiting = False
        self.row = SplitRow()
        self.row.split_wanted.connect(self.split)
        self.row.attach_wanted.connect(self.attach_known)
        self.row.together_wanted.connect(self.put_together)
        chooser.join_wanted.connect(self._append)
        busy.cancelled.connect(self._wait_no_more)

    def show(self, batch: ScanBatch | None, *, looking: bool, reads: bool, busy: bool) -> None:
        """Offer what can be done with ``batch``; ``looking`` and ``reads`` while more may be found
        on its pages.
        """
        self._batch, self._looking, self._reads = batch, looking, reads
        before = self.row.act()
        self.row.show_offer(offer(batch, self._chooser.batches), busy=busy)
        if before is None and self.row.act() is not None:
            self.offered.emit()
        if self._waiting:
            self._wait()

    def may_attach(self, batch: ScanBatch) -> bool:
        """Whether the officer wants ``batch`` as one paper although there are sheets in it."""
        return not can_split(batch) or confirm(
            self._screen,
            self.tr("Gắn cả tờ phân cách vào giấy tờ?"),
            self.tr("Chồng giấy này có tờ phân cách. Tách theo mã QR để từng phần vào đúng chỗ."),
            self.tr("Gắn tất cả"),
            Kind.SECONDARY,
            refusal=self.tr("Để tách"),
        )

    def split(self) -> None:
        """Show what will happen once every page was looked at."""
        if not (self._looking or self._reads):
            self._ask()
            return
        self._waiting = True
        self._start(self.tr("Đang xem các trang"))
        self._wait()

    def attach_known(self) -> None:
        """Make papers of the parts that are known, as after a crash or when it was stopped."""
        if self._batch is not None:
            self._attach(self._batch, None)

    def put_together(self) -> None:
        """Undo the splitting for all parts that are no paper yet."""
        if self._batch is not None:
            self._do(partial(put_together, store=self._counter.store, stack=self._batch.stack))

    def _append(self, batch: ScanBatch, to: ScanBatch) -> None:
        store = self._counter.store

        def act() -> str:
            append_batch(store=store, batch_id=batch.id, to=to.id)
            return to.id

        self._do(act)

    def _do(self, act: Callable[[], str]) -> None:
        """``act`` says which batch shall be in view afterwards."""
        self._start(self.tr("Đang gộp các trang"))
        run(
            self._counter.files_lane, act, owner=self, done=self._chooser.want,
            failed=self._screen.banner.show_error, ended=self._ended,
        )  # fmt: skip

    def _wait(self) -> None:
        pages = self._batch.pages if self._batch else ()
        if self._looking or self._reads:
            looked = sum(1 for page in pages if page.look and (page.text or not self._reads))
            text = self.tr("Đang xem trang {}/{}").format(min(looked + 1, len(pages)), len(pages))
            self._busy.advance(looked, len(pages), text)
        elif self._wait_no_more():
            # Once the screen has read: a dialog must not hold up what tells of changes.
            QTimer.singleShot(0, self, self._ask)

    def _wait_no_more(self) -> bool:
        waited, self._waiting = self._waiting, False
        if waited:
            self._ended()
        return waited

    def _ask(self) -> None:
        batch = self._batch
        if batch is None or not can_split(batch):
            return
        store = self._counter.store
        dialog = SplitDialog(
            lambda duplex: plan_split(store=store, batch=batch, duplex=duplex),
            backs=has_blank_backs(batch), parent=self._screen,
        )  # fmt: skip
        wanted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if wanted:
            self._attach(batch, dialog.plan)

    def _attach(self, batch: ScanBatch, plan: SplitPlan | None) -> None:
        """Cut as planned, if at all, and attach what is known."""
        counter, home = self._counter, self._chooser.aim[0]
        self._chooser.aim = ("", "")  # the parts go where their sheets say
        self._screen.banner.hide()
        stop = self._start(self.tr("Đang tách và gắn giấy tờ"))

        def work(progress: Callable[[tuple[int, int]], None]) -> SplitDone:
            if plan is not None:
                split_batch(store=counter.store, plan=plan)
            made = attach_known_parts(
                store=counter.store, vault=counter.vault, folders=counter.page_folders,
                stack=batch.stack, now=counter.now(), stop=stop, progress=progress,
                compression=Compression(counter.settings.scanner.compression),
            )  # fmt: skip
            built = tuple(Built(paper, fallen_short(counter, paper)) for paper in made.papers)
            with counter.store.read() as reading:
                left = len(reading.stacks.parts(batch.stack))
            return SplitDone(built, tuple(error for _, error in made.failed), left)

        run(
            counter.files_lane, work, owner=self, progress=self._progress,
            done=lambda result: self._say(result, home),
            failed=self._screen.banner.show_error, ended=self._ended,
        )  # fmt: skip

    def _progress(self, told: tuple[int, int]) -> None:
        number, total = told
        text = self.tr("Đang gắn giấy tờ {}/{}").format(number + 1, total)
        self._busy.advance(number, total, text)

    def _say(self, result: SplitDone, home: str) -> None:
        """``home`` is the dossier that the officer came from."""
        words, tone = done(result)
        papers = tuple(built.paper.id for built in result.built)
        name, to, subject = self.tr("Ký số ngay"), "sign", papers
        if home:
            name, to, subject = self.tr("Về hồ sơ"), "intake", home
        action = name if papers or home else ""
        self._screen.banner.say(words, tone, action, lambda: self._screen.wanted.emit(to, subject))
