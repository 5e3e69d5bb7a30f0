"""A result's way: approved by the leader, issued by the clerk, handed out at the counter."""

from sqlalchemy import update

from sync.contract import Approve, IssueResult, PaperSent, ReturnResult, ReturnWithOpinion
from sync.reference_province.acts.work import Work
from sync.reference_province.database import Paper
from sync.reference_province.dossier_rows import COUNTER
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.tables_of_acts import IssuedNumber

LEADERS_SIGNATURE = "chữ ký số của lãnh đạo"
OFFICE_SIGNATURE = "số, ngày ban hành và chữ ký số của cơ quan"


def approve(work: Work, act: Approve) -> None:
    """Raises ``wrong_certificate`` for a file that another certificate signed last."""
    for result in act.results:
        _require_own_certificate(work, result)
    _replace_results(work, act.results)
    work.dossier.result_step = "approved"
    work.text = act.opinion


def send_back(work: Work, act: ReturnWithOpinion) -> None:
    _replace_results(work, ())
    work.dossier.result_step = ""
    work.dossier.handled_by, work.text = act.handled_by, act.opinion
    work.add_papers((act.file,), "opinion")


def issue(work: Work, act: IssueResult) -> None:
    """Raises ``result_missing`` before the leader approved, ``number_taken``."""
    if work.dossier.result_step != "approved":
        raise Refused(ProblemCode.RESULT_MISSING, missing=LEADERS_SIGNATURE)
    _take_number(work, act)
    _replace_results(work, act.results)
    work.dossier.result_step = "issued"
    work.dossier.result_number = work.text = f"{act.number}/{act.notation}"
    work.dossier.handled_by = COUNTER


def hand_out(work: Work, act: ReturnResult) -> None:
    """Raises ``result_missing`` when nothing was issued and no paper result was scanned."""
    if work.dossier.result_step != "issued" and not act.results:
        approved = work.dossier.result_step == "approved"
        missing = OFFICE_SIGNATURE if approved else LEADERS_SIGNATURE
        raise Refused(ProblemCode.RESULT_MISSING, missing=missing)
    work.add_papers(act.results, "result")
    work.add_papers((act.receipt,), "receipt")
    work.text = act.handed_to


def _require_own_certificate(work: Work, paper: PaperSent) -> None:
    bound = work.officer.certificate_serial if work.officer else ""
    if bound and _number(bound) != _number(paper.signature.serial):
        raise Refused(ProblemCode.WRONG_CERTIFICATE, field="results.signature.serial")


def _number(serial: str) -> str:
    """Serials come with and without leading zeros, colons and capitals."""
    return serial.replace(":", "").replace(" ", "").lower().lstrip("0")


def _take_number(work: Work, act: IssueResult) -> None:
    place = (work.unit.code, act.issued_on.year, act.notation, act.number)
    taken = work.session.get(IssuedNumber, place)
    if taken is not None:
        raise Refused(ProblemCode.NUMBER_TAKEN, dossier_code=taken.dossier_code)
    work.session.add(
        IssuedNumber(
            unit_code=work.unit.code,
            year=act.issued_on.year,
            notation=act.notation,
            number=act.number,
            dossier_code=work.dossier.code,
            issued_on=act.issued_on,
        )
    )


def _replace_results(work: Work, results: tuple[PaperSent, ...]) -> None:
    """What was signed before is kept beside."""
    work.session.execute(
        update(Paper)
        .where(Paper.dossier_code == work.dossier.code, Paper.part == "result")
        .values(part="former_result")
    )
    work.add_papers(results, "result")
