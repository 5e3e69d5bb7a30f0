"""Renewing the archive time stamp of one file that lies outside the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import AppError, Code
from app.operations.raise_files import LevelKit, raise_file
from app.pdf_content import opened
from signing.levels import Archive
from signing.source import read_pdf
from signing.verification.report import Kind, Level


@dataclass(frozen=True)
class RenewedFile:
    until: datetime
    """When the certificate of its last time stamp ended before."""
    renewed_until: datetime | None
    """When the one of the new time stamp ends; None when no file was written."""
    due: bool
    """Whether it was time to renew it, or asked for anyway."""
    shortfall: AppError | None
    """Why it was not renewed although it was due."""


def renew_file(
    *, kit: LevelKit, source: Path, target: Path, renew_before: timedelta, at_once: bool = False
) -> RenewedFile:
    """Write ``source`` with a new archive time stamp to ``target``, if it is due.

    It is due ``renew_before`` the certificate of the last time stamp ends; ``at_once`` says that it
    is due in any case, even if the new stamp lasts no longer. Errors: NOT_ARCHIVED with ``level``,
    and those of :func:`app.operations.raise_files.raise_file`.
    """
    report = kit.verification.verify(source, trust=kit.services.trust)
    until = report.archived_until
    if until is None:
        with opened(source) as stream:
            read_pdf(stream)
        levels = [e.level for e in report.signatures if e.kind is Kind.SIGNATURE]
        lowest = min(levels, key=list(Level).index, default=Level.NONE)
        raise AppError(Code.NOT_ARCHIVED, level=lowest.value, file=source.name)
    if not at_once and until > kit.services.now() + renew_before:
        return RenewedFile(until, None, False, None)
    archive = Archive.RENEW if at_once else Archive.PROLONG
    done = raise_file(
        kit=kit, source=source, target=target, level=Level.B_LTA, archive=archive,
        deliverable=False,
    )  # fmt: skip
    if done.shortfall is not None:
        # New evidence alone prolongs nothing, and the file would stand in the way of the next try.
        target.unlink(missing_ok=True)
        return RenewedFile(until, None, True, done.shortfall)
    return RenewedFile(until, done.archived_until, True, None)
