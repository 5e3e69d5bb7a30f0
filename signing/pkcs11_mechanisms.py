"""Which PKCS#11 mechanism makes a signature on a token, and what the key itself allows."""

import hashlib
import struct
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, core
from pkcs11 import MGF, Attribute, Mechanism
from pkcs11.attributes import AttributeMapper
from pkcs11.exceptions import PKCS11Error

from app.errors import AppError, Code
from signing.algorithms import Scheme, SignatureAlgorithm

_WHOLE = {
    (Scheme.RSA_PKCS1, "sha256"): Mechanism.SHA256_RSA_PKCS,
    (Scheme.RSA_PKCS1, "sha384"): Mechanism.SHA384_RSA_PKCS,
    (Scheme.RSA_PKCS1, "sha512"): Mechanism.SHA512_RSA_PKCS,
    (Scheme.RSA_PSS, "sha256"): Mechanism.SHA256_RSA_PKCS_PSS,
    (Scheme.RSA_PSS, "sha384"): Mechanism.SHA384_RSA_PKCS_PSS,
    (Scheme.RSA_PSS, "sha512"): Mechanism.SHA512_RSA_PKCS_PSS,
    (Scheme.ECDSA, "sha256"): Mechanism.ECDSA_SHA256,
    (Scheme.ECDSA, "sha384"): Mechanism.ECDSA_SHA384,
    (Scheme.ECDSA, "sha512"): Mechanism.ECDSA_SHA512,
}
"""Mechanisms that hash and sign; tokens have some of them."""
_RAW = {
    Scheme.RSA_PKCS1: Mechanism.RSA_PKCS,
    Scheme.RSA_PSS: Mechanism.RSA_PKCS_PSS,
    Scheme.ECDSA: Mechanism.ECDSA,
}
"""Mechanisms that sign a digest made here."""
_DIGEST = {"sha256": Mechanism.SHA256, "sha384": Mechanism.SHA384, "sha512": Mechanism.SHA512}
_MASK = {"sha256": MGF.SHA256, "sha384": MGF.SHA384, "sha512": MGF.SHA512}


@dataclass(frozen=True)
class Operation:
    """What C_SignInit and C_Sign are given."""

    mechanism: Mechanism
    parameter: Any
    """Of PSS: digest, mask and bytes of salt (CK_RSA_PKCS_PSS_PARAMS)."""
    payload: bytes


def operation(
    data: bytes, algorithm: SignatureAlgorithm, mechanisms: Collection[Mechanism]
) -> Operation:
    """How a token with ``mechanisms`` signs ``data``; what it cannot hash is hashed here.

    Errors: TOKEN_FAILED for a digest without a mechanism.
    """
    scheme, digest = algorithm.scheme, algorithm.digest
    whole = _WHOLE.get((scheme, digest))
    if whole is None:
        raise AppError(Code.TOKEN_FAILED, error="MechanismInvalid")
    parameter = None
    if scheme is Scheme.RSA_PSS:
        parameter = (_DIGEST[digest], _MASK[digest], algorithm.salt_bytes)
    if whole in mechanisms:
        return Operation(whole, parameter, data)
    hashed = hashlib.new(digest, data).digest()
    if scheme is Scheme.RSA_PKCS1:
        hashed = _digest_info(digest, hashed)
    return Operation(_RAW[scheme], parameter, hashed)


def knows(scheme: Scheme, mechanisms: Collection[int]) -> bool:
    """Whether any of ``mechanisms`` makes a signature of ``scheme``."""
    of_scheme = {whole for (each, _), whole in _WHOLE.items() if each is scheme}
    return not (of_scheme | {_RAW[scheme]}).isdisjoint(mechanisms)


def key_attributes() -> AttributeMapper:
    """Attributes of a session that can also be asked for CKA_ALLOWED_MECHANISMS."""
    mapper = AttributeMapper()
    mapper.register_handler(Attribute.ALLOWED_MECHANISMS, _pack, _unpack)
    return mapper


def allowed_by(key: Any) -> frozenset[int]:
    """CKA_ALLOWED_MECHANISMS of ``key``; empty when it does not say, which allows all."""
    try:
        return frozenset(key[Attribute.ALLOWED_MECHANISMS])
    except (PKCS11Error, KeyError):
        return frozenset()


def _pack(mechanisms: Collection[int]) -> bytes:
    return struct.pack(f"@{len(mechanisms)}L", *mechanisms)


def _unpack(value: bytes) -> tuple[int, ...]:
    return struct.unpack(f"@{len(value) // struct.calcsize('@L')}L", value)


def _digest_info(digest: str, hashed: bytes) -> bytes:
    """DigestInfo of RFC 8017, A.2.4: what CKM_RSA_PKCS wants instead of a bare digest."""
    algorithm = {"algorithm": digest, "parameters": core.Null()}
    encoded: bytes = algos.DigestInfo({"digest_algorithm": algorithm, "digest": hashed}).dump()
    return encoded
