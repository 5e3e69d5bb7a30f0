"""Passwords as salted scrypt hashes (RFC 7914)."""

import hashlib
import hmac
import secrets

# About 60 ms and 32 MB a try.
COST, BLOCK, PARALLEL = 2**15, 8, 1
_MEMORY = 2**27


def hash_password(password: str) -> str:
    """``scrypt$cost$block$parallel$salt$hash``, numbers decimal, bytes in hex."""
    salt = secrets.token_bytes(16)
    made = _scrypt(password, salt, COST, BLOCK, PARALLEL)
    return f"scrypt${COST}${BLOCK}${PARALLEL}${salt.hex()}${made.hex()}"


def password_matches(password: str, stored: str) -> bool:
    _, cost, block, parallel, salt, expected = stored.split("$")
    made = _scrypt(password, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(made.hex(), expected)


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY, dklen=32
    )


NOBODY = f"scrypt${COST}${BLOCK}${PARALLEL}${'00' * 16}${'00' * 32}"
"""Matches no password but takes as long: answers do not tell which accounts exist."""
