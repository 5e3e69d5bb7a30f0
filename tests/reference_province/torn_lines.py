"""A PATCH whose body comes in the way a test wants, on a bare socket."""

import socket
import time
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlsplit

from tests.reference_province.province_line import WAIT_SECONDS, Line


class OpenPatch:
    """A PATCH that announces ``length`` bytes; the test sends them, or not."""

    def __init__(self, line: Line, place: str, *, offset: int, length: int | None) -> None:
        host = urlsplit(line.base)
        assert host.hostname
        assert host.port
        framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        head = (
            f"PATCH {place} HTTP/1.1\r\nHost: {host.netloc}\r\n"
            f"Authorization: Bearer {line.token}\r\nTus-Resumable: 1.0.0\r\n"
            f"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n"
            f"{framing}\r\n\r\n"
        )
        self._socket = socket.create_connection((host.hostname, host.port), timeout=WAIT_SECONDS)
        self._socket.sendall(head.encode())

    def send(self, content: bytes) -> None:
        self._socket.sendall(content)

    def send_chunk(self, content: bytes) -> None:
        self.send(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def answer(self) -> str:
        """The status line."""
        return self._socket.recv(65_536).decode().splitlines()[0]

    def __enter__(self) -> "OpenPatch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()


def wait_until(true: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Ask ``true`` again and again until it is, or fail."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
