"""Signed files on their way up, and other people's trust services over HTTP."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from signing.device import SigningSession
from signing.level_services import LevelServices
from signing.levels import Archive, RaisedPdf, raise_level
from signing.pades import sign_pdf
from signing.placement import Placement, place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence
from signing.verification.report import Level


def sign(
    source: Path,
    target: Path,
    session: SigningSession,
    *,
    timestamper: Timestamper | None = None,
    placement: Placement | None = None,
) -> Path:
    """A digitising signature at B-B, or B-T with ``timestamper``."""
    now = datetime.now(UTC)
    signed = sign_pdf(
        source=source,
        session=session,
        stamp=draw_stamp(DIGITISING, name=session.certificate.common_name, signing_time=now),
        placement=placement or place_in_corner(DIGITISING, check_source(source).pages),
        signing_time=now,
        timestamper=timestamper,
    )
    target.write_bytes(signed.content)
    return target


def raise_into(
    target: Path, source: Path, level: Level, services: LevelServices, **how: Archive
) -> RaisedPdf:
    """``source`` at ``level`` in ``target``, if anything was appended."""
    work = io.BytesIO(source.read_bytes())
    done = raise_level(work, level=level, services=services, **how)
    if done.written:
        target.write_bytes(work.getvalue())
    return done


def services_at(tsa_url: str | None, trust: TrustStore, **how: float) -> LevelServices:
    """The network of an office whose time-stamp service is at ``tsa_url``."""
    return LevelServices(
        trust=trust,
        timestamper=Timestamper(tsa_url, trust=trust, **how) if tsa_url else None,
        evidence=ValidationEvidence(**how),
        now=lambda: datetime.now(UTC),
    )


Answer = Callable[[str, bytes | None], tuple[int, str, bytes]]
"""Path and body (None for a GET) → status, content type, content."""


@contextmanager
def listening(port: int, answer: Answer) -> Iterator[str]:
    """A service on ``port`` (0: any) that gives ``answer``; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["Content-Length"])))

        def _reply(self, body: bytes | None) -> None:
            status, kind, content = answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def passing_on(base: str) -> Answer:
    """The answers of the services at ``base``."""

    def answer(path: str, body: bytes | None) -> tuple[int, str, bytes]:
        kinds = {"ocsp": "application/ocsp-request", "tsa": "application/timestamp-query"}
        kind = next((kinds[each] for each in kinds if f"/{each}/" in path), "")
        with requests.Session() as line:
            line.trust_env = False  # it may be the proxy that the environment names
            reply = line.request(
                "GET" if body is None else "POST",
                base + path,
                data=body,
                headers={"Content-Type": kind} if kind else {},
                timeout=10,
            )
        return reply.status_code, reply.headers.get("Content-Type", ""), reply.content

    return answer
