"""Resumable uploads by tus 1.0.0, and the province's receipt for a whole file."""

from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.domain.paper import MAX_FILE_BYTES
from sync.contract import API, RECEIPT_HEADER, FileReceipt, Officer
from sync.reference_province.access import Caller
from sync.reference_province.arriving import Arrival, Ending, pass_over, take_in
from sync.reference_province.database import Upload
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused, refusals
from sync.reference_province.tus import (
    CONTENT_TYPE,
    OPTIONS_HEADERS,
    Checksum,
    Metadata,
    headers,
    read_checksum,
    read_metadata,
    read_number,
    require_version,
)
from sync.reference_province.upload_rows import (
    begin_upload,
    confirm,
    discard,
    find_upload,
    is_in_use,
    offset_of,
)

BYTES = {"schema": {"type": "string", "format": "binary"}}
TUS = [Depends(require_version)]
TOO_LARGE = ProblemCode.TOO_LARGE
_TUS = (ProblemCode.WRONG_TUS_VERSION, ProblemCode.INVALID)
_FOUND = (ProblemCode.NOT_FOUND, ProblemCode.FORBIDDEN)
_CONFIRMING = (
    ProblemCode.HASH_MISMATCH,
    ProblemCode.NOT_A_PDF,
    ProblemCode.INFECTED,
    ProblemCode.SCANNER_AWAY,
    ProblemCode.UPLOAD_BUSY,
)
_APPENDING = (
    *_CONFIRMING,
    TOO_LARGE,
    ProblemCode.OFFSET_CONFLICT,
    ProblemCode.CHECKSUM_MISMATCH,
    ProblemCode.WRONG_CONTENT_TYPE,
    ProblemCode.UPLOAD_STALLED,
    ProblemCode.STORAGE_FULL,
)

router = APIRouter(prefix=f"{API}/uploads", tags=["uploads"])


@router.options(
    "",
    summary="What of tus is offered",
    status_code=204,
    responses={204: headers("Tus-Version", "Tus-Max-Size", "Tus-Extension")},
)
def offer() -> Response:
    return Response(status_code=204, headers=OPTIONS_HEADERS)


@router.post(
    "",
    summary="Begin an upload with its first bytes, or find the unit's upload of that hash",
    status_code=201,
    response_class=Response,
    dependencies=TUS,
    responses={
        201: headers("Location", "Upload-Offset", RECEIPT_HEADER),
        **refusals(*_TUS, *_APPENDING, ProblemCode.TOO_MUCH_UNFINISHED),
    },
    openapi_extra={"requestBody": {"required": False, "content": {CONTENT_TYPE: BYTES}}},
)
async def create(
    *,
    request: Request,
    here: Here,
    officer: Caller,
    upload_length: Annotated[str, Header(alias="Upload-Length")],
    upload_metadata: Annotated[str, Header(alias="Upload-Metadata")],
    upload_checksum: Annotated[str, Header(alias="Upload-Checksum")] = "",
) -> Response:
    """`Upload-Metadata` holds `sha256` and `filename`. Answered alike for new and known files.

    A body is the file's beginning. It counts for an upload that has nothing yet; `Upload-Offset`
    says how far the upload is.
    """
    length = read_number(upload_length, "Upload-Length")
    if length > MAX_FILE_BYTES:
        raise Refused(TOO_LARGE, limit="6 MB")
    if length == 0:
        raise invalid("Upload-Length")
    metadata, checksum = read_metadata(upload_metadata), read_checksum(upload_checksum)
    body_bytes = _body_bytes(request, room=length)
    upload, offset = await run_in_threadpool(_begun, here, officer, length, metadata)
    location = f"{urlsplit(here.settings.public_url).path}{API}/uploads/{upload.id}"
    if not body_bytes:
        return _answer(201, offset, Location=location)
    if offset:
        ending = await pass_over(request.stream(), here.settings.idle_upload_seconds)
        if ending is not Ending.WHOLE:
            raise _stalled()
        return _answer(201, offset, Location=location)
    async with here.writers.only_here(upload.id, partial(_require_offset, here, upload, 0)):
        offset, receipt = await _append(request, here, upload, 0, checksum)
    return _answer(201, offset, Location=location, **receipt)


@router.head(
    "/{upload_id}",
    summary="How many bytes have arrived",
    response_class=Response,
    dependencies=TUS,
    responses={200: headers("Upload-Offset", "Upload-Length"), **refusals(*_TUS, *_FOUND)},
)
def look(here: Here, officer: Caller, upload_id: str) -> Response:
    upload = find_upload(here, officer, upload_id)
    return _answer(200, offset_of(here, upload), **{"Upload-Length": str(upload.length)})


