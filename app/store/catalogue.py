"""The province's procedures as last mirrored."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.procedure import Component, CopyKind, Fee, Procedure, ProcedureCase
from app.errors import AppError, Code
from app.store.schema import ProcedureRow


class Catalogue:
    def __init__(self, session: Session) -> None:
        self._session = session

    def procedures(self) -> tuple[Procedure, ...]:
        """All procedures by field, then name."""
        rows = self._session.scalars(
            select(ProcedureRow).order_by(ProcedureRow.field, ProcedureRow.name)
        )
        return tuple(_procedure(row) for row in rows)

    def procedure(self, code: str) -> Procedure:
        """Errors: PROCEDURE_UNKNOWN."""
        row = self._session.get(ProcedureRow, code)
        if row is None:
            raise AppError(Code.PROCEDURE_UNKNOWN, procedure=code)
        return _procedure(row)

    def replace(self, procedures: Iterable[Procedure]) -> None:
        """Mirror ``procedures``: change what differs, drop what the province no longer has."""
        old = {row.code: row for row in self._session.scalars(select(ProcedureRow))}
        for procedure in procedures:
            row = old.pop(procedure.code, None)
            if row is None:
                row = ProcedureRow(code=procedure.code, name="", field="", body={})
                self._session.add(row)
            row.name, row.field = procedure.name, procedure.field
            body = _body(procedure)
            if row.body != body:
                row.body = body
        for row in old.values():
            self._session.delete(row)


def _body(procedure: Procedure) -> dict[str, object]:
    return {
        "cases": [[case.code, case.name, case.working_days] for case in procedure.cases],
        "components": [
            [part.code, part.name, part.copies, part.kind.value, part.required]
            for part in procedure.components
        ],
        "fees": [[fee.name, fee.amount] for fee in procedure.fees],
    }


def _procedure(row: ProcedureRow) -> Procedure:
    return Procedure(
        code=row.code,
        name=row.name,
        field=row.field,
        cases=tuple(ProcedureCase(*each) for each in row.body["cases"]),
        components=tuple(
            Component(code, name, copies, CopyKind(kind), required)
            for code, name, copies, kind, required in row.body["components"]
        ),
        fees=tuple(Fee(*each) for each in row.body["fees"]),
    )
