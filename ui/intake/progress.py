"""How far a dossier is from being received: the checklist beside the form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import Applicant, ComponentLine, Dossier
from app.domain.paper import Paper, PaperState
from app.errors import AppError, Code

_NUMBER = re.compile(r"^\d{12}$")


class Step(StrEnum):
    PROCEDURE = "procedure"
    APPLICANT = "applicant"
    PAPERS = "papers"
    SIGNATURES = "signatures"


@dataclass(frozen=True)
class Progress:
    step: Step
    done: bool
    count: str
    """``1/2``, or empty where there is nothing to count."""


def progress(
    dossier: Dossier | None, applicant: Applicant, papers: Sequence[Paper]
) -> tuple[Progress, ...]:
    """The four steps in order; what the reception itself checks decides (receive_dossier)."""
    known = bool(applicant.full_name) and bool(_NUMBER.match(applicant.identity_number))
    needed = needed_lines(dossier.components if dossier else (), papers)
    present = {paper.component_id for paper in papers}
    have = sum(line.id in present for line in needed)
    signed = sum(paper.state is PaperState.SIGNED for paper in papers)
    all_there = bool(papers) and have == len(needed)
    return (
        Progress(Step.PROCEDURE, dossier is not None, ""),
        Progress(Step.APPLICANT, known, ""),
        Progress(Step.PAPERS, all_there, f"{have}/{len(needed)}" if dossier else ""),
        Progress(
            Step.SIGNATURES,
            bool(papers) and signed == len(papers),
            f"{signed}/{len(papers)}" if papers else "",
        ),
    )


def missing(
    dossier: Dossier | None, applicant: Applicant, papers: Sequence[Paper]
) -> tuple[str, ...]:
    """What stands between the dossier and its reception, a thing a line, in the order of steps."""
    if dossier is None:
        return ("Chọn thủ tục",)
    found = [] if applicant.full_name else ["Họ và tên người nộp"]
    if not _NUMBER.match(applicant.identity_number):
        found.append("Số CCCD đủ 12 chữ số")
    present = {paper.component_id for paper in papers}
    found += [line.name for line in dossier.components if line.required and line.id not in present]
    if not papers and not any(line.required for line in dossier.components):
        found.append("Ít nhất một giấy tờ")
    unsigned = sum(paper.state is not PaperState.SIGNED for paper in papers)
    return (*found, f"Ký số {unsigned} giấy tờ (F8)") if unsigned else tuple(found)


def needed_lines(
    lines: Sequence[ComponentLine], papers: Sequence[Paper]
) -> tuple[ComponentLine, ...]:
    """What must be there, and what was handed in beyond it."""
    present = {paper.component_id for paper in papers}
    return tuple(line for line in lines if line.required or line.id in present)


def step_of(error: AppError) -> Step | None:
    """The step that ``error`` is about; None when it is about none."""
    return {
        Code.PROCEDURE_UNKNOWN: Step.PROCEDURE,
        Code.APPLICANT_INCOMPLETE: Step.APPLICANT,
        Code.IDENTITY_NUMBER_INVALID: Step.APPLICANT,
        Code.COMPONENT_MISSING: Step.PAPERS,
        Code.PAPER_NOT_SIGNED: Step.SIGNATURES,
    }.get(error.code)