@router.patch(
    "/{upload_id}",
    summary="Bytes from an offset on",
    status_code=204,
    response_class=Response,
    dependencies=TUS,
    responses={
        204: headers("Upload-Offset", RECEIPT_HEADER),
        **refusals(*_TUS, *_FOUND, *_APPENDING),
    },
    openapi_extra={"requestBody": {"required": True, "content": {CONTENT_TYPE: BYTES}}},
)
async def append(
    *,
    request: Request,
    here: Here,
    officer: Caller,
    upload_id: str,
    upload_offset: Annotated[str, Header(alias="Upload-Offset")],
    upload_checksum: Annotated[str, Header(alias="Upload-Checksum")] = "",
) -> Response:
    """What arrived of a torn body is kept, with or without a checksum: the SHA-256 of the whole
    file decides in the end."""
    offset = read_number(upload_offset, "Upload-Offset")
    checksum = read_checksum(upload_checksum)

    def look() -> Upload:
        upload = find_upload(here, officer, upload_id)
        _require_offset(here, upload, offset)
        return upload

    async with here.writers.only_here(upload_id, look) as upload:
        _body_bytes(request, room=upload.length - offset)
        now_at, receipt = await _append(request, here, upload, offset, checksum)
    return _answer(204, now_at, **receipt)


@router.delete(
    "/{upload_id}",
    summary="Give up an upload",
    status_code=204,
    response_class=Response,
    dependencies=TUS,
    responses=refusals(*_TUS, *_FOUND, ProblemCode.UPLOAD_IN_USE, ProblemCode.UPLOAD_BUSY),
)
def terminate(here: Here, officer: Caller, upload_id: str) -> Response:
    with here.writers.only(upload_id):
        upload = find_upload(here, officer, upload_id)
        if is_in_use(here, upload):
            raise Refused(ProblemCode.UPLOAD_IN_USE)
        discard(here, upload)
    return Response(status_code=204)


@router.get(
    "/{upload_id}/receipt",
    summary="The province's word that it has the file whole",
    responses=refusals(*_FOUND, *_CONFIRMING, ProblemCode.UPLOAD_UNFINISHED),
)
def receipt(here: Here, officer: Caller, upload_id: str) -> FileReceipt:
    with here.writers.only(upload_id):
        upload = find_upload(here, officer, upload_id)
        if offset_of(here, upload) < upload.length:
            raise Refused(ProblemCode.UPLOAD_UNFINISHED)
        return confirm(here, upload)


def _body_bytes(request: Request, *, room: int) -> int:
    """How long the body says it is. Raises for one of another type, and where it has no room."""
    announced = int(request.headers.get("Content-Length", "0"))
    if (announced or request.method == "PATCH") and (
        request.headers.get("Content-Type") != CONTENT_TYPE
    ):
        raise Refused(ProblemCode.WRONG_CONTENT_TYPE)
    if announced > room:
        raise Refused(TOO_LARGE, limit=f"{room} byte")
    return announced


async def _append(
    request: Request, parts: Parts, upload: Upload, offset: int, checksum: Checksum | None
) -> tuple[int, dict[str, str]]:
    """Where the upload is after the body, and the receipt as a header once the file is whole."""
    room, arrival = upload.length - offset, None
    if room:
        arrival = await take_in(
            request.stream(),
            parts.files,
            upload.id,
            room=room,
            idle_seconds=parts.settings.idle_upload_seconds,
            algorithm=checksum.algorithm if checksum else "sha1",
        )
    # Once: each way to a thread and back is felt with hundreds of counters.
    return await run_in_threadpool(_now_at, parts, upload, offset, arrival, checksum)


def _now_at(
    parts: Parts, upload: Upload, offset: int, arrival: Arrival | None, checksum: Checksum | None
) -> tuple[int, dict[str, str]]:
    if arrival is not None:
        _judge(parts, upload, offset, arrival, checksum)
    now_at = offset_of(parts, upload)
    if now_at < upload.length:
        return now_at, {}
    return now_at, {RECEIPT_HEADER: confirm(parts, upload).model_dump_json()}


def _begun(parts: Parts, officer: Officer, length: int, metadata: Metadata) -> tuple[Upload, int]:
    upload = begin_upload(parts, officer, length, metadata)
    return upload, offset_of(parts, upload)


def _require_offset(parts: Parts, upload: Upload, offset: int) -> None:
    has = offset_of(parts, upload)
    if offset != has:
        raise Refused(ProblemCode.OFFSET_CONFLICT, headers={"Upload-Offset": str(has)})


def _judge(
    parts: Parts, upload: Upload, offset: int, arrival: Arrival, checksum: Checksum | None
) -> None:
    """Take back what must not be kept, and refuse what did not end well."""
    match arrival.ending:
        case Ending.TORN | Ending.STALLED:
            raise _stalled()
        case Ending.TOO_MUCH:
            parts.files.cut_back(upload.id, offset)
            raise Refused(TOO_LARGE, limit=f"{upload.length} byte")
        case Ending.WHOLE:
            if checksum and not checksum.matches(arrival.content_hash):
                parts.files.cut_back(upload.id, offset)
                raise Refused(ProblemCode.CHECKSUM_MISMATCH)


def _stalled() -> Refused:
    return Refused(ProblemCode.UPLOAD_STALLED, headers={"Connection": "close"})


def _answer(status: int, offset: int, **more: str) -> Response:
    return Response(status_code=status, headers={"Upload-Offset": str(offset), **more})
