"""Raising one signed file and reading the result back before anyone may rely on it."""

import io
import logging
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.domain.paper import MAX_FILE_BYTES
from app.errors import AppError, Code
from app.pdf_content import Pdf, PdfInMemory, opened
from app.whole_files import disk_errors, make_folder, place_errors, sync_folder, whole_file
from signing.level_services import LevelServices
from signing.levels import Archive, RaisedPdf, raise_level
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


def raise_pdf(
    *,
    kit: LevelKit,
    source: PdfInMemory,
    level: Level,
    archive: Archive = Archive.KEEP,
    deliverable: bool = True,
) -> tuple[RaisedFile, bytes]:
    """``source`` at ``level``, or as near to it as can be had, and its content, in memory.

    There is a report only if an independent reading found the whole file valid and at the level
    that is reported, and only then the content may be kept; with ``deliverable`` it does not
    outgrow what the province takes. Errors: those of :func:`signing.levels.raise_level`,
    SIGNATURE_NOT_CONFIRMED with ``verdict``, UNEXPECTED with ``reference``.
    """
    work = io.BytesIO(source.content)
    with _unexpected_told():
        raised = raise_level(work, level=level, services=kit.services, archive=archive)
    made = PdfInMemory(source.name, work.getvalue())
    return _confirmed(kit, made, raised, deliverable), made.content


def raise_file(
    *,
    kit: LevelKit,
    source: Path,
    target: Path,
    level: Level,
    archive: Archive = Archive.KEEP,
    deliverable: bool = True,
) -> RaisedFile:
    """As :func:`raise_pdf` for a file of any size outside the vault; ``target`` exists afterwards
    only if there is a report. Errors: its own, FILE_*, DISK_FULL, PROFILE_UNWRITABLE.
    """
    with _unexpected_told():
        make_folder(target.parent)
        with (
            opened(source) as stream,
            disk_errors(target),
            tempfile.TemporaryFile(dir=target.parent) as work,
        ):
            shutil.copyfileobj(stream, work)
            raised = raise_level(work, level=level, services=kit.services, archive=archive)
            if raised.written:
                _write(work, target)
    done = None
    try:
        done = _confirmed(kit, target, raised, deliverable)
    finally:
        if raised.written and (done is None or done.report is None):
            target.unlink()
    return done


def _write(work: BinaryIO, target: Path) -> None:
    work.seek(0)
    with whole_file(target) as part, part.open("wb") as output:
        shutil.copyfileobj(work, output)


@contextmanager
def _unexpected_told() -> Iterator[None]:
    """One poisoned file must cost neither its signature nor the others."""
    try:
        yield
    except AppError:
        raise
    except Exception as error:
        reference = secrets.token_hex(4)
        _log.exception("raising failed, reference %s", reference)
        raise AppError(Code.UNEXPECTED, reference=reference) from error


def _confirmed(kit: LevelKit, made: Pdf, raised: RaisedPdf, deliverable: bool) -> RaisedFile:
    """What an independent reading found in ``made``. Errors: SIGNATURE_NOT_CONFIRMED."""
    if not raised.written:
        return RaisedFile(
            raised.before, raised.reached, None, raised.shortfall, raised.archived_until
        )
    try:
        if deliverable:
            require_deliverable(made)
    except AppError as error:
        return RaisedFile(raised.before, raised.before, None, error)
    report = kit.verification.verify(made, trust=kit.services.trust)
    levels = [each.level for each in report.signatures if each.kind is Kind.SIGNATURE]
    if report.verdict is not Verdict.VALID or not all(e.reaches(raised.reached) for e in levels):
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


def require_deliverable(pdf: Pdf) -> None:
    """Raise FILE_TOO_LARGE for what the province would refuse; its signature counts too."""
    try:
        size = len(pdf.content) if isinstance(pdf, PdfInMemory) else pdf.stat().st_size
    except OSError:  # whoever opens it has the words for that
        return
    if size > MAX_FILE_BYTES:
        raise AppError(Code.FILE_TOO_LARGE, bytes=size, limit=MAX_FILE_BYTES, file=pdf.name)
