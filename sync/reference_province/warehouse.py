"""The data warehouse (kho dữ liệu): what a citizen has, for reuse in another dossier."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlalchemy import select

from sync.contract import API, WarehouseItem, WarehousePage
from sync.reference_province.access import Caller
from sync.reference_province.audit_chain import add_to_unit
from sync.reference_province.changes import unit_in_turn
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.reuse import allow
from sync.reference_province.tables_of_acts import AuditRow
from sync.reference_province.tables_of_citizens import WarehouseRow

READERS = ("counter", "specialist", "clerk")
MOST_ITEMS = 200

router = APIRouter(prefix=API, tags=["warehouse"])


@router.get(
    "/warehouse",
    summary="A citizen's papers, in the province's or the national warehouse",
    responses=refusals(ProblemCode.ROLE_NOT_ALLOWED),
)
def warehouse(
    here: Here,
    officer: Caller,
    owner: Annotated[str, Query(pattern=r"^\d{9,13}(-\d{3})?$")],
    tab: Literal["local", "national"] = "local",
) -> WarehousePage:
    """`local`: what offices of the province saved. `national`: what the citizen keeps in her
    account, whoever issued it. Looking is written into the audit log."""
    if officer.role not in READERS:
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)
    query = select(WarehouseRow).where(WarehouseRow.owner_number == owner)
    if tab == "national":
        query = query.where(WarehouseRow.stored_at.is_not(None))
    with here.database.reading() as session:
        rows = session.scalars(
            query.order_by(WarehouseRow.saved_at.desc(), WarehouseRow.id).limit(MOST_ITEMS)
        ).all()
    with here.database.writing() as session:
        unit = unit_in_turn(session, officer.unit_code)
        allow(session, here, unit, rows)
        looked = AuditRow(
            at=here.clock(),
            account=officer.account,
            act="look_into_warehouse",
            dossier_code="",
            key="",
            certificate_serial=officer.certificate_serial,
            files=[row.sha256 for row in rows],
        )
        add_to_unit(session, unit, looked)
    return WarehousePage(items=tuple(item_of(row) for row in rows))


def item_of(row: WarehouseRow) -> WarehouseItem:
    return WarehouseItem.model_validate(
        {
            "id": row.id,
            "paper_code": row.paper_code,
            "title": row.title,
            "attribute": row.attribute,
            "dossier_code": row.dossier_code,
            "number": row.number,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "owner_name": row.owner_name,
            "sha256": row.sha256,
            "bytes": row.bytes,
            "pages": row.pages,
            "saved_at": row.saved_at,
            "saved_by_unit": row.unit_code,
        }
    )
