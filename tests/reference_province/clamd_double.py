"""What speaks clamd's INSTREAM protocol and knows one virus: the EICAR test file."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""https://www.eicar.org: harmless, known to every scanner."""


@dataclass
class Seen:
    sizes: list[int] = field(default_factory=list)
    reply: bytes = b""
    """Instead of a verdict, when set."""


class _Stream(socketserver.StreamRequestHandler):
    seen: Seen

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.seen.sizes.append(len(content))
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write((self.seen.reply or found) + b"\0")


@contextmanager
def running_clamd(socket_path: Path | None = None) -> Iterator[tuple[str, Seen]]:
    """Its URL for ``ProvinceServerSettings.virus_scan_url``, over TCP or a local socket."""
    seen = Seen()
    handler = type("Stream", (_Stream,), {"seen": seen})
    if socket_path is None:
        server: socketserver.BaseServer = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        url = f"clamd://127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    else:
        server = socketserver.ThreadingUnixStreamServer(str(socket_path), handler)
        url = f"clamd://{socket_path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield url, seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
