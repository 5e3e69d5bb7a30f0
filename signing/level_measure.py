"""How far up the signatures of a file are, read from the file alone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from app.errors import AppError, Code
from signing.source import damaged_unless_read, read_pdf
from signing.trust import TrustStore
from signing.verification.description import level_of
from signing.verification.document import Document, Signature, Structure, find_signatures
from signing.verification.examination import evidence_of, standing_in
from signing.verification.reasons import Reason
from signing.verification.report import Level
from signing.verification.standing import Standing
from signing.verification.validation_data import ValidationData

_BROKEN = frozenset(
    {
        Reason.DIGEST_MISMATCH,
        Reason.SIGNATURE_BROKEN,
        Reason.COVERAGE_INCOMPLETE,
        Reason.CHANGE_FORBIDDEN,
        Reason.CMS_IRREGULAR,
    }
)
"""Whatever is added to such a file, it stays as it is."""


@dataclass(frozen=True)
class Rung:
    """One signature or document time stamp."""

    signature: Signature
    standing: Standing

    @property
    def level(self) -> Level:
        """Empty for a document time stamp."""
        return level_of(self.signature, self.standing)

    @property
    def name(self) -> str:
        """Whose certificate it is, to be told to the officer."""
        return str(self.signature.signer_cert.subject.native.get("common_name", ""))


@dataclass(frozen=True)
class Measured:
    rungs: tuple[Rung, ...]
    """In the order of their revisions."""
    data: ValidationData
    """What the file carries."""

    @property
    def signatures(self) -> tuple[Rung, ...]:
        return tuple(each for each in self.rungs if not each.signature.is_timestamp)

    @property
    def lowest(self) -> Level:
        """The level that all signatures have."""
        return min((each.level for each in self.signatures), key=list(Level).index)

    @property
    def archived_until(self) -> datetime | None:
        """When the certificate of the last time stamp ends; None unless all are at B-LTA."""
        if self.lowest is not Level.B_LTA:
            return None
        stamp = [each.signature for each in self.rungs if each.signature.is_timestamp][-1]
        until: datetime = stamp.signer_cert.not_valid_after.astimezone(UTC)
        return until


async def measure(stream: BinaryIO, *, trust: TrustStore, now: datetime) -> Measured:
    """Read ``stream`` from its beginning and judge what it holds at ``now``, asking nobody.

    Errors: those of :func:`signing.source.read_pdf`; SIGNING_FORBIDDEN_BY_FILE with ``reason``
    ``unsigned``, ``unreadable``, or ``broken`` when a signature does not hold as the file is.
    """
    stream.seek(0)
    reader = read_pdf(stream)
    with damaged_unless_read():
        document = Document(b"", reader, Structure.STRICT)
        signatures, unusable = find_signatures(document)
        if unusable:
            raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason="unreadable")
        if all(each.is_timestamp for each in signatures):
            raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason="unsigned")
        evidence = await evidence_of(document, signatures, trust=trust, now=now)
        rungs = [Rung(each, await standing_in(each, evidence)) for each in signatures]
        if any(each.standing.reasons & _BROKEN for each in rungs):
            raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason="broken")
    return Measured(tuple(rungs), evidence.data)
