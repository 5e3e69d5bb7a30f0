"""Wrong passwords in a row make an account wait, longer each time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sync.reference_province.database import Account, WrongPasswords
from sync.reference_province.parts import Parts

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
MOST_NAMES = 10_000
"""Kept at once of names that no account has: anybody can make them up."""


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
            row = _first_row(session, account, now)
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


def _first_row(session: Session, account: str, now: datetime) -> WrongPasswords:
    """A new one, locked: or that of another worker, which was faster and is waited for."""
    _make_room(session)
    row = WrongPasswords(account=account, count=0, last_at=now, blocked_until=None)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        there = session.get(WrongPasswords, account, with_for_update=True)
        return there or _first_row(session, account, now)  # none where that password was right
    return row


def _make_room(session: Session) -> None:
    """Forget the oldest of the names that no account has. The counts of accounts stay."""
    made_up = select(WrongPasswords.account).where(
        WrongPasswords.account.not_in(select(Account.account))
    )
    ours = made_up.order_by(WrongPasswords.last_at.desc()).offset(MOST_NAMES - 1)
    oldest = session.scalars(ours).all()
    if oldest:
        session.execute(delete(WrongPasswords).where(WrongPasswords.account.in_(oldest)))


def _blocked_until(now: datetime, beyond: int) -> datetime | None:
    if beyond < 0:
        return None
    return now + min(FIRST_WAIT * (1 << min(beyond, 10)), LONGEST_WAIT)
