"""One-time codes (RFC 6238) as VNPT SmartCA wants them: SHA-1, 30 s, six digits (domain §8.2)."""

import base64
import hmac

from app.errors import AppError, Code

STEP_SECONDS = 30


def one_time_code(key: str, at: float) -> str:
    """The code of ``key`` (base32) at ``at`` seconds after the epoch. Errors: REMOTE_NOT_SET."""
    plain = "".join(key.split()).upper().rstrip("=")
    try:
        secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except ValueError:  # of which binascii.Error is one
        raise AppError(Code.REMOTE_NOT_SET, missing="totp_key") from None
    counter = int(at // STEP_SECONDS).to_bytes(8, "big")
    digest = hmac.digest(secret, counter, "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"
