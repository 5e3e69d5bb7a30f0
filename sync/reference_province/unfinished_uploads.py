"""Uploads that were begun and not finished: how long they are kept, how many bytes they may be."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from sync.contract import Officer
from sync.reference_province.database import Upload
from sync.reference_province.problems import ProblemCode, Refused

KEPT = timedelta(days=30)
"""A counter may have been without a line for long; afterwards it sends from the beginning."""
LEAST_BYTES = 4_096
"""That an upload counts for: the smallest file takes a block of the disk."""
RETRY_SECONDS = 60


def require_room(
    session: Session,
    officer: Officer,
    length: int,
    *,
    limit: int,
    now: datetime,
    instead_of: Upload | None,
) -> None:
    """Raises ``too_much_unfinished``; the officer's unit is locked.

    Uploads count by their whole length: what has not come yet may come at any moment. Those that
    may be forgotten by now do not count, nor does the one that the new one takes the place of.
    """
    size = case((Upload.length < LEAST_BYTES, LEAST_BYTES), else_=Upload.length)
    query = select(func.coalesce(func.sum(size), 0)).where(
        Upload.unit_code == officer.unit_code,
        Upload.account == officer.account,
        Upload.received_at.is_(None),
        Upload.created_at >= now - KEPT,
    )
    if instead_of is not None:
        query = query.where(Upload.id != instead_of.id)
    if session.scalars(query).one() + max(length, LEAST_BYTES) > limit:
        raise Refused(
            ProblemCode.TOO_MUCH_UNFINISHED,
            headers={"Retry-After": str(RETRY_SECONDS)},
            limit=f"{limit // 1_000_000} MB",
        )
