"""Whether the file alone will show later on that nothing was revoked (levels B-LT and B-LTA)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pyhanko_certvalidator.path import ValidationPath

from signing.verification.document import Signature
from signing.verification.evidence import Evidence
from signing.verification.revocation import Status, revocation_at
from signing.verification.time_stamps import DocumentStamp, TimeStamp
from signing.verification.validation_data import ValidationData, validation_data


@dataclass(frozen=True)
class Kept:
    lasting: bool = False
    """Answers about the signer and about the time stamp that proves the time are in the file."""
    archived: bool = False
    """A later document time stamp lies over such answers (ETSI EN 319 142-1, 6.3)."""


async def kept_in_file(
    signature: Signature, path: ValidationPath, proof: TimeStamp | None, evidence: Evidence
) -> Kept:
    """What the file keeps about ``signature``, whose certificate has ``path``.

    Answers that came after a document time stamp are not under it, so each stamp is asked what it
    covers: an older signature's archive must not lend its level to a newer one.
    """
    if proof is None:
        return Kept()

    async def shown(data: ValidationData) -> bool:
        of_signer = await _good(path, proof.moment, data, evidence)
        return of_signer and await shown_by(data, proof, evidence)

    if not await shown(evidence.data):
        return Kept()
    for stamp in _stamps_above(signature, evidence):
        covered = stamp.signature.reader.get_historical_resolver(stamp.signature.revision)
        if "/DSS" not in covered.root:
            continue
        data = validation_data(covered, [signature])
        if data.contents >= evidence.data.contents or await shown(data):
            return Kept(lasting=True, archived=True)
    return Kept(lasting=True)


async def shown_by(data: ValidationData, stamp: TimeStamp, evidence: Evidence) -> bool:
    """Whether ``data`` shows that the authority of ``stamp`` was good when it made it."""
    return stamp.path is not None and await _good(stamp.path, stamp.moment, data, evidence)


async def _good(
    path: ValidationPath, moment: datetime, data: ValidationData, evidence: Evidence
) -> bool:
    outcome = await revocation_at(
        moment, path, now=evidence.now, trust=evidence.trust, data=data, online=None
    )
    return outcome.status is Status.GOOD


def _stamps_above(signature: Signature, evidence: Evidence) -> Iterator[DocumentStamp]:
    return (
        each
        for each in evidence.stamps
        if each.proves and each.signature.revision > signature.revision
    )
