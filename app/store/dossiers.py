"""Dossiers in the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import ColumnElement, false, func, literal_column, select
from sqlalchemy.orm import Session

from app.domain.codes import provisional_code
from app.domain.dossier import (
    OPEN_HERE,
    UNDER_WAY,
    Applicant,
    ComponentLine,
    Dossier,
    DossierId,
    DossierState,
    Gender,
    ReturnWay,
)
from app.domain.procedure import Component, CopyKind, Procedure
from app.errors import AppError, Code
from app.store.schema import ComponentRow, DossierRow, ProcedureRow
from app.store.words import Words, found_by


class DossierOrder(StrEnum):
    DUE = "due"  # what is under way by the date it falls due, then drafts, then what is done
    NEWEST = "newest"  # what was received or begun last comes first


@dataclass(frozen=True)
class DossierFilter:
    """What the desk shows; empty fields do not restrict."""

    states: frozenset[DossierState] = frozenset()
    text: str = ""
    """Words of code, name, number or procedure; marks ignored."""
    procedure_code: str = ""
    field: str = ""
    """Lĩnh vực of the procedure, as the catalogue has it now."""
    received_from: datetime | None = None
    received_before: datetime | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    pinned: bool = False
    """Only those."""
    order: DossierOrder = DossierOrder.DUE
    limit: int = 500
    offset: int = 0


_EVERYTHING = DossierFilter()
# In words and without parameters, because an index has these expressions (dossiers_by_due).
_UNDER_WAY = ", ".join(f"'{state}'" for state in sorted(UNDER_WAY))
_RANK: ColumnElement[int] = literal_column(
    f"CASE WHEN dossiers.state IN ({_UNDER_WAY}) THEN 0"
    f" WHEN dossiers.state = '{DossierState.DRAFT}' THEN 1 ELSE 2 END"
)
_DUE: ColumnElement[str] = literal_column(
    f"CASE WHEN dossiers.state IN ({_UNDER_WAY}) THEN dossiers.due_at END"
)


class Dossiers:
    def __init__(self, session: Session) -> None:
        self._session, self._words = session, Words(session)

    def get(self, dossier_id: DossierId) -> Dossier:
        """Errors: DOSSIER_UNKNOWN."""
        return dossier_of(self._row(dossier_id))

    def find(self, wanted: DossierFilter) -> tuple[Dossier, ...]:
        """At most ``limit`` matching dossiers from ``offset`` on, in the wanted order."""
        moment = func.coalesce(DossierRow.received_at, DossierRow.created_at)
        by_date = [moment.desc(), DossierRow.id]
        # Within one state in which no date runs the order by due date is that of the newest.
        alike = len(wanted.states) == 1 and not wanted.states & UNDER_WAY
        if wanted.order is DossierOrder.DUE and not alike:
            by_date = [_RANK, _DUE, *by_date]
        query = (
            select(DossierRow)
            .where(*_conditions(wanted))
            .order_by(*by_date)
            .limit(wanted.limit)
            .offset(wanted.offset)
        )
        return tuple(dossier_of(row) for row in self._session.scalars(query))

    def counts(self, wanted: DossierFilter = _EVERYTHING) -> dict[DossierState, int]:
        """How many matching dossiers stand in each state; states without any are left out."""
        rows = self._session.execute(
            select(DossierRow.state, func.count())
            .where(*_conditions(wanted))
            .group_by(DossierRow.state)
        )
        return {DossierState(state): count for state, count in rows}

    def open_draft(
        self, *, procedure: Procedure, case_code: str, counter: str, now: datetime
    ) -> Dossier:
        """A new draft with the procedure's components and the next provisional code of the day."""
        prefix = provisional_code(now.date(), counter, 0)[:-4]
        last = self._session.scalar(
            select(func.max(DossierRow.provisional_code)).where(
                DossierRow.provisional_code.startswith(prefix, autoescape=True)
            )
        )
        number = int(last[-4:]) + 1 if last else 1
        row = DossierRow(
            id=uuid4().hex,
            provisional_code=f"{prefix}{number:04d}",
            code="",
            state=DossierState.DRAFT,
            full_name="",
            identity_number="",
            phone="",
            created_at=now,
        )
        self._session.add(row)
        set_procedure(row, procedure, case_code)
        self._session.flush()
        self._words.write_head(row)
        return dossier_of(row)

    def change_procedure(
        self, dossier_id: DossierId, procedure: Procedure, case_code: str
    ) -> Dossier:
        """Give a draft another procedure or case; components follow."""
        row = self._draft(dossier_id)
        set_procedure(row, procedure, case_code)
        self._words.write_head(row)
        return dossier_of(row)

    def set_applicant(self, dossier_id: DossierId, applicant: Applicant) -> None:
        row = self._draft(dossier_id)
        row.full_name = applicant.full_name
        row.identity_number = applicant.identity_number
        row.born, row.gender = applicant.born, applicant.gender
        row.address, row.card_issued = applicant.address, applicant.card_issued
        row.phone, row.email = applicant.phone, applicant.email
        row.organization = applicant.organization
        self._words.write_head(row)

    def set_terms(
        self,
        dossier_id: DossierId,
        *,
        return_way: ReturnWay,
        fees: Sequence[tuple[str, int, int]],
    ) -> None:
        row = self._draft(dossier_id)
        row.return_way, row.fees = return_way, [list(fee) for fee in fees]

    def submit(self, dossier_id: DossierId, *, received_at: datetime, due_at: datetime) -> None:
        """From DRAFT or REFUSED to QUEUED; in the same transaction as its outbox rows."""
        row = self._draft(dossier_id)
        row.state, row.refusal = DossierState.QUEUED, ""
        row.received_at, row.due_at = received_at, due_at

    def accept(self, dossier_id: DossierId, *, code: str) -> None:
        """The province acknowledged the dossier and gave it ``code``."""
        row = self._row(dossier_id)
        row.code, row.state, row.refusal = code, DossierState.RECEIVED, ""
        self._words.write_head(row)

    def refuse(self, dossier_id: DossierId, *, reason: str) -> None:
        row = self._row(dossier_id)
        row.state, row.refusal = DossierState.REFUSED, reason

    def discard_draft(self, dossier_id: DossierId) -> None:
        """Mark a draft that is not wanted any more as cancelled; its papers stay in the vault."""
        self._draft(dossier_id).state = DossierState.CANCELLED

    def of_component(self, component_id: str) -> Dossier | None:
        """The dossier that has the component; None when no dossier has it any more."""
        line = self._session.get(ComponentRow, component_id)
        return None if line is None else self.get(DossierId(line.dossier_id))

    def _row(self, dossier_id: DossierId) -> DossierRow:
        row = self._session.get(DossierRow, dossier_id)
        if row is None:
            raise AppError(Code.DOSSIER_UNKNOWN, dossier=dossier_id)
        return row

    def _draft(self, dossier_id: DossierId) -> DossierRow:
        row = self._row(dossier_id)
        if row.state not in OPEN_HERE:
            raise AppError(Code.DOSSIER_ALREADY_SUBMITTED, dossier=row.code or row.provisional_code)
        return row


