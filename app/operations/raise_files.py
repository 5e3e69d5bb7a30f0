"""Raising one signed file and reading the result back before anyone may rely on it."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.paper import MAX_FILE_BYTES
from app.errors import AppError, Code
from app.whole_files import place_errors, sync_folder
from signing.level_services import LevelServices
from signing.levels import Archive, raise_level
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, Level, VerificationReport
from signing.verification.worker import VerificationWorker

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LevelKit:
    """What files are raised and checked with, the same for a whole batch."""

    verification: VerificationWorker
    services: LevelServices


@dataclass(frozen=True)
class RaisedFile:
    before: Level
    """The level that all signatures of the source have."""
    level: Level
    """The level that all signatures of the file have now."""
    report: VerificationReport | None
    """What an independent reading found in the new file; None when there is none."""
    shortfall: AppError | None
    """Why it is not the level that was wanted, or not prolonged."""
    archived_until: datetime | None = None
    """When the certificate of its last time stamp ends; None below B-LTA."""


def raise_file(
    *,
    kit: LevelKit,
    source: Path,
    target: Path,
    level: Level,
    archive: Archive = Archive.KEEP,
    deliverable: bool = True,
) -> RaisedFile:
    """Write ``source`` at ``level``, or as near to it as can be had, to ``target``.

    ``target`` exists afterwards only if an independent reading found the whole file valid and at
    the level that is reported; with ``deliverable`` it does not outgrow what the province takes.
    Errors: those of :func:`signing.levels.raise_level`, SIGNATURE_NOT_CONFIRMED with ``verdict``,
    UNEXPECTED with ``reference``.
    """
    try:
        raised = raise_level(
            source=source, target=target, level=level, services=kit.services, archive=archive
        )
    except AppError:
        raise
    except Exception as error:  # one poisoned file must cost neither its signature nor the others
        reference = secrets.token_hex(4)
        _log.exception("raising failed, reference %s", reference)
        raise AppError(Code.UNEXPECTED, reference=reference) from error
    if not raised.written:
        return RaisedFile(
            raised.before, raised.reached, None, raised.shortfall, raised.archived_until
        )
    try:
        if deliverable:
            require_deliverable(target, name=source.name)
    except AppError as error:
        target.unlink()
        return RaisedFile(raised.before, raised.before, None, error)
    report = kit.verification.verify(target, trust=kit.services.trust)
    levels = [each.level for each in report.signatures if each.kind is Kind.SIGNATURE]
    if report.verdict is not Verdict.VALID or not all(e.reaches(raised.reached) for e in levels):
        target.unlink()
        reasons = " ".join(report.every_reason)
        raise AppError(Code.SIGNATURE_NOT_CONFIRMED, verdict=report.verdict.value, reasons=reasons)
    return RaisedFile(
        raised.before, raised.reached, report, raised.shortfall, report.archived_until
    )


def raise_in_place(*, kit: LevelKit, file: Path, aside: Path, level: Level) -> RaisedFile:
    """As :func:`raise_file`, with the result, once confirmed, in the place of ``file``.

    It is made at ``aside``, on the same disk; until then, and whatever happens, ``file`` stays.
    Errors: those of :func:`raise_file`, PLACE_UNUSABLE.
    """
    done = raise_file(kit=kit, source=file, target=aside, level=level)
    if done.report is not None:
        with place_errors(file):
            aside.replace(file)
            sync_folder(file.parent)
    return done


def require_deliverable(file: Path, *, name: str) -> None:
    """Raise FILE_TOO_LARGE for what the province would refuse; its signature counts too."""
    try:
        size = file.stat().st_size
    except OSError:  # whoever opens it has the words for that
        return
    if size > MAX_FILE_BYTES:
        raise AppError(Code.FILE_TOO_LARGE, bytes=size, limit=MAX_FILE_BYTES, file=name)
