"""Keys and certificates in a PKCS#12 file (RFC 7292)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import pkcs12 as asn1
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509 import Certificate

from app.errors import AppError, Code
from signing.device import PinState

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
_KEY_BAGS = ("key_bag", "pkcs8_shrouded_key_bag")
_BEGINNING = re.compile(rb"0(?:[\x00-\x80]|\x81.|\x82..|\x83...|\x84....)\x02\x01\x03", re.DOTALL)
"""A SEQUENCE of any length that begins with version 3: PFX of RFC 7292, 4."""


@dataclass(frozen=True)
class KeyAndCertificate:
    key: PrivateKey = field(repr=False)
    certificate: bytes
    """DER."""


def open_certificates(path: Path) -> tuple[bytes, ...]:
    """Certificates (DER) that lie in ``path`` without encryption. Errors: as :func:`unlocked`."""
    bags = _open_bags(_parsed(path))
    return tuple(
        bag["bag_value"]["cert_value"].parsed.dump()
        for bag in bags
        if bag["bag_id"].native == "cert_bag"
    )


def unlocked(path: Path, password: str) -> tuple[KeyAndCertificate, ...]:
    """Every RSA or EC key of ``path`` that has its certificate there.

    Errors: PIN_REQUIRED for no password, PIN_INCORRECT with ``state``, FILE_MISSING,
    FILE_UNREADABLE, CERTIFICATE_FILE_UNUSABLE with ``reason``: ``damaged``, ``other`` for a file
    that is not PKCS#12.
    """
    if not password:
        raise AppError(Code.PIN_REQUIRED, device="file")
    pfx = _parsed(path)
    secret = password.encode()
    try:
        # It knows one key a file, but all certificates; and it checks the password by the MAC.
        content = load_pkcs12(pfx.dump(), secret)
    except ValueError as error:
        raise AppError(Code.PIN_INCORRECT, state=PinState.FINE.value, device="file") from error
    try:
        keys = [
            load_der_private_key(bag["bag_value"].untag().dump(), _password_for(bag, secret))
            for bag in _open_bags(pfx)
            if bag["bag_id"].native in _KEY_BAGS
        ]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unusable(path, "damaged") from error
    found = [content.cert, *content.additional_certs]
    by_key = {_public(each.certificate): each.certificate for each in found if each is not None}
    return tuple(
        KeyAndCertificate(key, by_key[_public(key)].public_bytes(Encoding.DER))
        for key in keys
        if isinstance(key, PrivateKey) and _public(key) in by_key
    )


def _parsed(path: Path) -> asn1.Pfx:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(path)) from error
    try:
        pfx = asn1.Pfx.load(content, strict=True)
        _ = pfx.authenticated_safe.native
    except (ValueError, TypeError) as error:
        began = not content or _BEGINNING.match(content)
        raise _unusable(path, "damaged" if began else "other") from error
    return pfx


def _unusable(path: Path, reason: str) -> AppError:
    return AppError(Code.CERTIFICATE_FILE_UNUSABLE, reason=reason, path=str(path))


def _open_bags(pfx: asn1.Pfx) -> Iterator[asn1.SafeBag]:
    """Bags outside the encrypted parts; keys in them are encrypted one by one."""
    for part in pfx.authenticated_safe:
        if part["content_type"].native == "data":
            yield from asn1.SafeContents.load(part["content"].native)


def _password_for(bag: asn1.SafeBag, secret: bytes) -> bytes | None:
    return secret if bag["bag_id"].native == "pkcs8_shrouded_key_bag" else None


def _public(holder: object) -> bytes:
    """SubjectPublicKeyInfo of a key or a certificate."""
    if isinstance(holder, Certificate | RSAPrivateKey | EllipticCurvePrivateKey):
        key = holder.public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b""
