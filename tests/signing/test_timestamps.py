"""Time stamps when the service answers, and every way in which it may not."""

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from app.demo.office import Office
from app.errors import AppError, Code
from signing.cms import CmsBuilder
from signing.pades import SignedPdf, sign_pdf
from signing.placement import place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.timestamps import Timestamper
from signing.trust import Revocation, TrustStore
from tests.signing.conftest import OpenSession

MakePdf = Callable[..., Path]
DIGEST = hashlib.sha256(b"signature").digest()


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """A server on loopback that gives each request's body to ``answer``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def saying(content: bytes, status: int = 200) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def answer(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


def refusal(timestamper: Timestamper) -> Code:
    with pytest.raises(AppError) as refused:
        timestamper.stamp(DIGEST, "sha256")
    return refused.value.code


def sign(
    source: Path, target: Path, open_session: OpenSession, timestamper: Timestamper
) -> SignedPdf:
    now = datetime.now(UTC)
    with open_session("officer") as session:
        signed = sign_pdf(
            source=source,
            session=session,
            stamp=draw_stamp(DIGITISING, name="Đào", signing_time=now),
            placement=place_in_corner(DIGITISING, check_source(source).pages),
            signing_time=now,
            timestamper=timestamper,
        )
        target.write_bytes(signed.content)
        return signed


def test_signature_gets_a_trusted_time(
    services: Office,
    make_pdf: MakePdf,
    tmp_path: Path,
    open_session: OpenSession,
    trust: TrustStore,
) -> None:
    target = tmp_path / "signed.pdf"
    service = Timestamper(services.tsa_url, trust=trust)
    signed = sign(make_pdf(tmp_path / "scan.pdf"), target, open_session, service)
    assert (signed.level, signed.timestamp_error) == ("B-T", None)
    context = trust.validation_context(revocation=Revocation.IGNORED)
    with target.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        status = validate_pdf_signature(signature, context)
    assert status.bottom_line
    stamped = status.timestamp_validity
    assert stamped.intact
    assert stamped.trusted
    assert abs(datetime.now(UTC) - stamped.timestamp) < timedelta(minutes=5)


def test_dead_service_costs_the_level_not_the_signature(
    make_pdf: MakePdf,
    tmp_path: Path,
    open_session: OpenSession,
    trust: TrustStore,
    free_port: Callable[[], int],
) -> None:
    service = Timestamper(f"http://127.0.0.1:{free_port()}/", trust=trust)
    target = tmp_path / "signed.pdf"
    signed = sign(make_pdf(tmp_path / "scan.pdf"), target, open_session, service)
    assert (signed.level, signed.timestamp_error) == ("B-B", Code.TIMESTAMP_UNREACHABLE)
    assert check_source(target).signatures == 1


def test_service_that_is_gone_is_asked_once_in_a_batch(trust: TrustStore) -> None:
    asked: list[bytes] = []

    def broken(request: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(body)
        saying(b"", 503)(request, body)

    with answering(broken) as url:
        service = Timestamper(url, trust=trust)
        assert refusal(service) is refusal(service) is Code.TIMESTAMP_UNREACHABLE
    assert len(asked) == 1


def test_service_that_accepts_and_says_nothing(trust: TrustStore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert refusal(Timestamper(url, trust=trust, timeout=0.3)) is Code.TIMESTAMP_UNREACHABLE


def test_service_that_trickles_is_cut_off(trust: TrustStore) -> None:
    ended = threading.Event()

    def trickle(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while not ended.wait(0.05):
                request.wfile.write(b"0")
                request.wfile.flush()
        except OSError:
            ended.set()

    with answering(trickle) as url:
        try:
            service = Timestamper(url, trust=trust, timeout=0.5)
            assert refusal(service) is Code.TIMESTAMP_UNREACHABLE
        finally:
            ended.set()


@pytest.mark.parametrize("content", [b"", b"<html>", bytes(3000), bytes(200_000)])
def test_answer_that_is_no_time_stamp(content: bytes, trust: TrustStore) -> None:
    with answering(saying(content)) as url:
        code = refusal(Timestamper(url, trust=trust))
    assert code in {Code.TIMESTAMP_INVALID, Code.TIMESTAMP_UNREACHABLE}
    assert (code is Code.TIMESTAMP_INVALID) == (len(content) < 64 * 1024)


def test_answer_to_another_question_is_refused(services: Office, trust: TrustStore) -> None:
    """A replayed answer has another nonce; one without a nonce must still fit the imprint."""
    other = Timestamper(services.tsa_url, trust=trust)
    _, question = other.request_cms(hashlib.sha256(b"something else").digest(), "sha256")
    headers = {"Content-Type": "application/timestamp-query"}
    replayed = requests.post(services.tsa_url, question.dump(), headers=headers, timeout=10).content
    with answering(saying(replayed)) as url:
        assert refusal(Timestamper(url, trust=trust)) is Code.TIMESTAMP_INVALID


def test_imprint_of_something_else_is_refused(services: Office, trust: TrustStore) -> None:
    """A service that stamps what it likes, with the right nonce."""

    class Swapped(Timestamper):
        def request_cms(self, message_digest: bytes, md_algorithm: str) -> object:
            return super().request_cms(hashlib.sha256(b"other").digest(), md_algorithm)

    assert refusal(Swapped(services.tsa_url, trust=trust)) is Code.TIMESTAMP_INVALID


def test_service_of_an_unknown_authority_is_refused(services: Office) -> None:
    service = Timestamper(services.tsa_url, trust=TrustStore(anchors=()))
    assert refusal(service) is Code.TIMESTAMP_INVALID


@pytest.mark.parametrize("name", ["officer", "rsa_3072", "ec_p256"])
def test_room_holds_the_longest_object(
    services: Office, open_session: OpenSession, trust: TrustStore, name: str
) -> None:
    service = Timestamper(services.tsa_url, trust=trust)
    with open_session(name) as session:
        chain = trust.chain(session.certificate.der)
        plain = CmsBuilder(session, chain=chain, timestamper=None)
        stamped = CmsBuilder(session, chain=chain, timestamper=service)
        assert len(plain.build(DIGEST)) <= plain.room <= len(plain.build(DIGEST)) + 600
        longest = max(len(stamped.build(DIGEST)) for _ in range(5))
        assert len(plain.build(DIGEST)) < longest <= stamped.room <= longest + 1000


class Growing(Timestamper):
    """A service that changes to a longer chain of certificates after its first token."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        token = await super().async_timestamp(message_digest, md_algorithm)
        if self.tokens:
            content = token["content"]
            every = list(content["certificates"])
            content["certificates"] = cms.CertificateSet([*every, *every])
            token = cms.ContentInfo.load(token.dump(force=True))
        self.tokens += 1
        return token

    tokens = 0


def test_time_stamp_larger_than_its_room_is_left_out(
    services: Office, open_session: OpenSession, trust: TrustStore
) -> None:
    with open_session("officer") as session:
        service = Growing(services.tsa_url, trust=trust)
        builder = CmsBuilder(session, chain=(), timestamper=service)
        assert len(builder.build(DIGEST)) <= builder.room
    assert builder.timestamp_error is Code.TIMESTAMP_INVALID


def test_service_that_never_answered_gets_no_room(
    open_session: OpenSession, trust: TrustStore, free_port: Callable[[], int]
) -> None:
    service = Timestamper(f"http://127.0.0.1:{free_port()}/", trust=trust)
    with open_session("officer") as session:
        plain = CmsBuilder(session, chain=(), timestamper=None)
        assert CmsBuilder(session, chain=(), timestamper=service).room == plain.room
