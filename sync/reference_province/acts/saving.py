"""Saving a paper to the data warehouse (Lưu vào KDL)."""

import secrets

from sqlalchemy import func, select

from sync.contract import SaveToWarehouse
from sync.reference_province.acts.work import Work
from sync.reference_province.database import Paper, Unit
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.published_lists import result_types
from sync.reference_province.tables_of_citizens import WarehouseRow

OWN_CODES = "KQ.H01."


def save(work: Work, act: SaveToWarehouse) -> None:
    """The same file of the dossier for the same owner is one item, however often it is saved.

    Raises ``invalid`` for a file that the dossier does not have, and for a code of the province's
    own that it never gave.
    """
    paper = work.session.scalar(
        select(Paper)
        .where(Paper.dossier_code == work.dossier.code, Paper.sha256 == act.sha256)
        .limit(1)
    )
    if paper is None:
        raise invalid("sha256")
    if act.valid_until is not None and act.valid_until < act.valid_from:
        raise invalid("valid_until")
    row = _known(work, act) or _new(work, act, paper)
    if act.paper_code != row.paper_code and _is_made_up(work, act.paper_code):
        raise invalid("paper_code")
    row.paper_code = act.paper_code or row.paper_code or _own_code(work)
    row.attribute = _attribute(act)
    row.title, row.number = act.title, act.number
    row.valid_from, row.valid_until = act.valid_from, act.valid_until
    row.owner_name, row.owner_born = act.owner_name, act.owner_born
    row.owner_phone = act.owner_phone
    work.session.add(row)
    work.session.flush()
    work.warehouse = (row.paper_code, row.id)
    work.text = f"{row.paper_code}: {act.title}"


def _known(work: Work, act: SaveToWarehouse) -> WarehouseRow | None:
    return work.session.scalar(
        select(WarehouseRow).where(
            WarehouseRow.owner_number == act.owner_number,
            WarehouseRow.dossier_code == work.dossier.code,
            WarehouseRow.sha256 == act.sha256,
        )
    )


def _new(work: Work, act: SaveToWarehouse, paper: Paper) -> WarehouseRow:
    return WarehouseRow(
        id=secrets.token_hex(16),
        owner_number=act.owner_number,
        unit_code=work.unit.code,
        dossier_code=work.dossier.code,
        saved_as=act.saved_as,
        paper_code="",
        sha256=act.sha256,
        bytes=paper.sent["bytes"],
        pages=paper.sent["pages"],
        saved_at=work.now,
    )


def _attribute(act: SaveToWarehouse) -> str:
    if any(known.code == act.paper_code for known in result_types().result_types):
        return "national_result" if act.saved_as == "result" else "national_component"
    return "local_linked" if act.paper_code else "local_unlinked"


def _is_made_up(work: Work, code: str) -> bool:
    """Whether it is one of the province's own codes, which it never gave out."""
    if not code.startswith(OWN_CODES):
        return False
    given = select(WarehouseRow.id).where(WarehouseRow.paper_code == code).limit(1)
    return work.session.scalar(given) is None


def _own_code(work: Work) -> str:
    # The province's own row is the turn of all its units: no two get one code.
    work.session.execute(select(Unit.code).where(Unit.kind == "province").with_for_update())
    query = select(func.max(WarehouseRow.paper_code)).where(
        WarehouseRow.paper_code.startswith(OWN_CODES)
    )
    last = work.session.scalar(query) or f"{OWN_CODES}000000"
    return f"{OWN_CODES}{int(last.removeprefix(OWN_CODES)) + 1:06d}"
