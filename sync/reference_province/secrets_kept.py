"""Codes and tokens: random, and stored only as hashes, so that the database betrays none."""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    text: str
    """256 random bits, base64url."""

    @property
    def hash(self) -> str:
        return hash_of(self.text)


def new_secret() -> Secret:
    return Secret(secrets.token_urlsafe(32))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
