"""Who is signed in, whether the province is there, and a procedure by its code."""

from fastapi import APIRouter

from sync.contract import API, Health, Officer, ProcedureInfo
from sync.reference_province.access import Caller
from sync.reference_province.database import Procedure
from sync.reference_province.parts import Here, Parts

router = APIRouter(prefix=API)


@router.get("/health", summary="Whether the province is there, and its clock", tags=["province"])
async def health(here: Here) -> Health:
    """Without signing in."""
    return Health(service="quay-mot-cua", api="v1", time=here.clock())


@router.get("/me", summary="The officer who is signed in", tags=["sign-in"])
def me(officer: Caller) -> Officer:
    return officer


def find_procedure(parts: Parts, code: str) -> ProcedureInfo | None:
    with parts.database.reading() as session:
        row = session.get(Procedure, code)
    return ProcedureInfo.model_validate(row.published) if row else None
