"""How pyHanko's path validation asks :class:`~signing.validation_evidence.ValidationEvidence`."""

from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import CertificateFetchError, CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.fetchers.api import CertificateFetcher, CRLFetcher, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    gather_aia_issuer_urls,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from signing.validation_evidence import ValidationEvidence

_MOST_PLACES = 5
"""Addresses asked for one certificate; foreign files may name as many as they like."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Newer:
    """Answers about ``certificate`` given before ``moment`` are to be replaced by newer ones."""

    certificate: x509.Certificate
    moment: datetime

    def for_(self, certificate: x509.Certificate) -> datetime | None:
        same = issuer_serial(certificate) == issuer_serial(self.certificate)
        return self.moment if same else None


def fetchers_of(evidence: ValidationEvidence, newer: Newer | None = None) -> Fetchers:
    """New ones, which know of nothing but what they are asked for."""
    return Fetchers(_Ocsp(evidence, newer), _Lists(evidence, newer), _Certificates(evidence))


class _Ocsp(OCSPFetcher):
    def __init__(self, evidence: ValidationEvidence, newer: Newer | None) -> None:
        self._evidence, self._newer = evidence, newer
        self._given: dict[bytes, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: x509.Certificate, authority: Authority) -> ocsp.OCSPResponse:
        moment = self._newer.for_(cert) if self._newer else None
        answer = _first(
            get_ocsp_urls(cert),
            lambda url: self._evidence.ocsp_answer(cert, authority, url, newer_than=moment),
            OCSPFetchError,
        )
        self._given[issuer_serial(cert)] = answer
        return answer

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return list(self._given.values())

    def fetched_responses_for_cert(self, cert: x509.Certificate) -> Iterable[ocsp.OCSPResponse]:
        found = self._given.get(issuer_serial(cert))
        return [] if found is None else [found]


class _Lists(CRLFetcher):
    def __init__(self, evidence: ValidationEvidence, newer: Newer | None) -> None:
        self._evidence, self._newer = evidence, newer
        self._given: dict[bytes, list[crl.CertificateList]] = {}

    async def fetch(
        self, cert: x509.Certificate, *, use_deltas: bool | None = True
    ) -> Iterable[crl.CertificateList]:
        moment = self._newer.for_(cert) if self._newer else None
        ask = partial(self._evidence.revocation_list, newer_than=moment)
        found = []
        for point in get_relevant_crl_dps(cert, use_deltas=use_deltas)[:_MOST_PLACES]:
            urls = list(enumerate_delivery_point_urls(point))
            found.append(_first(urls, ask, CRLFetchError))
        self._given[issuer_serial(cert)] = found
        return found

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return list({each.dump(): each for some in self._given.values() for each in some}.values())

    def fetched_crls_for_cert(self, cert: x509.Certificate) -> Iterable[crl.CertificateList]:
        return self._given[issuer_serial(cert)]


class _Certificates(CertificateFetcher):
    def __init__(self, evidence: ValidationEvidence) -> None:
        self._evidence = evidence
        self._given: list[x509.Certificate] = []

    async def fetch_cert_issuers(
        self, cert: x509.Certificate
    ) -> AsyncGenerator[x509.Certificate, None]:
        try:
            urls = list(gather_aia_issuer_urls(cert))
            found = _first(urls, self._evidence.certificates, CertificateFetchError)
        except CertificateFetchError:
            return
        self._given.extend(found)
        for each in found:
            yield each

    async def fetch_crl_issuers(
        self,
        certificate_list: crl.CertificateList,  # noqa: ARG002 (the base's signature)
    ) -> AsyncGenerator[x509.Certificate, None]:
        """None: lists are signed by the authority itself, whose certificate is in the path."""
        found: tuple[x509.Certificate, ...] = ()
        for each in found:
            yield each

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return self._given


def _first(urls: list[str], ask: Callable[[str], _Answer], failure: type[Exception]) -> _Answer:
    """The answer of the first of ``urls`` that gives one."""
    last: Exception = failure("no address")
    for url in urls[:_MOST_PLACES]:
        try:
            return ask(url)
        except failure as error:
            last = error
    raise last
