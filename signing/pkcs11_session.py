"""A logged-in private key on a PKCS#11 token."""

import hashlib
from collections.abc import Callable
from typing import Any

from asn1crypto import algos, core
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.exceptions import AttributeTypeInvalid
from pkcs11.util.ec import encode_ecdsa_signature

from app.errors import AppError, Code
from signing.device import Certificate, PinState
from signing.token_errors import token_errors

_WHOLE = {
    (KeyType.RSA, "sha256"): Mechanism.SHA256_RSA_PKCS,
    (KeyType.RSA, "sha384"): Mechanism.SHA384_RSA_PKCS,
    (KeyType.RSA, "sha512"): Mechanism.SHA512_RSA_PKCS,
    (KeyType.EC, "sha256"): Mechanism.ECDSA_SHA256,
    (KeyType.EC, "sha384"): Mechanism.ECDSA_SHA384,
    (KeyType.EC, "sha512"): Mechanism.ECDSA_SHA512,
}
"""Mechanisms that hash and sign; tokens have some of them."""
_RAW = {KeyType.RSA: Mechanism.RSA_PKCS, KeyType.EC: Mechanism.ECDSA}
"""Mechanisms that sign a digest made here."""


class Pkcs11Session:
    """Implements ``SigningSession``; made by ``Pkcs11Device.open`` and dead after its batch.

    ``pin`` is empty for a token with a PIN pad. The library cannot pass a null pointer at each use;
    modules that know PIN pads take an empty PIN for one, OpenSC among them.
    """

    def __init__(
        self,
        *,
        certificate: Certificate,
        key: Any,
        pin: str,
        look_again: Callable[[], PinState | None],
        require_here: Callable[[], None],
    ) -> None:
        self._certificate = certificate
        self._key = key
        self._kind = key.key_type
        # Keys with CKA_ALWAYS_AUTHENTICATE ask at each use, after the operation has begun.
        self._pin_each_time = pin if _always_authenticates(key) else None
        self._mechanisms = key.session.token.slot.get_mechanisms()
        self._look_again = look_again
        self._require_here = require_here

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    def sign(self, data: bytes, digest: str) -> bytes:
        """Sign ``data`` hashed by ``digest`` (``sha256``, ``sha384``, ``sha512``).

        RSA PKCS#1 v1.5, or ECDSA as a DER sequence. Errors: those of :func:`token_errors`.
        """
        self._require_here()
        with token_errors(self._look_again):
            mechanism, payload = self._prepared(data, digest)
            signature: bytes = self._key.sign(payload, mechanism=mechanism, pin=self._pin_each_time)
        if self._kind is KeyType.EC:
            return bytes(encode_ecdsa_signature(signature))
        return signature

    def _prepared(self, data: bytes, digest: str) -> tuple[Mechanism, bytes]:
        whole = _WHOLE.get((self._kind, digest))
        if whole is None:
            raise AppError(Code.TOKEN_FAILED, error="KeyTypeUnsupported")
        if whole in self._mechanisms:
            return whole, data
        hashed = hashlib.new(digest, data).digest()
        if self._kind is KeyType.RSA:
            hashed = _digest_info(digest, hashed)
        return _RAW[self._kind], hashed


def _always_authenticates(key: Any) -> bool:
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except (KeyError, AttributeTypeInvalid):
        return False


def _digest_info(digest: str, hashed: bytes) -> bytes:
    """DigestInfo of RFC 8017, A.2.4: what CKM_RSA_PKCS wants instead of a bare digest."""
    algorithm = {"algorithm": digest, "parameters": core.Null()}
    encoded: bytes = algos.DigestInfo({"digest_algorithm": algorithm, "digest": hashed}).dump()
    return encoded
