"""The demonstration's trust services, each answer after 50 ms: ``python -m … FOLDER``.

Certomancer takes longer than that for a time stamp on a busy machine, so those are made here, with
the same key and certificate; all other questions are passed on to it.
"""

import asyncio
import socket
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests
from asn1crypto import keys, pem, tsp, x509
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.demo.office import Office, load_office
from app.demo.pki import certificate_file
from app.demo.trust_services import trust_services

ANSWER_SECONDS = 0.05


def time_stamper(office: Office) -> DummyTimeStamper:
    """The office's time-stamp authority."""

    def certificate(name: str) -> x509.Certificate:
        return x509.Certificate.load(certificate_file(office.pki_folder, name).read_bytes())

    _, _, key = pem.unarmor((office.pki_folder / "keys" / "tsa.pem").read_bytes())
    return DummyTimeStamper(
        tsa_cert=certificate("tsa"),
        tsa_key=keys.PrivateKeyInfo.load(key),
        certs_to_embed=SimpleCertificateStore.from_certs([certificate("ca")]),
    )


def serve(office: Office, back: int) -> None:
    stamper = time_stamper(office)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["Content-Length"])))

        def _reply(self, body: bytes | None) -> None:
            until = time.monotonic() + ANSWER_SECONDS
            if "/tsa/" in self.path:
                question = tsp.TimeStampReq.load(body or b"")
                content = asyncio.run(stamper.async_request_tsa_response(question)).dump()
                kind = "application/timestamp-reply"
            else:
                kind, content = _passed_on(f"http://127.0.0.1:{back}{self.path}", body)
            time.sleep(max(0.0, until - time.monotonic()))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with (
        trust_services(replace(office, services_port=back)),
        ThreadingHTTPServer(("127.0.0.1", office.services_port), Handler) as server,
    ):
        print("listening", flush=True)
        server.serve_forever()


def _passed_on(url: str, body: bytes | None) -> tuple[str, bytes]:
    headers = {} if body is None else {"Content-Type": "application/ocsp-request"}
    method = "GET" if body is None else "POST"
    reply = requests.request(method, url, data=body, headers=headers, timeout=10)
    reply.raise_for_status()
    return reply.headers["Content-Type"], reply.content


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        back = int(probe.getsockname()[1])
    serve(load_office(Path(sys.argv[1])), back)


if __name__ == "__main__":
    main()
