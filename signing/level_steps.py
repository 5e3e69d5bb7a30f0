"""The single steps by which a signed file is raised, each one appended revision."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import collect_validation_info

from app.errors import AppError, Code
from signing.level_evidence import gather, write_evidence
from signing.level_measure import Rung
from signing.level_services import LevelServices
from signing.path_errors import path_errors
from signing.timestamps import Timestamper
from signing.trust import Revocation
from signing.verification.validation_data import ValidationData

_STAMP_DIGEST = "sha256"
"""Of document time stamps, whatever the signatures use: every service knows it."""


async def require_worth_stamping(
    bare: Iterable[Rung], *, data: ValidationData, services: LevelServices
) -> None:
    """Raise what makes a time of now worthless to signatures that have none.

    A certificate that has ended since, or was revoked, would be proven to have ended before the
    signature, and a file that is green today would never be so again. What cannot be learnt today
    stops nobody: the time comes first. Errors: those of :func:`signing.path_errors.path_errors`
    but REVOCATION_UNKNOWN.
    """
    for each in bare:
        await _check(each, Revocation.IGNORED, data=data, services=services)
        try:
            await _check(each, Revocation.IF_KNOWN, data=data, services=services)
        except AppError as error:
            if error.code is not Code.REVOCATION_UNKNOWN:
                raise


async def _check(
    rung: Rung, revocation: Revocation, *, data: ValidationData, services: LevelServices
) -> None:
    """Validity first and alone: stale answers would hide that the certificate has ended."""
    context = services.trust.validation_context(
        moment=services.now(),
        evidence=None if revocation is Revocation.IGNORED else services.evidence,
        revocation=revocation,
        others=data.certificates,
    )
    with path_errors(rung.name):
        await collect_validation_info(rung.signature, context, skip_timestamp=True)


async def add_stamp(work: BinaryIO, *, services: LevelServices) -> None:
    """Append a document time stamp over all of ``work`` (ISO 32000-2, 12.8.5).

    Errors: TIMESTAMP_NOT_SET, TIMESTAMP_UNREACHABLE, TIMESTAMP_INVALID.
    """
    if services.timestamper is None:
        raise AppError(Code.TIMESTAMP_NOT_SET)
    size = work.seek(0, 2)
    try:
        await _append_stamp(work, services.timestamper)
    except _TooLong:
        # Longer than those that the service gave before; now its length is known.
        work.truncate(size)
        try:
            await _append_stamp(work, services.timestamper)
        except _TooLong as error:
            raise AppError(Code.TIMESTAMP_INVALID, error="length") from error


class _TooLong(Exception):
    """The token does not fit into the room that was left for it."""


async def _append_stamp(work: BinaryIO, timestamper: Timestamper) -> None:
    room = await timestamper.async_room()
    writer = IncrementalPdfFileWriter(work, strict=_strict(work))
    try:
        await PdfTimeStamper(timestamper).async_timestamp_pdf(
            writer, _STAMP_DIGEST, bytes_reserved=2 * room, in_place=True
        )
    except (SigningError, ValueError) as error:
        raise _TooLong from error


async def add_evidence(
    work: BinaryIO, lacking: Sequence[Rung], *, data: ValidationData, services: LevelServices
) -> None:
    """Append what shows the certificates behind ``lacking`` good, or nothing at all.

    Errors: those of :func:`signing.level_evidence.gather`.
    """
    gathered = [
        await gather(
            each, moment=each.standing.proven_at or services.now(), services=services, data=data
        )
        for each in lacking
    ]  # fmt: skip
    write_evidence(work, gathered, strict=_strict(work))


def _strict(work: BinaryIO) -> bool:
    """As :func:`signing.source.read_pdf`: hybrid files, as Word writes them, need leniency."""
    work.seek(0)
    return not PdfFileReader(work, strict=False).xrefs.hybrid_xrefs_present
