"""The form of one draft beside its checklist, kept in the store as it is typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.counter import Counter
from app.domain.dossier import Dossier
from app.domain.paper import Paper
from app.errors import AppError
from ui.forms.printing import print_slip
from ui.forms.separator_sheets import read_sheets
from ui.intake.checklist import Checklist, Outlook
from ui.intake.draft_keeper import DraftKeeper
from ui.intake.form import IntakeForm
from ui.intake.intake_reads import last_known, read_draft, read_procedures
from ui.intake.paper_acts import PaperActs
from ui.intake.progress import Step, missing, progress

_CHECKLIST_WIDTH = 244


class DraftPage(QWidget):
    """``dossier`` is None until the first procedure is chosen."""

    failed = Signal(object)
    """AppError that concerns no field."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.dossier: Dossier | None = None
        self._papers: tuple[Paper, ...] = ()
        self.form, self.checklist = IntakeForm(), Checklist()
        self.checklist.setFixedWidth(_CHECKLIST_WIDTH)
        self.acts = PaperActs(counter, self)
        self.keeper = DraftKeeper(
            lane=counter.files_lane, store=counter.store, now=counter.now, parent=self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.form, 1)
        row.addWidget(self.checklist)
        self._connect()
        self.read_procedures()

    def begin(self, dossier: Dossier | None, papers: tuple[Paper, ...] = ()) -> None:
        """Work on ``dossier``, or on an empty form."""
        self.keeper.begin(dossier)
        self.dossier, self._papers = dossier, papers
        if dossier is None:
            self.form.clear()
        else:
            procedure = self.form.procedure.model.with_code(dossier.procedure_code)
            self.form.show_dossier(dossier, papers, procedure)
        self.checklist.show_draft(dossier.shown_code if dossier else "")
        self._show_progress()

    def refresh(self) -> None:
        """Read the dossier and its papers again; what is being typed stays."""
        if self.dossier is not None:
            draft = read_draft(self._counter.store, self.dossier.id)
            self.dossier, self._papers = draft.dossier, draft.papers
            self.form.papers.show_papers(draft.dossier.components, draft.papers)
        self._show_progress()

    def go_on(self) -> None:
        """Put the focus on the first step that is not done."""
        steps = progress(self.dossier, self.form.applicant.applicant(), self._papers)
        self.form.go_to(next((each.step for each in steps if not each.done), Step.SIGNATURES))

    def read_procedures(self) -> None:
        self.form.procedure.set_procedures(*read_procedures(self._counter.store))

    def _connect(self) -> None:
        papers = self.form.papers
        self.form.changed.connect(self._changed)
        self.form.applicant.number_known.connect(self._recall)
        self.keeper.opened.connect(self._opened)
        self.keeper.kept.connect(lambda: self.checklist.show_kept(self.tr("Đã lưu")))
        self.keeper.failed.connect(self._not_kept)
        papers.files_wanted.connect(lambda row: self.acts.choose_files(self.dossier.id, row))
        papers.files_dropped.connect(
            lambda row, paths: self.acts.attach(self.dossier.id, row, paths)
        )
        papers.remove_wanted.connect(self.acts.remove)
        papers.sheets_wanted.connect(
            lambda: print_slip(read_sheets(self._counter.store, self.dossier.id), self)
        )
        self.acts.failed.connect(self.failed)
        self.acts.busy.connect(papers.model.set_busy)

    def _changed(self) -> None:
        content = self.form.content()
        if content is not None:
            self.checklist.show_kept(self.tr("Đang lưu…"))
            self.keeper.want(content)
        self._show_progress()

    def _opened(self, dossier: Dossier) -> None:
        """The draft has its components now."""
        self.dossier = dossier
        self.checklist.show_draft(dossier.shown_code)
        self.refresh()

    def _not_kept(self, error: AppError) -> None:
        self.checklist.show_kept(self.tr("Chưa lưu được"))
        self.failed.emit(error)

    def _recall(self, number: str) -> None:
        """Someone who was here before need not be typed again."""
        besides = "" if self.dossier is None else self.dossier.id
        known = last_known(self._counter.store, number, besides)
        if known is not None:
            self.form.applicant.recall(known)

    def _show_progress(self) -> None:
        applicant, case = self.form.applicant.applicant(), self.form.case
        self.checklist.show_steps(progress(self.dossier, applicant, self._papers))
        self.checklist.show_missing(missing(self.dossier, applicant, self._papers))
        now, calendar = self._counter.now(), self._counter.calendar
        due = None if case is None else calendar.due_at(now, case.working_days)
        self.checklist.show_outlook(Outlook(due, self.form.terms.total()))
