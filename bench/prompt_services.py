"""The demonstration's trust services, each answer after 50 ms: ``python -m … FOLDER``.

Certomancer takes longer than that for a time stamp on a busy machine, so those are made here, with
the same key and certificate; all other questions are passed on to it.
"""

import asyncio
import hashlib
import socket
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import requests
from asn1crypto import core, keys, pem, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.demo.office import Office, load_office
from app.demo.pki import certificate_file
from app.demo.trust_services import trust_services

ANSWER_SECONDS = 0.05


class Stamps:
    """The office's time-stamp authority, as frugal as a service on another machine.

    pyHanko's own takes 50 ms of a core for each token, which this machine needs for the counter. So
    it makes one, in which time, imprint, nonce and number are replaced before it is signed again.
    """

    def __init__(self, office: Office) -> None:
        def certificate(name: str) -> x509.Certificate:
            return x509.Certificate.load(certificate_file(office.pki_folder, name).read_bytes())

        content = (office.pki_folder / "keys" / "tsa.pem").read_bytes()
        key = serialization.load_pem_private_key(content, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key, self._numbers = key, count(2**40)
        stamper = DummyTimeStamper(
            tsa_cert=certificate("tsa"),
            tsa_key=keys.PrivateKeyInfo.load(pem.unarmor(content)[2]),
            certs_to_embed=SimpleCertificateStore.from_certs([certificate("ca")]),
        )
        _, question = stamper.request_cms(bytes(32), "sha256")
        self._sample = asyncio.run(stamper.async_request_tsa_response(question)).dump()

    def answer(self, question: tsp.TimeStampReq) -> bytes:
        """A TimeStampResp (RFC 3161, 2.4.2), DER."""
        response = tsp.TimeStampResp.load(self._sample)
        signed = response["time_stamp_token"]["content"]
        stated = signed["encap_content_info"]["content"].parsed
        stated["message_imprint"] = question["message_imprint"]
        stated["nonce"] = question["nonce"]
        stated["serial_number"] = next(self._numbers)
        stated["gen_time"] = datetime.now(UTC).replace(microsecond=0)
        signed["encap_content_info"]["content"] = content = core.ParsableOctetString(stated.dump())
        signer = signed["signer_infos"][0]
        for attribute in signer["signed_attrs"]:
            if attribute["type"].native == "message_digest":
                attribute["values"] = [hashlib.sha256(bytes(content)).digest()]
        attributes = signer["signed_attrs"].untag().dump(force=True)
        signer["signature"] = self._key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
        return bytes(response.dump(force=True))


def serve(office: Office, back: int) -> None:
    stamps = Stamps(office)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["Content-Length"])))

        def _reply(self, body: bytes | None) -> None:
            until = time.monotonic() + ANSWER_SECONDS
            if "/tsa/" in self.path:
                content = stamps.answer(tsp.TimeStampReq.load(body or b""))
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
