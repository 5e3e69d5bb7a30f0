"""Signatures of a service, confirmed by the certificate before anything is built on them."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.x509 import load_der_x509_certificate

from app.errors import AppError, Code
from signing.algorithms import SignatureAlgorithm
from signing.pkcs12_device import HASHES, rsa_padding


def confirmed(
    signature: bytes, *, digest: bytes, certificate: bytes, algorithm: SignatureAlgorithm
) -> bytes:
    """``signature`` if the key of ``certificate`` (DER) made it over ``digest``, else an error.

    ECDSA comes back as a DER sequence, however the service writes it. Errors:
    REMOTE_ANSWER_UNREADABLE.
    """
    key = load_der_x509_certificate(certificate).public_key()
    hashed = Prehashed(HASHES[algorithm.digest])
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, digest, rsa_padding(algorithm), hashed)
            return signature
        if isinstance(key, ec.EllipticCurvePublicKey):
            sequence = _as_sequence(signature, (key.key_size + 7) // 8)
            key.verify(sequence, digest, ec.ECDSA(hashed))
            return sequence
    except (InvalidSignature, ValueError):
        pass
    raise AppError(Code.REMOTE_ANSWER_UNREADABLE, field="signature")


def _as_sequence(signature: bytes, size: int) -> bytes:
    """Two numbers of ``size`` bytes (IEEE P1363) become a sequence of integers (RFC 3279)."""
    try:
        decode_dss_signature(signature)
    except ValueError:
        if len(signature) != 2 * size:
            raise
        halves = signature[:size], signature[size:]
        return encode_dss_signature(*(int.from_bytes(each, "big") for each in halves))
    return signature
