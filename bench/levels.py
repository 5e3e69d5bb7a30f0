"""A file of a batch at B-T and at B-LTA, with services that answer in 50 ms, against B-B."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from app.demo.office import Office, make_office
from app.demo.trust_services import trust_services
from bench.scanned_form import scanned_form

FILES = 20
ANSWER_SECONDS = 0.05
_TYPES = {"ocsp": "application/ocsp-request", "tsa": "application/timestamp-query"}


class Levels:
    """Measured once, told as two lines: each file is signed, raised and read back, all in turn."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}

    def b_t(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds of each file at B-T, and at B-B in the same run."""
        self._measure(folder)
        return self._seconds["B-T"], self._seconds["B-B"]

    def b_lta(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds of each file at B-LTA, and at B-B in the same run."""
        self._measure(folder)
        return self._seconds["B-LTA"], self._seconds["B-B"]

    def _measure(self, folder: Path) -> None:
        if self._seconds:
            return
        front, back = _free_port(), _free_port()
        office = make_office(folder / "levels", services_port=front)
        os.environ.update(office.environment())
        source = scanned_form(folder, 3)
        with _services(office, front, back):
            for level in ("B-B", "B-T", "B-LTA"):
                self._seconds[level] = _sign_batch(office, source, folder / level, level)


def _sign_batch(office: Office, source: Path, out: Path, level: str) -> list[float]:
    """Seconds of each file; the first one, which asks for what all share, is among them."""
    from app.operations.sign_files import Signer, SigningKit, sign_file, signing_session
    from signing.certificates import choose_certificate
    from signing.pkcs11_device import Pkcs11Device
    from signing.profiles import DIGITISING
    from signing.timestamps import Timestamper
    from signing.tokens import choose_token
    from signing.trust import load_trust
    from signing.validation_evidence import ValidationEvidence
    from signing.verification.report import Level
    from signing.verification.worker import VerificationWorker

    out.mkdir()
    (out / "root.pem").write_bytes(office.root_pem.read_bytes())
    (out / "ca.pem").write_bytes(office.intermediate_pem.read_bytes())
    trust, device = load_trust([out]), Pkcs11Device([office.module])
    token = choose_token(device.tokens(), label=office.person("officer").label)
    now = datetime.now(UTC)
    certificate = choose_certificate(device.certificates(token), now=now, identity_number="")
    seconds: list[float] = []
    with VerificationWorker() as verification:
        verification.verify(source, trust=trust)  # its start belongs to no level
        kit = SigningKit(
            device=device, verification=verification, trust=trust,
            timestamper=Timestamper(office.tsa_url, trust=trust), check_revocation=True,
            now=lambda: datetime.now(UTC), evidence=ValidationEvidence(), level=Level(level),
        )  # fmt: skip
        with signing_session(kit, Signer(token, certificate, office.pin, "")) as session:
            for number in range(FILES):
                start = time.perf_counter()
                signed = sign_file(
                    kit=kit, session=session, source=source, target=out / f"{number}.pdf",
                    profile=DIGITISING,
                )  # fmt: skip
                seconds.append(time.perf_counter() - start)
                if signed.facts.level != level:
                    raise RuntimeError(f"{signed.facts.level} instead of {level}")
    return seconds


@contextmanager
def _services(office: Office, front: int, back: int) -> Iterator[None]:
    """The demonstration's services on ``back``, and on ``front`` what makes 50 ms of them.

    They never answer sooner; what they take longer on a busy machine is measured as well.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes | None) -> None:
            start = time.monotonic()
            kind = next((each for name, each in _TYPES.items() if f"/{name}/" in self.path), "")
            method = "GET" if body is None else "POST"
            headers = {"Content-Type": kind} if kind else {}
            url = f"http://127.0.0.1:{back}{self.path}"
            reply = requests.request(method, url, data=body, headers=headers, timeout=10)
            time.sleep(max(0.0, ANSWER_SECONDS - (time.monotonic() - start)))
            self.send_response(reply.status_code)
            self.send_header("Content-Type", reply.headers.get("Content-Type", ""))
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            pass

    with (
        trust_services(replace(office, services_port=back)),
        ThreadingHTTPServer(("127.0.0.1", front), Handler) as server,
    ):
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
