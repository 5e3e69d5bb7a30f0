"""The unlock password: opens a locked window without a network (docs/decisions/006)."""

import hashlib
import hmac
import json
import math
import os
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from app.domain.attendance import AttendanceEntry, AttendanceKind
from app.domain.audit import DONE, Act
from app.domain.unlocking import still_to_wait, wait_after
from app.errors import AppError, Code
from app.secrets import SealedFile
from app.store.store import Store

SHORTEST = 6
"""Characters. A token's PIN is not the unlock password, and the screen says so."""
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MEMORY = 2 * 128 * _COST * _BLOCK

_ACTS = {
    AttendanceKind.UNLOCKED: Act.UNLOCKED,
    AttendanceKind.WRONG_PASSWORD: Act.UNLOCKED,
    AttendanceKind.PASSWORD_SET: Act.UNLOCK_PASSWORD_SET,
    AttendanceKind.PASSWORD_REMOVED: Act.UNLOCK_PASSWORD_REMOVED,
}


@dataclass(frozen=True)
class _Kept:
    account: str
    salt: str
    """Hex, like ``digest``."""
    digest: str
    cost: int
    wrong: int = 0
    """Wrong tries in a row; counted before the password is looked at, so that ending the program
    in between gains nothing."""
    last_wrong_at: str = ""


def set_unlock_password(
    *, store: Store, secret: SealedFile, account: str, password: str, now: datetime
) -> None:
    """Keep a salted scrypt hash of ``password``, never the password. Takes about a tenth of a
    second. Errors: UNLOCK_PASSWORD_SHORT.
    """
    if len(_plain(password)) < SHORTEST:
        raise AppError(Code.UNLOCK_PASSWORD_SHORT, count=SHORTEST)
    salt = os.urandom(16)
    _save(secret, _Kept(account, salt.hex(), _digest(password, salt, _COST).hex(), _COST))
    _note(store, account, AttendanceKind.PASSWORD_SET, now)


def forget_unlock_password(
    *, store: Store, secret: SealedFile, account: str, now: datetime
) -> None:
    """From now on unlocking takes signing in at the province."""
    if secret.kept:
        secret.save("")
        _note(store, account, AttendanceKind.PASSWORD_REMOVED, now)


def unlock(*, store: Store, secret: SealedFile, account: str, password: str, now: datetime) -> None:
    """Return when ``password`` is that of ``account``; both outcomes go into the log.

    Errors: UNLOCK_PASSWORD_WRONG and UNLOCK_TOO_SOON with ``retry_after`` seconds to wait, if any;
    UNLOCK_PASSWORD_ABSENT when none was set for this account or it cannot be read.
    """
    check_unlock_password(store=store, secret=secret, account=account, password=password, now=now)
    _note(store, account, AttendanceKind.UNLOCKED, now)


def check_unlock_password(
    *, store: Store, secret: SealedFile, account: str, password: str, now: datetime
) -> None:
    """As :func:`unlock`, without an entry when it is right: asked before it is changed."""
    kept = _load(secret)
    if kept is None or kept.account != account:
        raise AppError(Code.UNLOCK_PASSWORD_ABSENT)
    last = datetime.fromisoformat(kept.last_wrong_at) if kept.last_wrong_at else None
    left = still_to_wait(kept.wrong, last, now)
    if left:
        raise AppError(Code.UNLOCK_TOO_SOON, retry_after=math.ceil(left.total_seconds()))
    tried = replace(kept, wrong=kept.wrong + 1, last_wrong_at=now.isoformat())
    _save(secret, tried)
    digest = _digest(password, bytes.fromhex(kept.salt), kept.cost)
    if not hmac.compare_digest(digest, bytes.fromhex(kept.digest)):
        _note(store, account, AttendanceKind.WRONG_PASSWORD, now)
        seconds = int(wait_after(tried.wrong).total_seconds())
        raise AppError(Code.UNLOCK_PASSWORD_WRONG, retry_after=seconds or None)
    _save(secret, replace(kept, wrong=0, last_wrong_at=""))


def _digest(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(
        _plain(password).encode(), salt=salt, n=cost, r=_BLOCK, p=_LANES, maxmem=_MEMORY, dklen=32
    )


def _plain(password: str) -> str:
    """One form for letters with marks, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)


def _load(secret: SealedFile) -> _Kept | None:
    text = secret.load()
    try:
        return _Kept(**json.loads(text)) if text else None
    except (ValueError, TypeError):
        return None


def _save(secret: SealedFile, kept: _Kept) -> None:
    secret.save(json.dumps(asdict(kept)))


def _note(store: Store, account: str, kind: AttendanceKind, now: datetime) -> None:
    with store.write() as work:
        work.facts.note_attendance(AttendanceEntry(now, account, kind))
        wrong = kind is AttendanceKind.WRONG_PASSWORD
        result = Code.UNLOCK_PASSWORD_WRONG.value if wrong else DONE
        work.audit.note(_ACTS[kind], account=account, result=result)
