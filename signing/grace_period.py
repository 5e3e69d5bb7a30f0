"""Whether what is known of a signer's certificate is newer than the signature.

A revocation takes time to be made known. So an answer counts for a signature only if it was given
after the moment that a time stamp proves, and a grace period later where the office wants one (ETSI
EN 319 102-1, 5.2.5, revocation freshness). It is asked of the signer's certificate alone:
authorities give out lists about each other every few months.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from asn1crypto import crl, ocsp, x509

from app.errors import AppError, Code
from signing.validation_evidence import (
    issued_of_list,
    issued_of_ocsp,
    next_of_list,
    next_of_ocsp,
)

_MADE_ON_DEMAND = timedelta(minutes=10)
"""An answer younger than that comes from a service that will soon have a newer one."""
_LONGEST_WAIT = timedelta(days=1)
"""Authorities often give out a list before they must."""


def needed_from(proven_at: datetime, grace: timedelta) -> datetime:
    """When an answer must have been given to count; whole seconds, as answers state them."""
    return proven_at.astimezone(UTC).replace(microsecond=0) + grace


def require_newer(
    certificate: x509.Certificate,
    *,
    name: str,
    since: datetime,
    ocsps: Iterable[ocsp.OCSPResponse],
    crls: Iterable[crl.CertificateList],
    now: datetime,
) -> None:
    """Raise REVOCATION_TOO_OLD unless an answer about ``certificate`` was given from ``since`` on.

    Its facts are ``name`` and, where that can be told, ``again``: when to ask next, ISO 8601.
    """
    answers = [each for each in ocsps if _tells_of(each, certificate)]
    lists = [each for each in crls if each.issuer == certificate.issuer]
    known = [(issued_of_ocsp(each), next_of_ocsp(each)) for each in answers]
    known += [(issued_of_list(each), next_of_list(each)) for each in lists]
    if any(issued >= since for issued, _ in known):
        return
    raise AppError(Code.REVOCATION_TOO_OLD, name=name, **_again(known, since, now))


def _again(
    known: list[tuple[datetime, list[datetime | None]]], since: datetime, now: datetime
) -> dict[str, str]:
    if since > now:
        return {"again": since.isoformat()}
    if not known:
        return {}
    issued, coming = max(known, key=lambda each: each[0])
    if now - issued < _MADE_ON_DEMAND:
        return {}
    ends = [each for each in coming if each is not None and each > now]
    return {"again": min([*ends, now + _LONGEST_WAIT]).isoformat()}


def _tells_of(answer: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    responses = answer.response_data["responses"]
    number = certificate.serial_number
    return any(each["cert_id"]["serial_number"].native == number for each in responses)
