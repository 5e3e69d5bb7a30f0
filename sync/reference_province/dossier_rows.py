"""How a dossier is numbered and written down."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.folding import fold
from app.domain.working_time import VIETNAM
from sync.contract import ProcedureInfo, ReceiveDossier
from sync.reference_province.database import Dossier, Paper

COUNTER = "Bộ phận Tiếp nhận và Trả kết quả"


def next_number(session: Session, unit_code: str, day: date) -> int:
    """The unit's next number of ``day``. The caller holds the unit's lock until it is written."""
    query = select(func.max(Dossier.number)).where(
        Dossier.unit_code == unit_code, Dossier.day == day
    )
    return (session.scalar(query) or 0) + 1


def dossier_code(unit_code: str, day: date, number: int) -> str:
    """E.g. ``H01.31.02-261123-0001`` (domain §5)."""
    return f"{unit_code}-{day:%y%m%d}-{number:04d}"


def new_dossier(
    act: ReceiveDossier, procedure: ProcedureInfo, *, unit_code: str, day: date, number: int
) -> Dossier:
    """The dossier of ``act`` with its papers, in state RECEIVED."""
    code = dossier_code(unit_code, day, number)
    papers = [
        Paper(
            position=position,
            unit_code=unit_code,
            sha256=paper.sha256,
            sent=paper.model_dump(mode="json"),
            reused=bool(paper.reused_from),
        )
        for position, paper in enumerate(act.papers, start=1)
    ]
    return Dossier(
        code=code,
        unit_code=unit_code,
        day=day,
        number=number,
        dossier_id=act.dossier_id,
        provisional_code=act.provisional_code,
        state="received",
        handled_by=COUNTER,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        case_code=act.case_code,
        applicant=act.applicant.model_dump(mode="json"),
        fees=[fee.model_dump(mode="json") for fee in act.fees],
        return_way=act.return_way,
        received_at=act.received_at,
        due_at=act.due_at,
        search=search_text(
            code, act.provisional_code, act.dossier_id, act.applicant.full_name, procedure.name
        ),
        papers=papers,
    )


def search_text(*fields: str) -> str:
    return fold(" ".join(fields))


def outcome(finished_at: datetime, due_at: datetime) -> str:
    """``early`` before the promised day, ``on_time`` or ``late``."""
    if finished_at > due_at:
        return "late"
    days = (finished_at.astimezone(VIETNAM).date(), due_at.astimezone(VIETNAM).date())
    return "early" if days[0] < days[1] else "on_time"
