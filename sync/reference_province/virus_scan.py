"""The seam for a virus scanner: clamd, or none."""

import re
import socket
import struct
from typing import Protocol
from urllib.parse import urlsplit

from sync.reference_province.problems import ProblemCode, come_back_in

CHUNK = 65_536
SECONDS = 60
MOST_REPLY = 4_096


class VirusScan(Protocol):
    def find(self, content: bytes) -> str:
        """The name of what was found in a file, empty for nothing.

        Raises ``scanner_away`` when that cannot be said: an unscanned file is not received.
        """
        ...


class NoScan:
    def find(self, content: bytes) -> str:  # noqa: ARG002
        return ""


class Clamd:
    """ClamAV's daemon by its INSTREAM command (clamd(8)), over TCP or a local socket."""

    def __init__(self, address: tuple[str, int] | str) -> None:
        """(host, port), or the path of the socket."""
        self._address = address

    def find(self, content: bytes) -> str:
        try:
            reply = self._ask(content)
        except OSError as error:
            raise come_back_in(ProblemCode.SCANNER_AWAY, 30) from error
        return _verdict(reply)

    def _ask(self, content: bytes) -> str:
        with self._connect() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            reply = b""
            while not reply.endswith(b"\0") and len(reply) < MOST_REPLY:
                more = line.recv(MOST_REPLY)
                if not more:
                    break
                reply += more
        return reply.rstrip(b"\0").decode("utf-8", errors="replace").strip()

    def _connect(self) -> socket.socket:
        if isinstance(self._address, tuple):
            return socket.create_connection(self._address, timeout=SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(self._address)
        except OSError:
            line.close()
            raise
        return line


def _verdict(reply: str) -> str:
    """``stream: OK`` or ``stream: NAME FOUND``; anything else, an error too, is no verdict."""
    if reply == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.{1,200}) FOUND", reply)
    if found is None:
        raise come_back_in(ProblemCode.SCANNER_AWAY, 30)
    return found[1]


def open_virus_scan(url: str) -> VirusScan:
    """``clamd://host:port``, ``clamd:///path/of/the/socket``, or no scan for an empty ``url``.

    Raises ValueError for anything else.
    """
    if not url:
        return NoScan()
    parts = urlsplit(url)
    if parts.scheme != "clamd" or not (parts.hostname or parts.path):
        raise ValueError("a virus scan is named clamd://host:port or clamd:///path")
    return Clamd((parts.hostname, parts.port or 3310) if parts.hostname else parts.path)
