"""Lists that counters keep a copy of: asked with the version they have, answered with 304."""

import hashlib
from typing import Annotated, Any, TypeVar

from fastapi import Header
from fastapi.responses import Response
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

IfNoneMatch = Annotated[str, Header(alias="If-None-Match", max_length=2000)]
Responses = dict[int | str, dict[str, Any]]
RESPONSES: Responses = {
    200: {"headers": {"ETag": {"schema": {"type": "string"}}}},
    304: {"description": "The counter's copy is up to date"},
}


def with_version(found: M) -> M:
    """``found`` with its ``version``: a hash of all it says."""
    content = found.model_dump_json(exclude={"version"}).encode()
    return found.model_copy(update={"version": hashlib.sha256(content).hexdigest()[:16]})


def mirrored(found: M, if_none_match: str) -> M | Response:
    """``found``, or 304 when its version is among those the caller has (RFC 9110 §13.1.2)."""
    tag = f'"{found.version}"'  # type: ignore[attr-defined]
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(found.model_dump_json(), media_type="application/json", headers=headers)
