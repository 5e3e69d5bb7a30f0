"""What a signer's certificate says, and whether it may be used, before any PIN is asked."""

import re
from collections.abc import Iterable
from datetime import datetime

from asn1crypto import x509

from app.errors import AppError, Code
from signing.device import Certificate

_NUMBER = re.compile(r"\s*(CCCD|CMND|MST)\s*:\s*(\d+)", re.IGNORECASE)
_NUMBER_KINDS = ("CCCD", "CMND", "MST")
_SIGNING_USAGES = {"digital_signature", "non_repudiation"}
_SIGNING_PURPOSES = {
    "2.5.29.37.0",  # anyExtendedKeyUsage
    "1.3.6.1.5.5.7.3.4",  # emailProtection
    "1.3.6.1.5.5.7.3.36",  # documentSigning (RFC 9336)
    "1.2.840.113583.1.1.5",  # Adobe: authentic documents
    "1.3.6.1.4.1.311.10.3.12",  # Microsoft: document signing
}
"""The government's own tool takes certificates with one of these (domain §7.7)."""
_UID = "0.9.2342.19200300.100.1.1"
_SHORT_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "T",
    "1.2.840.113549.1.9.1": "E",
    _UID: "UID",
}


def read_certificate(der: bytes, *, key_id: bytes = b"") -> Certificate:
    """Read an X.509 certificate. Errors: CERTIFICATE_ABSENT when ``der`` is none."""
    try:
        parsed = x509.Certificate.load(der, strict=True)
        return Certificate(
            der=der,
            key_id=key_id,
            common_name=_first(parsed.subject, "2.5.4.3"),
            subject=_one_line(parsed.subject),
            issuer=_one_line(parsed.issuer),
            serial=f"{parsed.serial_number:x}",
            identity_number=_identity_number(parsed.subject),
            not_before=parsed.not_valid_before,
            not_after=parsed.not_valid_after,
            may_sign=_may_sign(parsed),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise AppError(Code.CERTIFICATE_ABSENT) from error


def holder_kind(subject: x509.Name) -> str:
    """``person`` or ``organisation`` by the UID, empty when it does not say (domain §10)."""
    kinds = {
        match.group(1).upper()
        for oid, value in _values(subject)
        if oid == _UID and (match := _NUMBER.match(value))
    }
    if not kinds.isdisjoint({"CCCD", "CMND"}):
        return "person"
    return "organisation" if kinds else ""


def same_serial(one: str, other: str) -> bool:
    """Whether two serials are of one certificate, however a province writes them; never for an
    empty one.
    """
    return bool(one and other) and _serial_number(one) == _serial_number(other)


def is_authority(der: bytes) -> bool:
    """Whether the certificate may issue others (RFC 5280 basicConstraints)."""
    return bool(x509.Certificate.load(der).ca)


def check_certificate(
    certificate: Certificate, *, now: datetime, identity_number: str, bound_serial: str = ""
) -> None:
    """Raise unless ``certificate`` may sign at ``now`` for the account with ``identity_number``.

    ``bound_serial`` (hex) is the certificate that the province has bound to the account; it goes
    before the number, for a clerk signs with the office's certificate. Of an account with neither
    nothing is compared. Errors: CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED,
    CERTIFICATE_WRONG_PURPOSE, CERTIFICATE_OF_ANOTHER_OFFICER; CERTIFICATE_NOT_BOUND when it is
    the same person's, but not the one bound.
    """
    name = certificate.common_name
    if now < certificate.not_before:
        raise AppError(
            Code.CERTIFICATE_NOT_YET_VALID, name=name, since=certificate.not_before.isoformat()
        )
    if now > certificate.not_after:
        raise AppError(Code.CERTIFICATE_EXPIRED, name=name, until=certificate.not_after.isoformat())
    if not certificate.may_sign:
        raise AppError(Code.CERTIFICATE_WRONG_PURPOSE, name=name)
    wanted = "".join(filter(str.isdigit, identity_number))
    of_the_person = bool(wanted) and wanted == certificate.identity_number
    if bound_serial:
        if _serial_number(bound_serial) == _serial_number(certificate.serial):
            return
        if of_the_person:
            raise AppError(Code.CERTIFICATE_NOT_BOUND, name=name)
    if (wanted or bound_serial) and not of_the_person:
        raise AppError(
            Code.CERTIFICATE_OF_ANOTHER_OFFICER,
            name=name,
            ends_with=certificate.identity_number[-3:],
        )


def choose_certificate(
    certificates: Iterable[Certificate],
    *,
    now: datetime,
    identity_number: str,
    bound_serial: str = "",
) -> Certificate:
    """The certificate to sign with: of those that may sign, the one valid longest.

    A renewed token holds the old certificate too. Errors: CERTIFICATE_ABSENT when there is none,
    else what :func:`check_certificate` says about the one valid longest.
    """
    newest_first = sorted(certificates, key=lambda each: each.not_after, reverse=True)
    if not newest_first:
        raise AppError(Code.CERTIFICATE_ABSENT)
    refusals: list[AppError] = []
    for certificate in newest_first:
        try:
            check_certificate(
                certificate, now=now, identity_number=identity_number, bound_serial=bound_serial
            )
        except AppError as refusal:
            refusals.append(refusal)
        else:
            return certificate
    raise refusals[0]


def _may_sign(parsed: x509.Certificate) -> bool:
    usage, purposes = parsed.key_usage_value, parsed.extended_key_usage_value
    if usage is not None and _SIGNING_USAGES.isdisjoint(usage.native):
        return False
    return purposes is None or not _SIGNING_PURPOSES.isdisjoint(each.dotted for each in purposes)


def _serial_number(text: str) -> int | str:
    """Hex as provinces write it: any case, with colons or spaces or leading zeros."""
    digits = "".join(each for each in text if each.isalnum())
    try:
        return int(digits, 16)
    except ValueError:
        return text


def _values(name: x509.Name) -> list[tuple[str, str]]:
    return [
        (attribute["type"].dotted, str(attribute["value"].native))
        for rdn in name.chosen
        for attribute in rdn
    ]


def _first(name: x509.Name, oid: str) -> str:
    return next((value for each, value in _values(name) if each == oid), "")


def _one_line(name: x509.Name) -> str:
    return ", ".join(f"{_SHORT_NAMES.get(oid, oid)}={value}" for oid, value in _values(name))


def _identity_number(subject: x509.Name) -> str:
    """Digits of the UID; a citizen number goes before a tax number (domain §10)."""
    found: dict[str, str] = {}
    for oid, value in _values(subject):
        match = _NUMBER.match(value) if oid == _UID else None
        if match:
            found.setdefault(match.group(1).upper(), match.group(2))
    return next((found[kind] for kind in _NUMBER_KINDS if kind in found), "")
