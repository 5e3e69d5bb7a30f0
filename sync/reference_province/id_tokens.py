"""ID tokens of OpenID Connect Core 1.0 §2: who signed in, signed with RS256 (RFC 7515, 7518)."""

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import select, text

from sync.reference_province.engine import Database
from sync.reference_province.tables_of_workers import SigningKey

LIFETIME_SECONDS = 300
_KEEP = text(
    "INSERT INTO signing_keys (id, private_key) VALUES (:id, :private_key) ON CONFLICT DO NOTHING"
)


class IdTokenKey:
    """The province's key; all its processes have the same one, out of the database."""

    _key: RSAPrivateKey
    _id: str

    def load(self, database: Database) -> None:
        """To be called before anything else; makes the key when there is none."""
        with database.reading() as session:
            row = session.scalar(select(SigningKey))
        if row is None:
            with database.writing() as session:
                session.execute(_KEEP, {"id": "id-token", "private_key": _new_key()})
            with database.reading() as session:
                row = session.scalars(select(SigningKey)).one()
        key = load_pem_private_key(row.private_key.encode(), password=None)
        assert isinstance(key, RSAPrivateKey)  # noqa: S101 (as _new_key made it)
        numbers = key.public_key().public_numbers()
        self._key, self._id = key, hashlib.sha256(_number(numbers.n).encode()).hexdigest()[:16]

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


def _new_key() -> str:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def encode(content: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _json(content: dict[str, Any]) -> str:
    return encode(json.dumps(content, separators=(",", ":")).encode())


def _number(value: int) -> str:
    return encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
