"""The ways to a profile's newest master key: each slot holds it, sealed for one way."""

import base64
import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.sealing.keys import KEY_BYTES, Master, derived

_SALT_BYTES, _NONCE_BYTES, _TAG_BYTES = 16, 12, 16
_SEALED_BYTES = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
# RFC 7914; OWASP's first choice of 2023 for passwords: 128 MB and about half a second.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 17, 8, 1
_SCRYPT_MEMORY = 160 << 20


class SlotKind(StrEnum):
    KEYRING = "keyring"
    """32 random bytes that the system's keyring keeps."""
    PASSPHRASE = "passphrase"
    """What the officer types at each start, on a machine without a keyring."""
    RECOVERY = "recovery"
    """The code on paper (``app.sealing.recovery_code``)."""


@dataclass(frozen=True)
class Slot:
    kind: SlotKind
    number: int
    """Of the master key."""
    salt: bytes
    sealed: bytes = field(repr=False)

    @classmethod
    def closed(cls, kind: SlotKind, secret: bytes, master: Master, profile: str) -> "Slot":
        """``master`` of ``profile``, to be opened with ``secret``."""
        salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
        cipher = AESGCM(_slot_key(kind, secret, salt))
        sealed = cipher.encrypt(nonce, master.key, _bound(kind, master.number, profile))
        return cls(kind, master.number, salt, nonce + sealed)

    def opened(self, secret: bytes, profile: str) -> Master | None:
        """None when ``secret`` is not the one it was closed with."""
        cipher = AESGCM(_slot_key(self.kind, secret, self.salt))
        nonce, sealed = self.sealed[:_NONCE_BYTES], self.sealed[_NONCE_BYTES:]
        try:
            key = cipher.decrypt(nonce, sealed, _bound(self.kind, self.number, profile))
        except InvalidTag:
            return None
        return Master(self.number, key)

    def to_json(self) -> dict[str, str | int]:
        return {
            "kind": self.kind.value, "number": self.number, "salt": _text(self.salt),
            "sealed": _text(self.sealed),
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Slot":
        """Raises ValueError and KeyError for what :meth:`to_json` did not write."""
        salt = base64.b64decode(said["salt"], validate=True)
        sealed = base64.b64decode(said["sealed"], validate=True)
        if len(sealed) != _SEALED_BYTES:
            raise ValueError("cut short")
        return cls(SlotKind(said["kind"]), int(said["number"]), salt, sealed)


def passphrase_secret(passphrase: str) -> bytes:
    """The same bytes however the marks were typed (composed or one after the other)."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def _slot_key(kind: SlotKind, secret: bytes, salt: bytes) -> bytes:
    if kind is SlotKind.PASSPHRASE:
        return hashlib.scrypt(
            secret, salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, maxmem=_SCRYPT_MEMORY,
            dklen=KEY_BYTES,
        )  # fmt: skip
    return derived(secret, f"quay slot {kind.value}".encode(), salt)


def _bound(kind: SlotKind, number: int, profile: str) -> bytes:
    """A slot cannot be moved to another profile or turned into another kind."""
    return f"{profile} {kind.value} {number}".encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
