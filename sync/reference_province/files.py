"""Files that were received, for those who may have them."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.contract import API, Officer
from sync.reference_province.access import Caller
from sync.reference_province.byte_ranges import read_range
from sync.reference_province.database import Upload
from sync.reference_province.mirrored import IfNoneMatch
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.reuse import may_fetch

router = APIRouter(prefix=API, tags=["dossiers"])


@router.get(
    "/files/{sha256}",
    summary="A file of the unit, or one of the warehouse that it looked at",
    response_class=Response,
    responses={
        200: {"content": {"application/pdf": {}}},
        206: {"content": {"application/pdf": {}}, "description": "The range that was asked for"},
        304: {"description": "The counter has it"},
        **refusals(ProblemCode.NOT_FOUND, ProblemCode.RANGE_NOT_SATISFIABLE),
    },
)
def file(
    here: Here,
    officer: Caller,
    sha256: str,
    wanted: Annotated[str, Header(alias="Range", max_length=200)] = "",
    if_none_match: IfNoneMatch = "",
) -> Response:
    """`not_found` for other units' files too: nobody learns who holds a document."""
    with here.database.reading() as session:
        length = _length(session, here, officer, sha256)
    if length is None or here.files.size(sha256) != length:
        raise Refused(ProblemCode.NOT_FOUND)
    headers = {"ETag": f'"{sha256}"', "Accept-Ranges": "bytes", "Cache-Control": "private"}
    if f'"{sha256}"' in if_none_match:
        return Response(status_code=304, headers=headers)
    span = read_range(wanted, length)
    if span is None:
        content = here.files.read(sha256)
        return Response(content, media_type="application/pdf", headers=headers)
    headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{length}"
    content = here.files.read(sha256, span.start, len(span))
    return Response(content, 206, media_type="application/pdf", headers=headers)


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
