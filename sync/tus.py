"""Resumable uploads: a client of tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import AppError, Code
from sync.contract import RECEIPT_HEADER, TUS_VERSION
from sync.http_answer import HttpAnswer
from sync.http_errors import require_success
from sync.http_line import Sender
from sync.province import FileToUpload, UploadProgress

CHUNK_BYTES = 1_048_576
MAX_DETOURS = 5
"""Corrections in a row (wrong offset, damaged chunk, lost upload) before a later attempt."""

_CHECKSUMS = ("sha256", "sha1")  # by preference; a server must know sha1
_CHECKSUM_MISMATCH = 460
_NOT_OURS = (400, 403, 404, 405, 410, 422)
"""To an address of an earlier attempt, whatever the server means by it: begin anew."""
_NOT_THERE = (404, 405, 410)
_BYTES = {"Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True)
class Place:
    """How far the server's copy has come."""

    url: str = ""
    """Empty before the server gave one."""
    offset: int = 0
    receipt: str = ""
    """What the answer to the last byte said of the whole file, empty when it said nothing."""


@dataclass(frozen=True)
class _Offer:
    """What of tus the server has beyond its core."""

    checksum: str
    """Algorithm in use, empty for none."""
    creation_with_upload: bool


class TusClient:
    """Sends files to the tus server whose creation address is ``endpoint``."""

    def __init__(self, sender: Sender, endpoint: str) -> None:
        self._sender = sender
        self._endpoint = endpoint
        self._offer: _Offer | None = None
        self._said_by_tus = False
        """Whether the offer is the server's own word, rather than what a 404 was taken for."""

    def send_file(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> Place:
        """Bring the server's copy of ``file`` to its end.

        Goes on where the server stopped; ``progress`` is told each confirmed offset before the
        next chunk leaves, so that a restart repeats one chunk at most. Errors: PROVINCE_*,
        FILE_MISSING, VAULT_FILE_DAMAGED (found before the first byte leaves), and those of
        ``file.open``.
        """
        with _opened_whole(file) as content, self._offer_forgotten_on_error():
            place = self._look(file.upload_url, file) if file.upload_url else Place()
            detours = 0
            while place.offset < file.size:
                if place.url:
                    progress(UploadProgress(place.url, place.offset))
                    reached = self._send_chunk(file, place, content.chunk(place.offset))
                else:
                    reached = self._create(file, content)
                detours = 0 if reached.offset > place.offset else detours + 1
                if detours > MAX_DETOURS:
                    raise AppError(Code.PROVINCE_FAILED, sha256=file.sha256)
                place = reached
            return place

    def _create(self, file: FileToUpload, content: "_Content") -> Place:
        """Begin the upload, or find what the server has of it."""
        # A line that cuts each request short would never get beyond the beginning: after the
        # first attempt the server is asked what it kept.
        with_upload = file.first_try and self._offered().creation_with_upload
        first = content.chunk(0) if with_upload else b""
        # By filetype other servers than the province tell what they keep.
        metadata = {
            "sha256": file.sha256,
            "filename": file.title,
            "filetype": "application/pdf",
        }
        headers = {
            "Upload-Length": str(file.size),
            "Upload-Metadata": ",".join(
                f"{name} {b64encode(value.encode()).decode()}" for name, value in metadata.items()
            ),
        }
        if first:
            headers |= _BYTES | self._checksum(file, first)
        answer = self._request("POST", self._endpoint, headers, first)
        if answer.status == _CHECKSUM_MISMATCH:
            return Place()
        url = require_success(answer).headers.get("Location", "")
        if not url:
            raise answer.unreadable()
        if "Upload-Offset" in answer.headers:
            return _place(url, answer, file)
        # Asked rather than taken for 0: the server may have begun this file before.
        return self._look(url, file)

    def _look(self, url: str, file: FileToUpload) -> Place:
        answer = self._request("HEAD", url)
        # An answer that was cut within its headers looks whole, while half an address is none.
        return Place() if answer.status in _NOT_OURS else _place(url, require_success(answer), file)

    def _send_chunk(self, file: FileToUpload, place: Place, chunk: bytes) -> Place:
        headers = {"Upload-Offset": str(place.offset)} | _BYTES | self._checksum(file, chunk)
        answer = self._request("PATCH", place.url, headers, chunk)
        if answer.status == _CHECKSUM_MISMATCH:
            return place
        if answer.status in _NOT_THERE:
            return Place()
        if answer.status == 409:
            return self._look(place.url, file)
        reached = _place(place.url, require_success(answer), file)
        if not place.offset < reached.offset <= place.offset + len(chunk):
            raise answer.unreadable(offset=reached.offset)
        return reached

    def _checksum(self, file: FileToUpload, chunk: bytes) -> dict[str, str]:
        algorithm = self._offered().checksum
        if not algorithm:
            return {}
        if algorithm == "sha256" and len(chunk) == file.size:
            digest = bytes.fromhex(file.sha256)  # compared when the file was opened
        else:
            digest = hashlib.new(algorithm, chunk).digest()
        return {"Upload-Checksum": f"{algorithm} {b64encode(digest).decode()}"}

    def _offered(self) -> _Offer:
        if self._offer is not None:
            return self._offer
        answer = self._request("OPTIONS", self._endpoint)
        # A server need not say what it has.
        said = {} if answer.status in _NOT_THERE else require_success(answer).headers
        checksums = _words(said.get("Tus-Checksum-Algorithm", ""))
        self._said_by_tus = "Tus-Version" in said
        self._offer = _Offer(
            next((name for name in _CHECKSUMS if name in checksums), ""),
            "creation-with-upload" in _words(said.get("Tus-Extension", "")),
        )
        return self._offer

    @contextmanager
    def _offer_forgotten_on_error(self) -> Iterator[None]:
        """It may have been something in between that answered."""
        try:
            yield
        except AppError:
            if not self._said_by_tus:
                self._offer = None
            raise

    def _request(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer:
        tus = {"Tus-Resumable": TUS_VERSION, **(headers or {})}
        return self._sender.send(method, url, headers=tus, body=body)


class _Content:
    """A file read through once, of which no more than a chunk is held."""

    def __init__(self, stream: BinaryIO, first: bytes) -> None:
        self._stream, self._first = stream, first

    def chunk(self, offset: int) -> bytes:
        if not offset:
            return self._first
        self._stream.seek(offset)
        return self._stream.read(CHUNK_BYTES)


@contextmanager
def _opened_whole(file: FileToUpload) -> Iterator[_Content]:
    """Open ``file`` after reading it through: what is sent comes from this very stream."""
    try:
        stream = file.open()
    except OSError as error:
        raise AppError(Code.FILE_MISSING, sha256=file.sha256) from error
    with stream:
        first = stream.read(CHUNK_BYTES)
        content_hash, length = hashlib.sha256(first), len(first)
        while piece := stream.read(CHUNK_BYTES):
            content_hash.update(piece)
            length += len(piece)
        if (content_hash.hexdigest(), length) != (file.sha256, file.size):
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=file.sha256)
        yield _Content(stream, first)


def _place(url: str, answer: HttpAnswer, file: FileToUpload) -> Place:
    said = answer.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdigit()) or int(said) > file.size:
        raise answer.unreadable()
    return Place(url, int(said), answer.headers.get(RECEIPT_HEADER, ""))


def _words(header: str) -> list[str]:
    return header.replace(" ", "").split(",")
