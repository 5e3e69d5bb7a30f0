"""The citizen: files dossiers online, and keeps results in her national account."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import select

from sync.contract import API
from sync.reference_province.parts import Here
from sync.reference_province.play.filing import file_online
from sync.reference_province.play.told import (
    NationalPaper,
    NationalPapers,
    OnlineAnswer,
    OnlineDossier,
)
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.tables_of_citizens import WarehouseRow
from sync.reference_province.warehouse import item_of

router = APIRouter(prefix=f"{API}/play", tags=["play"])
Number = Annotated[str, Path(pattern=r"^\d{9,13}(-\d{3})?$")]


@router.post("/dossiers", summary="A citizen files a dossier online")
def file_dossier(here: Here, filed: OnlineDossier) -> OnlineAnswer:
    return file_online(here, filed)


@router.get("/citizens/{number}/papers", summary="What the national side has for a citizen")
def papers(here: Here, number: Number) -> NationalPapers:
    query = select(WarehouseRow).where(WarehouseRow.owner_number == number)
    with here.database.reading() as session:
        rows = session.scalars(query.order_by(WarehouseRow.saved_at, WarehouseRow.id)).all()
    return NationalPapers(
        papers=tuple(
            NationalPaper(item=item_of(row), stored=row.stored_at is not None) for row in rows
        )
    )


@router.post("/citizens/{number}/papers/{item_id}/store", summary="The citizen keeps a paper")
def store(here: Here, number: Number, item_id: str) -> NationalPaper:
    with here.database.writing() as session:
        row = session.get(WarehouseRow, item_id)
        if row is None or row.owner_number != number:
            raise Refused(ProblemCode.NOT_FOUND)
        row.stored_at = row.stored_at or here.clock()
        return NationalPaper(item=item_of(row), stored=True)
