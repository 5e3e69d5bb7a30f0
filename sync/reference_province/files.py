"""Files that were received, for those who may have them."""

from fastapi import APIRouter
from fastapi.responses import FileResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.contract import API, Officer
from sync.reference_province.access import Caller
from sync.reference_province.database import Upload
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.reuse import may_fetch

router = APIRouter(prefix=API, tags=["dossiers"])


@router.get(
    "/files/{sha256}",
    summary="A file of the unit, or one of the warehouse that it looked at",
    response_class=FileResponse,
    responses={200: {"content": {"application/pdf": {}}}, **refusals(ProblemCode.NOT_FOUND)},
)
def file(here: Here, officer: Caller, sha256: str) -> FileResponse:
    """`not_found` for other units' files too: nobody learns who holds a document."""
    with here.database.reading() as session:
        length = _length(session, here, officer, sha256)
    if length is None or not here.files.holds(sha256, length):
        raise Refused(ProblemCode.NOT_FOUND)
    return FileResponse(here.files.whole(sha256), media_type="application/pdf")


def _length(session: Session, parts: Parts, officer: Officer, sha256: str) -> int | None:
    """In bytes, None when the officer may not have the file."""
    query = select(Upload).where(Upload.sha256 == sha256, Upload.received_at.is_not(None))
    if officer.role != "administrator":
        query = query.where(Upload.unit_code == officer.unit_code)
    upload = session.scalar(query.limit(1))
    if upload is not None:
        return upload.length
    item = may_fetch(session, parts, officer, sha256)
    return item.bytes if item else None
