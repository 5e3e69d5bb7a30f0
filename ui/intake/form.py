"""The four steps of intake as one page."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.domain.dossier import Applicant, Dossier
from app.domain.paper import Paper
from app.domain.procedure import Procedure, ProcedureCase
from app.errors import AppError, Code
from ui.intake.applicant_section import ApplicantSection
from ui.intake.components_section import ComponentsSection
from ui.intake.draft_content import DraftContent, usual_fees
from ui.intake.procedure_section import ProcedureSection
from ui.intake.progress import Step, step_of
from ui.intake.terms_section import TermsSection
from ui.messages import message
from ui.widgets.card import scrolled


class IntakeForm(QWidget):
    """Top to bottom; steps two to four wait for a procedure, since only then there is a draft."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._procedure: Procedure | None = None
        self._case_code = ""
        self.procedure = ProcedureSection()
        self.applicant = ApplicantSection()
        self.papers = ComponentsSection()
        self.terms = TermsSection()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        for section in (self.procedure, self.applicant, self.papers, self.terms):
            column.addWidget(section)
        column.addStretch(1)
        self._area: QScrollArea = scrolled(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.procedure.chosen.connect(self._procedure_chosen)
        self.applicant.changed.connect(self.changed)
        self.applicant.finished.connect(lambda: self.go_to(Step.PAPERS))
        self.terms.changed.connect(self.changed)
        self.clear()

    @property
    def case(self) -> ProcedureCase | None:
        return None if self._procedure is None else self._procedure.case(self._case_code)

    def content(self) -> DraftContent | None:
        """What was written so far; None before a procedure was chosen."""
        if self._procedure is None:
            return None
        return DraftContent(
            procedure_code=self._procedure.code,
            case_code=self._case_code,
            applicant=self.applicant.applicant(),
            return_way=self.terms.return_way(),
            fees=self.terms.fees(),
        )

    def clear(self) -> None:
        """Ready for the next person."""
        self._procedure, self._case_code = None, ""
        self.procedure.clear()
        self.applicant.show_applicant(Applicant())
        self.papers.show_error(None)
        self.papers.show_papers((), ())
        self.terms.clear()
        self._enable()

    def show_dossier(
        self, dossier: Dossier, papers: Sequence[Paper], procedure: Procedure | None
    ) -> None:
        """``procedure`` is None when the province does not have it any more: choose anew."""
        self.clear()
        self._procedure, self._case_code = procedure, dossier.case_code
        if procedure is not None:
            self.procedure.show_choice(procedure, dossier.case_code)
        self.applicant.show_applicant(dossier.applicant)
        self.terms.show_terms(dossier.return_way, dossier.fees)
        self.papers.show_papers(dossier.components, papers)
        self._enable()

    def go_to(self, step: Step) -> None:
        """Put the focus where ``step`` is done."""
        place = {
            Step.PROCEDURE: self.procedure.search,
            Step.APPLICANT: self.applicant.card,
            Step.PAPERS: self.papers.table,
            Step.SIGNATURES: self.papers.table,
        }[step]
        place.setFocus()
        section = {Step.PROCEDURE: self.procedure, Step.APPLICANT: self.applicant}
        # Once sections that have just opened or shrunk have their places.
        shown = section.get(step, self.papers)
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(shown))

    def show_error(self, error: AppError) -> bool:
        """Say what stands in the way where it stands; False when that is nowhere on this page."""
        step = step_of(error)
        self.papers.show_error(error if step in (Step.PAPERS, Step.SIGNATURES) else None)
        if step is None:
            return False
        self.go_to(step)
        if step is Step.APPLICANT:
            named = error.code is Code.APPLICANT_INCOMPLETE
            field = self.applicant.name if named else self.applicant.number
            field.set_error(message(error).sentence)
            field.editor.setFocus()
        return True

    def require_readable(self) -> bool:
        """False when something was typed that cannot be read; the field says so."""
        field = self.applicant.unreadable()
        if field is not None:
            field.editor.setFocus()
        return field is None

    def _procedure_chosen(self, procedure: Procedure, case_code: str) -> None:
        other = self._procedure is None or self._procedure.code != procedure.code
        self._procedure, self._case_code = procedure, case_code
        if other:
            self.terms.show_terms(self.terms.return_way(), usual_fees(procedure))
        self._enable()
        self.go_to(Step.APPLICANT)
        self.changed.emit()

    def _enable(self) -> None:
        begun = self._procedure is not None
        for section in (self.applicant, self.papers, self.terms):
            section.setEnabled(begun)
