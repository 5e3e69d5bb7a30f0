"""Every way a line or a server can fail, seen over real sockets, ends in one code."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.errors import AppError, Code
from sync.contract import Health
from sync.http_answer import MAX_BODY_BYTES, HttpAnswer
from sync.http_errors import plain, require_success, retry_after
from sync.http_line import HttpLine
from tests.sync.fault_proxy import GARBAGE, PORTAL, FaultProxy, answer, problem

_LOOPBACK = ip_address("127.0.0.1")
GOOD = b'{"service":"quay-mot-cua","api":"/v1","time":"2026-11-23T09:00:00+07:00","more":1}'


@pytest.fixture
def server() -> Iterator[FaultProxy]:
    """Answers what ``plan`` says; there is nothing behind it."""
    with closing(FaultProxy(upstream_port=9)) as proxy:
        yield proxy


@pytest.fixture
def line(server: FaultProxy) -> Iterator[HttpLine]:
    opened = HttpLine(server.url, read_seconds=0.3)
    yield opened
    opened.close()


def ask(line: HttpLine) -> Health:
    return require_success(line.send("GET", "v1/health")).as_model(Health)


def failure(line: HttpLine) -> AppError:
    with pytest.raises(AppError) as caught:
        ask(line)
    return caught.value


def json_answer(body: bytes) -> bytes:
    return answer(200, body, Content_Type="application/json")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (problem(400), Code.PROVINCE_REFUSED),
        (answer(401, WWW_Authenticate="Bearer"), Code.SIGN_IN_REQUIRED),
        (problem(401), Code.SIGN_IN_REQUIRED),
        (answer(401, WWW_Authenticate='Basic realm="proxy"'), Code.PROVINCE_ANSWER_UNREADABLE),
        (problem(403), Code.PROVINCE_FORBIDDEN),
        (answer(403, b"<html>blocked", Content_Type="text/html"), Code.PROVINCE_ANSWER_UNREADABLE),
        (answer(404, b"<html>", Content_Type="text/html"), Code.PROVINCE_ANSWER_UNREADABLE),
        (problem(404, "not_found"), Code.PROVINCE_REFUSED),
        (answer(408), Code.PROVINCE_FAILED),
        (problem(409, "conflict"), Code.PROVINCE_CONFLICT),
        (problem(413, "too_large"), Code.PROVINCE_REFUSED),
        (problem(413, "too_much_unfinished"), Code.PROVINCE_UPLOADS_FULL),
        (problem(422, "missing_files"), Code.PROVINCE_REFUSED),
        (problem(423, "upload_busy"), Code.PROVINCE_FAILED),
        (answer(429), Code.PROVINCE_BUSY),
        (answer(500), Code.PROVINCE_FAILED),
        (answer(503), Code.PROVINCE_FAILED),
        (answer(503, Retry_After="5"), Code.PROVINCE_BUSY),
        (answer(511, b"<html>", Content_Type="text/html"), Code.PROVINCE_FAILED),
        (answer(302, Location="http://example.org/"), Code.PROVINCE_ANSWER_UNREADABLE),
        (PORTAL, Code.PROVINCE_ANSWER_UNREADABLE),
        (GARBAGE, Code.PROVINCE_ANSWER_LOST),
        (b"", Code.PROVINCE_ANSWER_LOST),
        (json_answer(GOOD)[:-10], Code.PROVINCE_ANSWER_LOST),
        (json_answer(b"{"), Code.PROVINCE_ANSWER_UNREADABLE),
        (json_answer(b'{"service":"another"}'), Code.PROVINCE_ANSWER_UNREADABLE),
        (json_answer(b" " * (MAX_BODY_BYTES + 1)), Code.PROVINCE_ANSWER_UNREADABLE),
        (answer(422, b"[]", Content_Type="application/problem+json"),
         Code.PROVINCE_ANSWER_UNREADABLE),
    ],
)  # fmt: skip
def test_answers(server: FaultProxy, line: HttpLine, said: bytes, code: Code) -> None:
    server.plan = lambda _: said
    assert failure(line).code is code


def test_a_newer_province_may_say_more(server: FaultProxy, line: HttpLine) -> None:
    server.plan = lambda _: json_answer(GOOD)
    assert ask(line).api == "/v1"


def test_a_refusal_brings_the_provinces_words(server: FaultProxy, line: HttpLine) -> None:
    lost = ["a" * 64, "b" * 64]
    server.plan = lambda _: problem(
        422,
        "missing_files",
        "Thiếu\n  tệp\u202e \x1b[31m đính kèm" + "x" * 500,
        missing_sha256=lost,
    )
    facts = failure(line).facts
    assert facts["problem"] == "missing_files"
    assert facts["missing_sha256"] == " ".join(lost)
    assert str(facts["reason"]).startswith("Thiếu tệp [31m đính kèmxxx")
    assert len(str(facts["reason"])) == 300


def test_an_unreadable_answer_does_not_repeat_what_was_in_it(
    server: FaultProxy, line: HttpLine
) -> None:
    server.plan = lambda _: json_answer(b'{"service":"079185001234","api":1}')
    error = failure(line)
    assert "079185001234" not in f"{error}{error.__cause__}"
    assert "service" in str(error.facts["fields"])


def test_nobody_listens(server: FaultProxy, line: HttpLine) -> None:
    with server.refusing():
        assert failure(line).code is Code.PROVINCE_UNREACHABLE


def test_no_such_name() -> None:
    line = HttpLine("https://no-such-host.invalid")
    assert failure(line).code is Code.PROVINCE_UNREACHABLE
    line.close()


def test_a_silent_server_may_have_done_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        line = HttpLine(f"http://127.0.0.1:{silent.getsockname()[1]}", read_seconds=0.2)
        assert failure(line).code is Code.PROVINCE_ANSWER_LOST
        line.close()


@contextmanager
def one_client(greet: Callable[[socket.socket], object]) -> Iterator[str]:
    """An HTTPS address whose first client ``greet`` receives."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            client, _ = listener.accept()
            with client, suppress(OSError):
                greet(client)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def test_a_server_without_tls_gets_nothing() -> None:
    def speak_plainly(client: socket.socket) -> None:
        client.recv(1000)
        client.sendall(answer(400))

    with one_client(speak_plainly) as url:
        line = HttpLine(url)
        assert failure(line).code is Code.PROVINCE_INSECURE
        line.close()


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path / "server.pem"))
    with one_client(lambda client: context.wrap_socket(client, server_side=True).close()) as url:
        line = HttpLine(url)
        assert failure(line).code is Code.PROVINCE_INSECURE
        line.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", Code.PROVINCE_NOT_SET),
        ("dvc.tinh.gov.vn", Code.PROVINCE_NOT_SET),
        ("ftp://dvc.tinh.gov.vn", Code.PROVINCE_NOT_SET),
        ("https://[::1", Code.PROVINCE_NOT_SET),
        ("http://dvc.tinh.gov.vn", Code.PROVINCE_INSECURE),
        ("http://127.0.0.1.tinh.gov.vn", Code.PROVINCE_INSECURE),
    ],
)
def test_addresses_that_must_not_be_used(url: str, code: Code) -> None:
    with pytest.raises(AppError) as caught:
        HttpLine(url)
    assert caught.value.code is code


