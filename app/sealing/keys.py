"""The keys of a profile, and what is derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Purpose(StrEnum):
    """No key serves two of these (RFC 5869 §3.2)."""

    DATABASE = "quay database"
    FILES = "quay files"
    SECRETS = "quay secrets"


@dataclass(frozen=True)
class Master:
    number: int
    """1 for the first of a profile; each rotation makes the next."""
    key: bytes = field(repr=False)
    """32 random bytes."""


@dataclass(frozen=True)
class Keys:
    """Master keys by number; the highest seals, all of them open."""

    masters: Mapping[int, bytes] = field(repr=False)
    """32 random bytes each; more than one only while a rotation is under way."""

    @property
    def current(self) -> int:
        return max(self.masters)

    @property
    def newest(self) -> Master:
        return Master(self.current, self.masters[self.current])

    def key(self, purpose: Purpose, number: int) -> bytes:
        """32 bytes. Raises KeyError for a number that this profile does not have."""
        return derived(self.masters[number], purpose.value.encode())


def derived(secret: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """A key of 32 bytes by HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt or None, info).derive(secret)
