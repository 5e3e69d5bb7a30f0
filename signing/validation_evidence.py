"""OCSP answers, revocation lists and issuers' certificates: each asked for once in a batch."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import (
    CertificateFetchError,
    CRLFetchError,
    OCSPFetchError,
    OCSPValidationError,
)
from pyhanko_certvalidator.fetchers.common_utils import (
    format_ocsp_request,
    process_ocsp_response_data,
    unpack_cert_content,
)
from pyhanko_certvalidator.util import issuer_serial

from signing.http_exchange import Limits, exchange

_REST = 60.0
"""Seconds for which a service that did not answer is left alone."""
_SPARE = timedelta(seconds=60)
"""An answer is asked for again this long before it ends, so that what is written holds."""
_WITHOUT_END = timedelta(minutes=5)
"""How long an answer counts that does not say when the next one comes (RFC 6960, 4.2.2.1)."""
_AT_LEAST = timedelta(seconds=10)
"""A service that gives out stale answers is not asked for each file either."""
_LARGEST_OCSP = 64 * 1024
_LARGEST_LIST = 16 * 1024 * 1024
_LARGEST_CERTIFICATES = 256 * 1024

_Answer = TypeVar("_Answer")


@dataclass
class _Slot:
    turn: threading.Lock = field(default_factory=threading.Lock)
    answer: Any = None
    good_until: datetime | None = None
    silent_until: float = 0.0
    as_new_as_it_gets_until: float = 0.0
    """The service was asked for a newer answer and had none."""


class ValidationEvidence:
    """What the services said, for all files of a batch and all threads of the process.

    Answers are kept until shortly before their nextUpdate. What cannot be had is remembered too:
    one file waits for a dead service, the others do not.
    """

    def __init__(
        self, *, timeout: float = 5.0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """``timeout`` seconds bound each exchange as a whole."""
        self._timeout, self._now = timeout, now
        self._slots: dict[Hashable, _Slot] = {}
        self._hosts: dict[str, float] = {}
        self._guard = threading.Lock()

    def ocsp_answer(
        self,
        certificate: x509.Certificate,
        issuer: Authority,
        url: str,
        *,
        newer_than: datetime | None = None,
    ) -> ocsp.OCSPResponse:
        """An answer that was given at ``newer_than`` or later, if the service has one.

        Errors: OCSPFetchError, OCSPValidationError.
        """

        def ask() -> ocsp.OCSPResponse:
            question = format_ocsp_request(
                certificate, issuer, certid_hash_algo="sha1", request_nonces=True
            )
            headers = {
                "Content-Type": "application/ocsp-request",
                "Accept": "application/ocsp-response",
            }
            content, _ = self._exchange(url, question.dump(), headers, _LARGEST_OCSP)
            answer: ocsp.OCSPResponse = process_ocsp_response_data(
                content, ocsp_request=question, ocsp_url=url
            )
            return answer

        key = ("ocsp", url, issuer_serial(certificate), issuer.hashable)
        try:
            return self._once(key, ask, _OCSP_TIMES, newer_than)
        except (requests.RequestException, ValueError, OCSPValidationError) as error:
            raise OCSPFetchError(f"no OCSP answer from {url}") from error

    def revocation_list(
        self, url: str, *, newer_than: datetime | None = None
    ) -> crl.CertificateList:
        """As :meth:`ocsp_answer`. Errors: CRLFetchError."""

        def ask() -> crl.CertificateList:
            headers = {"Accept": "application/pkix-crl"}
            content, _ = self._exchange(url, None, headers, _LARGEST_LIST)
            if pem.detect(content):
                _, _, content = pem.unarmor(content)
            return crl.CertificateList.load(content, strict=True)

        try:
            return self._once(("crl", url), ask, _LIST_TIMES, newer_than)
        except (requests.RequestException, ValueError) as error:
            raise CRLFetchError(f"no revocation list from {url}") from error

    def certificates(self, url: str) -> tuple[x509.Certificate, ...]:
        """What an issuer publishes at ``url`` (RFC 5280, 4.2.2.1).

        Errors: CertificateFetchError.
        """

        def ask() -> tuple[x509.Certificate, ...]:
            content, kind = self._exchange(url, None, {}, _LARGEST_CERTIFICATES)
            return tuple(unpack_cert_content(content, kind or None, url, permit_pem=True))

        try:
            return self._once(("certificates", url), ask, _NO_TIMES, None)
        except (requests.RequestException, ValueError) as error:
            raise CertificateFetchError(f"no certificates from {url}") from error

    def _once(
        self,
        key: Hashable,
        ask: Callable[[], _Answer],
        times: "_Times",
        newer_than: datetime | None,
    ) -> _Answer:
        """The answer that is kept, else that of ``ask``; others who want it wait meanwhile."""
        with self._guard:
            slot = self._slots.setdefault(key, _Slot())
        with slot.turn:
            if self._will_do(slot, times, newer_than):
                answer: _Answer = slot.answer
                return answer
            if monotonic() < slot.silent_until:
                raise requests.ConnectionError("left alone after a failure")
            try:
                slot.answer = ask()
                slot.good_until = self._end(times.next_updates(slot.answer))
            except Exception:
                slot.silent_until = monotonic() + _REST
                raise
            if newer_than is not None and times.issued(slot.answer) < newer_than:
                slot.as_new_as_it_gets_until = monotonic() + _REST
            return slot.answer  # type: ignore[no-any-return]

    def _will_do(self, slot: _Slot, times: "_Times", newer_than: datetime | None) -> bool:
        """Whether what is kept in ``slot`` answers the question."""
        if slot.good_until is None or self._now() >= slot.good_until:
            return False
        if newer_than is None or times.issued(slot.answer) >= newer_than:
            return True
        return monotonic() < slot.as_new_as_it_gets_until

    def _exchange(
        self, url: str, body: bytes | None, headers: dict[str, str], largest: int
    ) -> tuple[bytes, str]:
        host = urlsplit(url).netloc
        if monotonic() < self._hosts.get(host, 0.0):
            raise requests.ConnectionError("this host did not answer a moment ago")
        try:
            limits = Limits(self._timeout, largest)
            return exchange(url, body=body, headers=headers, limits=limits)
        except (requests.ConnectionError, requests.Timeout):
            self._hosts[host] = monotonic() + _REST
            raise

    def _end(self, next_updates: list[datetime | None]) -> datetime:
        known = [each for each in next_updates if each is not None]
        end = min(known) - _SPARE if known else self._now() + _WITHOUT_END
        return max(end, self._now() + _AT_LEAST)


@dataclass(frozen=True)
class _Times:
    """Where an answer says when it was given, and when the next one comes."""

    issued: Callable[[Any], datetime]
    next_updates: Callable[[Any], list[datetime | None]]


def issued_of_ocsp(answer: ocsp.OCSPResponse) -> datetime:
    """The moment for which all of ``answer`` is known to be right (RFC 6960, 2.4: thisUpdate)."""
    responses = answer.response_data["responses"]
    issued: datetime = min(each["this_update"].native for each in responses)
    return issued


def issued_of_list(answer: crl.CertificateList) -> datetime:
    """thisUpdate (RFC 5280, 5.1.2.4)."""
    issued: datetime = answer["tbs_cert_list"]["this_update"].native
    return issued


def next_of_ocsp(answer: ocsp.OCSPResponse) -> list[datetime | None]:
    """nextUpdate of each response in ``answer``."""
    return [each["next_update"].native for each in answer.response_data["responses"]]


def next_of_list(answer: crl.CertificateList) -> list[datetime | None]:
    """nextUpdate of ``answer``."""
    return [answer["tbs_cert_list"]["next_update"].native]


_OCSP_TIMES = _Times(issued_of_ocsp, next_of_ocsp)
_LIST_TIMES = _Times(issued_of_list, next_of_list)
_NO_TIMES = _Times(lambda _: datetime.max.replace(tzinfo=UTC), lambda _: [])