def test_the_token_never_goes_to_another_server(server: FaultProxy, line: HttpLine) -> None:
    for elsewhere in ("https://127.0.0.1/x", "http://127.0.0.1:1/x", "//example.org/x"):
        with pytest.raises(AppError) as caught:
            line.send("GET", elsewhere, bearer="secret")
        assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE
    assert server.asked == []


def test_no_password_out_of_netrc(
    server: FaultProxy, line: HttpLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    heads: list[bytes] = []
    server.seen = heads.append
    server.plan = lambda _: json_answer(GOOD)
    ask(line)
    assert b"authorization" not in heads[0].lower()


def _self_signed(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(_LOOPBACK)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return path


def _headers(**values: str) -> HttpAnswer:
    return HttpAnswer(429, {name.replace("_", "-"): value for name, value in values.items()}, b"")


def test_retry_after() -> None:
    skewed = datetime(2020, 1, 1, tzinfo=UTC)  # by the server's own clock, not by ours
    date = format_datetime(skewed, usegmt=True)
    later = format_datetime(skewed + timedelta(seconds=90), usegmt=True)
    assert retry_after(_headers(Retry_After="7")) == 7
    assert retry_after(_headers(Retry_After=later, Date=date)) == 90
    assert retry_after(_headers(Retry_After=date, Date=later)) == 0
    assert retry_after(_headers(Retry_After="9" * 30)) == 3600
    assert retry_after(_headers(Retry_After="soon")) is None
    assert retry_after(_headers(Retry_After="٣")) is None
    assert retry_after(_headers()) is None


def test_plain_text() -> None:
    assert plain(" a\u200b\tb\r\n\u202ec\x00 ") == "a b c"
    assert plain("Hồ sơ đã được tiếp nhận") == "Hồ sơ đã được tiếp nhận"