def _conditions(wanted: DossierFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(DossierRow.state.in_(sorted(wanted.states)))
    if wanted.procedure_code:
        found.append(DossierRow.procedure_code == wanted.procedure_code)
    if wanted.field:
        codes = select(ProcedureRow.code).where(ProcedureRow.field == wanted.field)
        found.append(DossierRow.procedure_code.in_(codes))
    if wanted.received_from is not None:
        found.append(DossierRow.received_at >= wanted.received_from)
    if wanted.received_before is not None:
        found.append(DossierRow.received_at < wanted.received_before)
    if wanted.due_from is not None:
        found.append(DossierRow.due_at >= wanted.due_from)
    if wanted.due_before is not None:
        found.append(DossierRow.due_at < wanted.due_before)
    if wanted.pinned:
        found.append(DossierRow.pinned.is_(True))
    if wanted.text.strip():
        by_words = found_by(wanted.text)
        found.append(false() if by_words is None else DossierRow.id.in_(by_words))
    return found


def set_procedure(row: DossierRow, procedure: Procedure, case_code: str) -> None:
    """Components that both procedures have keep their line, so that scanned papers stay."""
    row.procedure_code, row.procedure_name = procedure.code, procedure.name
    row.case_code = procedure.case(case_code).code
    kept = {line.code: line for line in row.components}
    row.components = [
        _line(kept.get(part.code), part, position)
        for position, part in enumerate(procedure.components)
    ]


def _line(kept: ComponentRow | None, part: Component, position: int) -> ComponentRow:
    line = kept or ComponentRow(id=uuid4().hex, code=part.code)
    line.position, line.name, line.copies = position, part.name, part.copies
    line.kind, line.required = part.kind, part.required
    return line


def dossier_of(row: DossierRow) -> Dossier:
    return Dossier(
        id=DossierId(row.id),
        provisional_code=row.provisional_code,
        code=row.code,
        state=DossierState(row.state),
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        case_code=row.case_code,
        applicant=Applicant(
            full_name=row.full_name,
            identity_number=row.identity_number,
            born=row.born,
            gender=Gender(row.gender),
            address=row.address,
            card_issued=row.card_issued,
            phone=row.phone,
            email=row.email,
            organization=row.organization,
        ),
        components=tuple(
            ComponentLine(
                line.id, line.code, line.name, line.copies, CopyKind(line.kind), line.required
            )
            for line in row.components
        ),
        created_at=row.created_at,
        received_at=row.received_at,
        due_at=row.due_at,
        return_way=ReturnWay(row.return_way),
        handled_by=row.handled_by,
        refusal=row.refusal,
        fees=tuple((str(name), int(count), int(each)) for name, count, each in row.fees),
        version=row.version,
        pinned=row.pinned,
    )
