"""One act on its way, and what every act writes besides the dossier itself."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sync.contract import FileReceipt, Officer, PaperSent
from sync.reference_province.audit_chain import add_to_unit
from sync.reference_province.changes import record_change
from sync.reference_province.database import Dossier, Paper, Unit
from sync.reference_province.office_calendar import office_calendar
from sync.reference_province.parts import Parts
from sync.reference_province.tables_of_acts import AuditRow, TimelineRow


@dataclass
class Work:
    """An act inside its transaction, the unit's row locked."""

    parts: Parts
    session: Session
    officer: Officer | None
    """None for the citizen."""
    unit: Unit
    dossier: Dossier
    kind: str
    key: str
    """Empty for what has none."""
    acted_at: datetime
    files: tuple[FileReceipt, ...] = ()
    text: str = ""
    """What the timeline says besides."""
    warehouse: tuple[str, str] = ("", "")
    """Code and identifier of what was saved to the warehouse."""
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.parts.clock()

    def add_papers(self, papers: tuple[PaperSent | None, ...], part: str) -> None:
        """Append to the dossier's files."""
        query = select(func.max(Paper.position)).where(Paper.dossier_code == self.dossier.code)
        position = self.session.scalar(query) or 0
        for paper in papers:
            if paper is not None:
                position += 1
                self.session.add(_paper_row(self.dossier, paper, position, part))
        self.session.flush()


def write_down(work: Work) -> None:
    """Timeline, change feed and audit log, for the dossier as it is now."""
    dossier = work.dossier
    account, full_name, role, serial = _who(work)
    hashes = [file.sha256 for file in work.files]
    work.session.add(
        TimelineRow(
            dossier_code=dossier.code,
            version=dossier.version,
            act=work.kind,
            state=dossier.state,
            account=account,
            full_name=full_name,
            role=role,
            handled_by=dossier.handled_by,
            text=work.text,
            acted_at=work.acted_at,
            recorded_at=work.now,
            working_minutes=_minutes_since_the_last_step(work),
            files=hashes,
        )
    )
    audited = AuditRow(
        at=work.now,
        account=account,
        act=work.kind,
        dossier_code=dossier.code,
        key=work.key,
        certificate_serial=serial,
        files=hashes,
    )
    add_to_unit(work.session, work.unit, audited)
    record_change(work.session, work.unit, dossier, work.now, act=work.kind)


def _who(work: Work) -> tuple[str, str, str, str]:
    """Account, name, role and certificate of whoever acts."""
    officer = work.officer
    if officer is None:
        return "", work.dossier.applicant["full_name"], "citizen", ""
    return officer.account, officer.full_name, officer.role, officer.certificate_serial


def _minutes_since_the_last_step(work: Work) -> int:
    query = select(func.max(TimelineRow.acted_at)).where(
        TimelineRow.dossier_code == work.dossier.code
    )
    before = work.session.scalar(query) or work.dossier.received_at
    passed = office_calendar().time_between(before, max(before, work.acted_at))
    return int(passed.total_seconds() // 60)


def _paper_row(dossier: Dossier, paper: PaperSent, position: int, part: str) -> Paper:
    return Paper(
        dossier_code=dossier.code,
        position=position,
        unit_code=dossier.unit_code,
        sha256=paper.sha256,
        sent=paper.model_dump(mode="json"),
        part=part,
        reused=bool(paper.reused_from),
    )
