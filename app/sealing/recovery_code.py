"""The code on paper that opens a profile's data when this machine's keyring cannot."""

import hashlib
import os
import re

from app.errors import AppError, Code

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""
_MISREAD = str.maketrans("OIL", "011")
_SECRET_BYTES = 16
_SECRET_CHARACTERS, _CHECK_CHARACTERS = 26, 2
_GROUP = 4


def make_recovery_code() -> str:
    """Seven groups of four characters: 128 random bits, and two characters by which a slip of the
    pen is told from a code of other data.
    """
    secret = os.urandom(_SECRET_BYTES)
    number = int.from_bytes(secret, "big")
    written = _written(number, _SECRET_CHARACTERS) + _check(secret)
    return "-".join(written[at : at + _GROUP] for at in range(0, len(written), _GROUP))


def recovery_secret(code: str) -> bytes:
    """The 16 bytes of ``code``, however it is spaced or cased. Errors: RECOVERY_CODE_MALFORMED."""
    written = re.sub(r"[\s\-–—.]", "", code).upper().translate(_MISREAD)
    if len(written) != _SECRET_CHARACTERS + _CHECK_CHARACTERS or set(written) - set(_ALPHABET):
        raise AppError(Code.RECOVERY_CODE_MALFORMED)
    number = 0
    for character in written[:_SECRET_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    if number >= 1 << 8 * _SECRET_BYTES:
        raise AppError(Code.RECOVERY_CODE_MALFORMED)
    secret = number.to_bytes(_SECRET_BYTES, "big")
    if _check(secret) != written[_SECRET_CHARACTERS:]:
        raise AppError(Code.RECOVERY_CODE_MALFORMED)
    return secret


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"quay recovery code" + secret).digest()
    return _written(int.from_bytes(digest, "big") % 32**_CHECK_CHARACTERS, _CHECK_CHARACTERS)


def _written(number: int, characters: int) -> str:
    return "".join(_ALPHABET[number >> 5 * at & 31] for at in reversed(range(characters)))
