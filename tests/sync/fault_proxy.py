"""A proxy between counter and province that does to requests what lines and servers do."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto


class Fault(Enum):
    NONE = auto()
    DROP = auto()  # the connection closes before the province sees anything
    CUT_REQUEST = auto()  # half of the request arrives, then both sides are cut
    CUT_ANSWER = auto()  # carried out, half of the answer comes back
    LOSE_ANSWER = auto()  # carried out, nothing comes back
    TWICE = auto()  # the request arrives twice, the second answer comes back
    SLOW = auto()  # everything arrives, a little late
    DAMAGE = auto()  # the last byte of the body is another one
    LATE = auto()  # the connection closes; the request arrives all the same, after later ones
    OVERTAKEN = auto()  # a request of another connection is answered first
    ANSWER_TWICE = auto()  # the answer comes back twice


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    body_bytes: int
    bearer: bool
    offset: int | None
    """``Upload-Offset`` of a chunk."""


Plan = Callable[[Asked], Fault | bytes]
"""What happens to a request: a fault, or a whole answer that did not come from the province."""


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A raw HTTP answer; header names are written with underscores."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def problem(
    status: int, code: str = "invalid", title: str = "Không hợp lệ", **more: object
) -> bytes:
    body = json.dumps({"status": status, "code": code, "title": title, **more}).encode()
    return answer(status, body, Content_Type="application/problem+json")


PORTAL = answer(200, b"<html>Please sign in to the Wi-Fi</html>", Content_Type="text/html")
GARBAGE = b"\x16\x03\x00 this is not HTTP\r\n\r\n"


@dataclass
class FaultProxy:
    """One request a connection. ``plan`` may be exchanged at any time."""

    upstream_port: int
    plan: Plan = lambda _: Fault.NONE
    seen: Callable[[bytes], object] = lambda _: None
    """Hears the head of every request."""
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        self._answered = 0
        self._begin()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def once(self, fault: Fault | bytes, *, method: str = "", path: str = "") -> None:
        """Do ``fault`` to the next request that matches, then nothing more."""
        left = [fault]

        def plan(asked: Asked) -> Fault | bytes:
            if left and asked.method.startswith(method) and path in asked.path:
                return left.pop()
            return Fault.NONE

        self.plan = plan

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody listens on the port."""
        self._end()
        yield
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._begin()

    def close(self) -> None:
        self._end()
        for thread in self._threads:
            thread.join(10)

    def _begin(self) -> None:
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,))
        self._accepting.start()

    def _end(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(10)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads = [each for each in self._threads if each.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(30)
            head, body = _read_request(client)
            if not head:
                return
            asked = _asked(head, body)
            self.asked.append(asked)
            self.seen(head)
            fault = self.plan(asked)
            if isinstance(fault, bytes):
                client.sendall(fault)
            else:
                self._pass_on(client, head, body, fault)

    def _pass_on(self, client: socket.socket, head: bytes, body: bytes, fault: Fault) -> None:
        if fault is Fault.DROP:
            return
        if fault is Fault.SLOW:
            time.sleep(0.05)
        if fault is Fault.LATE:
            client.shutdown(socket.SHUT_RDWR)
            time.sleep(0.2)
        if fault is Fault.OVERTAKEN:
            self._wait_for_another()
        if fault is Fault.DAMAGE and body:
            body = body[:-1] + bytes([body[-1] ^ 1])
        request = head + body
        if fault is Fault.CUT_REQUEST:
            self._forward(request[: len(head) + len(body) // 2] if body else head[:-2])
            return
        if fault is Fault.TWICE:
            self._forward(request, whole=True)
        said = self._forward(request, whole=True)
        self._answered += 1
        if fault is Fault.CUT_ANSWER:
            client.sendall(said[: len(said) // 2])
        elif fault is Fault.ANSWER_TWICE:
            client.sendall(said + said)
        elif fault is not Fault.LOSE_ANSWER:
            client.sendall(said)

    def _wait_for_another(self) -> None:
        """Until an answer went by, or it is clear that none will."""
        before, until = self._answered, time.monotonic() + 0.3
        while self._answered == before and time.monotonic() < until:
            time.sleep(0.005)

    def settle(self) -> None:
        """Wait until nothing is under way any more, late requests included."""
        for thread in tuple(self._threads):
            thread.join(30)

    def _forward(self, request: bytes, *, whole: bool = False) -> bytes:
        with socket.create_connection(("127.0.0.1", self.upstream_port), timeout=30) as upstream:
            with suppress(BrokenPipeError, ConnectionResetError):
                upstream.sendall(request)  # it may answer before it has heard all
            return _for_one_request(_read_all(upstream)) if whole else b""


def _read_request(client: socket.socket) -> tuple[bytes, bytes]:
    """Head, made to ask for one answer a connection, and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(65_536)
        if not piece:
            return b"", b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(x[15:]) for x in lines if x.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = client.recv(65_536)
        if not piece:
            break
        body += piece
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]), body


def _read_all(upstream: socket.socket) -> bytes:
    said = b""
    while piece := upstream.recv(65_536):
        said += piece
    return said


def _for_one_request(said: bytes) -> bytes:
    """Some servers close the connection without saying so, which a client takes for a loss."""
    head, _, _ = said.lower().partition(b"\r\n\r\n")
    if not head or b"\r\nconnection: close" in head:
        return said
    return said.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def _asked(head: bytes, body: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    offset = headers.get("upload-offset")
    return Asked(
        method=method,
        path=path,
        body_bytes=len(body),
        bearer=headers.get("authorization", "").startswith("Bearer "),
        offset=None if offset is None else int(offset),
    )
