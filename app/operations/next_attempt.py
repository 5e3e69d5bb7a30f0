"""When a file that is not at its level yet is tried again."""

from datetime import datetime, timedelta
from random import SystemRandom

from app.errors import AppError, Code
from sync.backoff import backoff

SOON = timedelta(seconds=30)
"""After the first failure: the services did not answer just now."""
_LONGEST_WAIT = 600.0
"""Seconds between two attempts at one paper whose services fail."""
_LEFT_TO_ITS_BATCH = timedelta(minutes=10)
"""Which raises it when the key has signed the others; this is for one that never got there."""
_FOR_A_NEW_CERTIFICATE = timedelta(days=1)
"""Time-stamp services change their certificate once in a year or two."""
_FOR_GOOD = frozenset(
    {
        Code.CERTIFICATE_REVOKED,
        Code.CERTIFICATE_EXPIRED,
        Code.FILE_TOO_LARGE,
        Code.SIGNING_FORBIDDEN_BY_FILE,
        Code.SIGNATURE_NOT_CONFIRMED,
        Code.VAULT_FILE_DAMAGED,
        Code.ARCHIVE_LAPSED,
    }
)
"""What no later attempt can mend."""
_RANDOM = SystemRandom()


def first_attempt(why: AppError, *, now: datetime) -> datetime:
    """When a file is tried that could not be had at its level when it was signed."""
    if why.code is Code.LEVEL_NOT_REACHED:
        return now + _LEFT_TO_ITS_BATCH
    return _promised(why, now) or now + SOON


def next_attempt(why: AppError, *, attempts: int, now: datetime) -> datetime | None:
    """When it is tried after ``attempts`` that failed, the last by ``why``; None for never."""
    if why.code in _FOR_GOOD:
        return None
    if why.code is Code.TIMESTAMP_NOT_NEWER:
        return now + _FOR_A_NEW_CERTIFICATE
    wait = backoff(
        attempts, uniform=_RANDOM.uniform, retry_after=SOON.total_seconds(), cap=_LONGEST_WAIT
    )
    return _promised(why, now) or now + wait


def _promised(why: AppError, now: datetime) -> datetime | None:
    """When the authority will know more, by its own account."""
    again = why.facts.get("again") if why.code is Code.REVOCATION_TOO_OLD else None
    return max(datetime.fromisoformat(str(again)), now + SOON) if again else None
