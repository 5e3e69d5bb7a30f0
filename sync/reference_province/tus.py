"""The headers of tus 1.0.0 (core, creation, creation-with-upload, checksum, termination)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header

from app.domain.paper import MAX_FILE_BYTES
from sync.contract import TUS_VERSION
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused

CONTENT_TYPE = "application/offset+octet-stream"
CHECKSUMS = ("sha1", "sha256")
OPTIONS_HEADERS = {
    "Tus-Resumable": TUS_VERSION,
    "Tus-Version": TUS_VERSION,
    "Tus-Max-Size": str(MAX_FILE_BYTES),
    "Tus-Extension": "creation,creation-with-upload,checksum,termination",
    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Metadata:
    sha256: str
    filename: str


@dataclass(frozen=True)
class Checksum:
    """What ``Upload-Checksum`` says of one PATCH body."""

    algorithm: str
    digest: bytes

    def matches(self, content_hash: "hashlib._Hash") -> bool:
        return content_hash.digest() == self.digest


async def require_version(
    tus_resumable: Annotated[str, Header(alias="Tus-Resumable")] = "",
) -> None:
    """Every request but OPTIONS must say the version (tus 1.0 §4.2)."""
    if tus_resumable != TUS_VERSION:
        raise Refused(ProblemCode.WRONG_TUS_VERSION, headers={"Tus-Version": TUS_VERSION})


def read_metadata(header: str) -> Metadata:
    """``sha256`` and ``filename`` out of ``Upload-Metadata``; both must be there."""
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        found[key] = _decoded(value, "Upload-Metadata").decode("utf-8", errors="replace")
    sha256, filename = found.get("sha256", ""), found.get("filename", "").strip()
    if not _SHA256.fullmatch(sha256) or not 1 <= len(filename) <= 300:
        raise invalid("Upload-Metadata")
    return Metadata(sha256, filename)


def read_checksum(header: str) -> Checksum | None:
    """None when the sender gave none."""
    if not header:
        return None
    algorithm, _, value = header.strip().partition(" ")
    if algorithm not in CHECKSUMS:
        raise invalid("Upload-Checksum")
    return Checksum(algorithm, _decoded(value, "Upload-Checksum"))


def read_number(header: str, field: str) -> int:
    """A number that is not negative. Raises ``invalid``."""
    if not re.fullmatch(r"\d{1,12}", header, re.ASCII):
        raise invalid(field)
    return int(header)


def headers(*names: str) -> dict[str, Any]:
    """``names`` as the headers of a response in the OpenAPI document."""
    text = {"schema": {"type": "string"}}
    return {"headers": dict.fromkeys(("Tus-Resumable", *names), text)}


def _decoded(value: str, field: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid(field) from error
