"""ID tokens of OpenID Connect Core 1.0 §2: who signed in, signed with RS256 (RFC 7515, 7518)."""

import base64
import json
import secrets
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

LIFETIME_SECONDS = 300


class IdTokenKey:
    """A key of this process's lifetime: an ID token is looked at once, right after sign-in."""

    def __init__(self) -> None:
        self._key = generate_private_key(public_exponent=65537, key_size=2048)
        self._id = secrets.token_hex(8)

    def sign(self, *, issuer: str, account: str, audience: str, nonce: str, now: datetime) -> str:
        """A compact JWS. ``account`` becomes ``sub``."""
        issued = int(now.timestamp())
        claims = {
            "iss": issuer,
            "sub": account,
            "aud": audience,
            "iat": issued,
            "exp": issued + LIFETIME_SECONDS,
        }
        if nonce:
            claims["nonce"] = nonce
        header = {"alg": "RS256", "typ": "JWT", "kid": self._id}
        signed = f"{_json(header)}.{_json(claims)}"
        signature = self._key.sign(signed.encode(), PKCS1v15(), SHA256())
        return f"{signed}.{encode(signature)}"

    def key_set(self) -> dict[str, Any]:
        """The public key as a JWK set (RFC 7517)."""
        numbers = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self._id,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
        }
        return {"keys": [key]}


def encode(content: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _json(content: dict[str, Any]) -> str:
    return encode(json.dumps(content, separators=(",", ":")).encode())


def _number(value: int) -> str:
    return encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
