"""The window Xác thực chữ ký: a paper or any PDF file, chosen or dropped, and what it is worth."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.whole_files import write_whole
from signing.verification.report import VerificationReport
from ui.background import run
from ui.forms.printing import print_slip, slip_pdf
from ui.forms.verification_slip import VerificationSlip
from ui.icons import Icon
from ui.messages import Message
from ui.services import Services
from ui.theme import Tone
from ui.verification.file_list import FileList
from ui.verification.signature_card import SignatureCard
from ui.verification.subject import Subject, file_subject, verify
from ui.verification.summary import Summary
from ui.verification.versions_window import VersionsWindow
from ui.verification.view import report_view
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import clear, scrolled
from ui.widgets.empty_state import EmptyState
from ui.widgets.file_drop import FileDrop

Choose = Callable[[QWidget], Sequence[Path]]


def choose_files(parent: QWidget) -> Sequence[Path]:
    """PDF files that the officer picks; none when he cancels."""
    title = parent.tr("Chọn tệp PDF để xác thực chữ ký")
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", "PDF (*.pdf)")
    return [Path(name) for name in names]


def choose_target(parent: QWidget, name: str) -> Path | None:
    """Where to save a PDF; None when the officer cancels."""
    title = parent.tr("Lưu phiếu kết quả xác thực")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, f"{name}.pdf", "PDF (*.pdf)")
    return Path(chosen) if chosen else None


class VerificationWindow(QDialog):
    """Verifies one file after the other in the worker process; arrow keys go through the list."""

    def __init__(
        self,
        services: Services,
        parent: QWidget | None = None,
        *,
        choose: Choose = choose_files,
        target: Callable[[QWidget, str], Path | None] = choose_target,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Xác thực chữ ký"))
        FileDrop(self).dropped.connect(self.check_files)
        self.resize(940, 660)
        self._services, self._choose, self._target = services, choose, target
        self.subjects: list[Subject] = []
        self.reports: dict[int, tuple[VerificationReport, datetime]] = {}
        self._ended = 0
        self.banner, self.busy, self.summary = Banner(), BusyRow(), Summary()
        self.files = FileList()
        self.files.file_chosen.connect(self._show)
        self.empty = EmptyState(
            Icon.FILE_SIGNED,
            self.tr("Chọn hoặc thả tệp PDF vào đây"),
            self.tr("Tệp chỉ được đọc trên máy này, không gửi đi đâu."),
        )
        self.empty.add_action(
            self.tr("Chọn tệp PDF…"), lambda: self.check_files(self._choose(self)), name=Icon.FOLDER
        )
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        self._lay_out()
        self._show_actions()

    def _lay_out(self) -> None:
        self.choose = button(self.tr("Chọn tệp PDF…"), Kind.SECONDARY, Icon.FOLDER, "Ctrl+O")
        self.choose.clicked.connect(lambda: self.check_files(self._choose(self)))
        self.save = button(self.tr("Lưu PDF"), Kind.SECONDARY, None, "Ctrl+S")
        self.save.clicked.connect(self._save)
        self.print = button(self.tr("In"), Kind.SECONDARY, Icon.PRINT, "Ctrl+P")
        self.print.clicked.connect(lambda: print_slip(self.slip(), self))
        close = button(self.tr("Đóng"))
        close.clicked.connect(self.close)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self.summary)
        column.addLayout(self._cards)
        column.addStretch(1)
        self.report_area = scrolled(inner)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.files)
        middle.addWidget(self.report_area, 1)
        middle.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for widget in (self.choose, self.save, self.print):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(12)
        outer.addWidget(self.banner)
        outer.addWidget(self.busy)
        outer.addLayout(middle, 1)
        outer.addLayout(foot)

    def check_files(self, paths: Sequence[Path]) -> None:
        self.check([file_subject(path) for path in paths])

    def check(self, subjects: Sequence[Subject]) -> None:
        """Verify ``subjects`` after what is there already, one at a time: a lane is shared."""
        idle = self._ended == len(self.subjects)
        for subject in subjects:
            self.subjects.append(subject)
            self.files.add(subject.name)
        if subjects:
            self.files.setCurrentRow(len(self.subjects) - len(subjects))
        if idle:
            self._verify_next()
        self._advance()

    def _verify_next(self) -> None:
        place = self._ended
        if place < len(self.subjects):
            run(
                self._services.counter.files_lane, verify, self._services.counter,
                self.subjects[place], owner=self,
                done=lambda report: self._judged(place, report),
                failed=self.banner.show_error, ended=self._one_ended,
            )  # fmt: skip

    def _judged(self, place: int, report: VerificationReport) -> None:
        self.reports[place] = report, self._services.counter.now()
        self.files.judge(place, report_view(report))
        if place == self.files.currentRow():
            self._show(place)

    def _one_ended(self) -> None:
        self._ended += 1
        self._verify_next()
        self._advance()

    def _advance(self) -> None:
        total = len(self.subjects)
        if self._ended < total:
            self.busy.start(self.tr("Đang kiểm tra {} tệp").format(total), can_stop=False)
            self.busy.advance(self._ended, total)
        else:
            self.busy.finish()
        self._show_actions()

    def _show(self, place: int) -> None:
        clear(self._cards)
        self.summary.hide()
        known = self.reports.get(place)
        if known is not None:
            view = report_view(known[0])
            self.setWindowTitle(self.tr("Xác thực chữ ký: {}").format(view.file))
            self.summary.say(view)
            for number, signature in enumerate(view.signatures):
                card = SignatureCard(signature, can_compare=signature.signed_bytes > 0)
                card.compare_wanted.connect(lambda number=number: self.compare(number))
                self._cards.addWidget(card)
            self.report_area.verticalScrollBar().setValue(0)
        self._show_actions()

    def _show_actions(self) -> None:
        known = self.files.currentRow() in self.reports
        self.choose.setVisible(bool(self.subjects))
        self.save.setEnabled(known)
        self.print.setEnabled(known)
        self.empty.setVisible(not self.subjects)
        self.report_area.setVisible(bool(self.subjects))

    def compare(self, number: int) -> VersionsWindow:
        """Show what signature ``number``, 0 for the first, signed beside the file as it is."""
        place = self.files.currentRow()
        window = VersionsWindow(
            self._services, self.subjects[place], self.reports[place][0], number, self
        )
        window.open()
        return window

    def slip(self) -> VerificationSlip:
        """The report in view as it is printed."""
        report, at = self.reports[self.files.currentRow()]
        return VerificationSlip(report_view(report), at, self._services.counter.officer())

    def _save(self) -> None:
        slip = self.slip()
        chosen = self._target(self, slip.name)
        if chosen is None:
            return
        saved = self.tr("Đã lưu phiếu kết quả xác thực")
        run(
            self._services.counter.files_lane, write_whole, chosen, slip_pdf(slip), owner=self,
            done=lambda _: self.banner.say(Message(saved, str(chosen), ""), Tone.OK),
            failed=self.banner.show_error,
        )  # fmt: skip


def show_verification(
    services: Services, subjects: Sequence[Subject], parent: QWidget
) -> VerificationWindow:
    """Open the window with ``subjects``, or empty to be chosen for."""
    window = VerificationWindow(services, parent)
    window.finished.connect(window.deleteLater)
    window.open()
    window.check(subjects)
    return window
