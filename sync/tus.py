"""Resumable uploads: a client of tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import AppError, Code
from sync.contract import TUS_VERSION
from sync.http_answer import HttpAnswer
from sync.http_errors import require_success
from sync.http_line import Sender
from sync.province import FileToUpload, UploadProgress

CHUNK_BYTES = 1_048_576
MAX_DETOURS = 5
"""Corrections in a row (wrong offset, damaged chunk, lost upload) before a later attempt."""

_CHECKSUMS = ("sha256", "sha1")  # by preference; a server must know sha1
_CHECKSUM_MISMATCH = 460
_NOT_THERE = (404, 410)
_NOT_OURS = (400, 403, 404, 405, 410, 422)
"""To an address of an earlier attempt, whatever the server means by it: begin anew."""


@dataclass(frozen=True)
class _Place:
    """How far the server's copy has come."""

    url: str
    offset: int


class TusClient:
    """Sends files to the tus server whose creation address is ``endpoint``."""

    def __init__(self, sender: Sender, endpoint: str) -> None:
        self._sender = sender
        self._endpoint = endpoint
        self._checksum: str | None = None
        """Algorithm in use, empty for none; None until the server was asked."""

    def send_file(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> str:
        """Bring the server's copy of ``file`` to its end and return the upload's address.

        Goes on where the server stopped; ``progress`` is told each confirmed offset before the
        next chunk leaves, so that a restart repeats one chunk at most. Errors: PROVINCE_*,
        FILE_MISSING, VAULT_FILE_DAMAGED (found before the first byte leaves).
        """
        with _opened_whole(file) as content:
            place = self._resume(file) if file.upload_url else self._create(file)
            detours = 0
            while True:
                progress(UploadProgress(place.url, place.offset))
                if place.offset == file.size:
                    return place.url
                content.seek(place.offset)
                reached = self._send_chunk(file, place, content.read(CHUNK_BYTES))
                detours = 0 if reached.offset > place.offset else detours + 1
                if detours > MAX_DETOURS:
                    raise AppError(Code.PROVINCE_FAILED, sha256=file.sha256)
                place = reached

    def _resume(self, file: FileToUpload) -> _Place:
        answer = self._request("HEAD", file.upload_url)
        if answer.status in _NOT_OURS:
            return self._create(file)
        return _Place(file.upload_url, _offset(require_success(answer), file))

    def _look(self, url: str, file: FileToUpload) -> _Place:
        return _Place(url, _offset(require_success(self._request("HEAD", url)), file))

    def _create(self, file: FileToUpload) -> _Place:
        metadata = {"sha256": file.sha256, "filename": file.title}
        answer = require_success(
            self._request(
                "POST",
                self._endpoint,
                {
                    "Upload-Length": str(file.size),
                    "Upload-Metadata": ",".join(
                        f"{name} {b64encode(value.encode()).decode()}"
                        for name, value in metadata.items()
                    ),
                },
            )
        )
        url = answer.headers.get("Location", "")
        if not url:
            raise answer.unreadable()
        # Asked rather than taken for 0: the server may have begun this file before. And an answer
        # that was cut within its headers looks whole, while half an address is none.
        return self._look(url, file)

    def _send_chunk(self, file: FileToUpload, place: _Place, chunk: bytes) -> _Place:
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(place.offset),
        }
        algorithm = self._offered_checksum()
        if algorithm:
            digest = b64encode(hashlib.new(algorithm, chunk).digest()).decode()
            headers["Upload-Checksum"] = f"{algorithm} {digest}"
        answer = self._request("PATCH", place.url, headers, chunk)
        if answer.status == _CHECKSUM_MISMATCH:
            return place
        if answer.status in _NOT_THERE:
            return self._create(file)
        if answer.status == 409:
            return self._look(place.url, file)
        reached = _offset(require_success(answer), file)
        if not place.offset < reached <= place.offset + len(chunk):
            raise answer.unreadable(offset=reached)
        return _Place(place.url, reached)

    def _offered_checksum(self) -> str:
        if self._checksum is None:
            answer = self._request("OPTIONS", self._endpoint)
            offered = answer.headers.get("Tus-Checksum-Algorithm", "").replace(" ", "").split(",")
            self._checksum = next((name for name in _CHECKSUMS if name in offered), "")
        return self._checksum

    def _request(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer:
        tus = {"Tus-Resumable": TUS_VERSION, **(headers or {})}
        return self._sender.send(method, url, headers=tus, body=body)


@contextmanager
def _opened_whole(file: FileToUpload) -> Iterator[BinaryIO]:
    """Open ``file`` after reading it through: what is sent comes from this very handle."""
    try:
        content = file.path.open("rb")
    except OSError as error:
        raise AppError(Code.FILE_MISSING, sha256=file.sha256) from error
    with content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != file.sha256 or content.tell() != file.size:
            raise AppError(Code.VAULT_FILE_DAMAGED, sha256=file.sha256)
        yield content


def _offset(answer: HttpAnswer, file: FileToUpload) -> int:
    said = answer.headers.get("Upload-Offset", "")
    if not (said.isascii() and said.isdigit()) or int(said) > file.size:
        raise answer.unreadable()
    return int(said)
