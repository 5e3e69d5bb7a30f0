"""Wrong passwords in a row make an account wait, longer each time."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from sync.reference_province.database import WrongPasswords
from sync.reference_province.parts import Parts

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def begin_attempt(parts: Parts, account: str) -> int:
    """Count an attempt before its password is looked at: many at once gain nothing.

    Returns the seconds to wait, 0 when the password may be looked at.
    """
    now = parts.clock()
    with parts.database.writing() as session:
        session.execute(
            delete(WrongPasswords).where(WrongPasswords.last_at < now - FORGOTTEN_AFTER)
        )
        row = session.get(WrongPasswords, account, with_for_update=True)
        if row is None:
            row = WrongPasswords(account=account, count=0, last_at=now, blocked_until=None)
            session.add(row)
        if row.blocked_until is not None and now < row.blocked_until:
            return 1 + int((row.blocked_until - now).total_seconds())
        row.count += 1
        row.last_at = now
        row.blocked_until = _blocked_until(now, row.count - parts.settings.wrong_passwords)
        return 0


def forget_attempts(parts: Parts, account: str) -> None:
    """The right password came."""
    with parts.database.writing() as session:
        session.execute(delete(WrongPasswords).where(WrongPasswords.account == account))


def _blocked_until(now: datetime, beyond: int) -> datetime | None:
    if beyond < 0:
        return None
    return now + min(FIRST_WAIT * (1 << min(beyond, 10)), LONGEST_WAIT)
