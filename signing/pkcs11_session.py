"""A logged-in private key on a PKCS#11 token."""

from collections.abc import Callable
from typing import Any

from pkcs11 import Attribute, KeyType
from pkcs11.exceptions import AttributeTypeInvalid
from pkcs11.util.ec import encode_ecdsa_signature

from app.errors import AppError, Code
from signing.algorithms import (
    AlgorithmWish,
    RsaPadding,
    Scheme,
    SignatureAlgorithm,
    algorithm_for,
)
from signing.device import Certificate, PinState, SigningSession
from signing.pkcs11_mechanisms import allowed_by, knows, operation
from signing.token_errors import token_errors


class Pkcs11Session(SigningSession):
    """Made by ``Pkcs11Device.open`` and dead after its batch.

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
        wish: AlgorithmWish,
    ) -> None:
        """Errors: TOKEN_FAILED when the key cannot sign, CERTIFICATE_WRONG_PURPOSE."""
        self._certificate = certificate
        self._key = key
        # Keys with CKA_ALWAYS_AUTHENTICATE ask at each use, after the operation has begun.
        self._pin_each_time = pin if _always_authenticates(key) else None
        self._mechanisms = key.session.token.slot.get_mechanisms()
        self._algorithm = self._chosen(wish)
        self._look_again = look_again
        self._require_here = require_here

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._algorithm

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """As :meth:`SigningSession.sign`. Errors: those of :func:`token_errors`."""
        self._require_here()
        algorithm = self.algorithm.with_digest(digest)
        with token_errors(self._look_again):
            asked = operation(data, algorithm, self._mechanisms)
            signature: bytes = self._key.sign(
                asked.payload,
                mechanism=asked.mechanism,
                mechanism_param=asked.parameter,
                pin=self._pin_each_time,
            )
        if algorithm.scheme is Scheme.ECDSA:
            return bytes(encode_ecdsa_signature(signature))
        return signature

    def _chosen(self, wish: AlgorithmWish) -> SignatureAlgorithm:
        """What certificate, key and token can all do; a wish that one of them cannot is dropped."""
        if self._key.key_type not in (KeyType.RSA, KeyType.EC):
            raise AppError(Code.TOKEN_FAILED, error="KeyTypeUnsupported")
        usable = allowed_by(self._key) or frozenset(self._mechanisms)
        if not knows(Scheme.RSA_PSS, usable):
            wish = AlgorithmWish(RsaPadding.PKCS1, wish.digest)
        return algorithm_for(
            self._certificate.der, wish, pss_only=not knows(Scheme.RSA_PKCS1, usable)
        )


def _always_authenticates(key: Any) -> bool:
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except (KeyError, AttributeTypeInvalid):
        return False
