"""Each question is asked once, in every thread; slow, huge and dead services hold up one file."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl, ocsp
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError

from app.demo.office import Office
from app.errors import AppError, Code
from signing.certificates import read_certificate
from signing.revocation import check_revocation
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence
from tests.signing.level_files import listening, passing_on
from tests.verification.throwaway_pki import ThrowawayPki

LIST = "application/pkix-crl"


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now


class ListService:
    """Gives a list good for a day, and counts how often it is asked."""

    def __init__(self, clock: Clock) -> None:
        self._pki, self._clock, self.asked = ThrowawayPki(), clock, 0
        self.broken = False

    def __call__(self, _: str, __: bytes | None) -> tuple[int, str, bytes]:
        self.asked += 1
        found = self._pki.revocation_list(issuer=self._pki.ca, at=self._clock.now)
        return (503, "", b"") if self.broken else (200, LIST, found.dump())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lists(clock: Clock) -> ListService:
    return ListService(clock)


def test_kept_until_the_next_one_comes(clock: Clock, lists: ListService) -> None:
    evidence = ValidationEvidence(now=clock)
    with listening(0, lists) as url:
        first = evidence.revocation_list(f"{url}/ca.crl")
        clock.now += timedelta(hours=23)
        assert evidence.revocation_list(f"{url}/ca.crl") is first
        clock.now += timedelta(minutes=59, seconds=30)  # it would end while it is being used
        assert evidence.revocation_list(f"{url}/ca.crl") is not first
    assert lists.asked == 2


def test_one_question_for_all_threads(clock: Clock, lists: ListService) -> None:
    evidence, together = ValidationEvidence(now=clock), threading.Barrier(8)

    def ask(url: str) -> crl.CertificateList:
        together.wait(10)
        return evidence.revocation_list(url)

    with listening(0, lists) as url, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, 8 * [f"{url}/ca.crl"]))
    assert lists.asked == 1
    assert len({id(each) for each in found}) == 1


def test_a_refusal_is_remembered(clock: Clock, lists: ListService) -> None:
    lists.broken = True
    evidence = ValidationEvidence(now=clock)
    with listening(0, lists) as url:
        for _ in range(5):
            with pytest.raises(CRLFetchError):
                evidence.revocation_list(f"{url}/ca.crl")
    assert lists.asked == 1


@pytest.mark.parametrize(
    "content", [b"", b"<html>Portal</html>", b"\x30\x03\x02\x01", bytes(17 * 1024 * 1024)],
    ids=["nothing", "portal", "torn", "huge"],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with listening(0, lambda *_: (200, LIST, content)) as url, pytest.raises(CRLFetchError):
        ValidationEvidence().revocation_list(f"{url}/ca.crl")


def test_service_that_keeps_us_waiting_is_asked_once(office: Office, trust: TrustStore) -> None:
    """By its host: what else it should answer would take as long."""
    asked, ended = [], threading.Event()

    def slow(path: str, _: bytes | None) -> tuple[int, str, bytes]:
        asked.append(path)
        ended.wait(30)
        return 200, LIST, b""

    evidence = ValidationEvidence(timeout=0.3)
    with ExitStack() as stack:
        url = stack.enter_context(listening(0, slow))
        stack.callback(ended.set)
        for path in ("ca", "root", "ca"):
            with pytest.raises(CRLFetchError):
                evidence.revocation_list(f"{url}/{path}.crl")
    assert asked == ["/ca.crl"]


def test_check_before_the_pin_and_later_questions_share_their_answers(
    services: Office, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    forward = passing_on(base := f"http://127.0.0.1:{services.services_port}")

    def count(path: str, body: bytes | None) -> tuple[int, str, bytes]:
        asked.append(path.removeprefix(base).split("/")[2])
        return forward(path.removeprefix(base), body)

    certificate = read_certificate(services.person("officer").certificate.read_bytes())
    with listening(0, count) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        evidence = ValidationEvidence()
        for _ in range(3):
            check_revocation(certificate, trust=trust, evidence=evidence)
    assert sorted(asked) == ["crls", "ocsp"]


def test_ocsp_answer_unknown_is_no_good_answer(
    services: Office, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The authority does not know the certificate, and publishes no list that would say more."""
    forward = passing_on(base := f"http://127.0.0.1:{services.services_port}")

    def unknown(path: str, body: bytes | None) -> tuple[int, str, bytes]:
        if "/ocsp/" not in path:
            return 404, "", b""
        question = ocsp.OCSPRequest.load(body or b"")
        request = question["tbs_request"]["request_list"][0]
        request["req_cert"]["serial_number"] = 4711
        return forward(path.removeprefix(base), question.dump(force=True))

    certificate = read_certificate(services.person("officer").certificate.read_bytes())
    with listening(0, unknown) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(AppError) as refused:
            check_revocation(certificate, trust=trust, evidence=ValidationEvidence())
    assert refused.value.code is Code.REVOCATION_UNKNOWN


def test_ocsp_garbage(trust: TrustStore, free_port: Callable[[], int]) -> None:
    pki = ThrowawayPki()
    signer = pki.signer().signing_cert
    issuer = AuthorityWithCert(pki.ca.asn1)
    with (
        listening(0, lambda *_: (200, "application/ocsp-response", b"no")) as url,
        pytest.raises(OCSPFetchError),
    ):
        ValidationEvidence().ocsp_answer(signer, issuer, url)
    with pytest.raises(OCSPFetchError):
        ValidationEvidence().ocsp_answer(signer, issuer, f"http://127.0.0.1:{free_port()}/")
