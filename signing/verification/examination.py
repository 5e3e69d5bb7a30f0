"""All signatures of one file: each judged by itself, then compared with what the file shows now."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfStrictReadError

from signing.trust import TrustStore
from signing.verification.appearance import appearances
from signing.verification.description import (
    authority_of,
    coverage_of,
    describe,
    is_pades,
    level_of,
)
from signing.verification.document import PARSING_ERRORS, Document, Signature
from signing.verification.evidence import Evidence
from signing.verification.integrity.contents import contents_reasons
from signing.verification.judgement import judged
from signing.verification.online_answers import OnlineAnswers
from signing.verification.pixel_comparison import Differences
from signing.verification.places import Place, first_place, widget_places
from signing.verification.reasons import Reason
from signing.verification.report import SignatureReport
from signing.verification.standing import Standing, standing_of, standing_of_stamp
from signing.verification.time_stamps import DocumentStamp, document_stamp
from signing.verification.validation_data import ValidationData, validation_data

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Examined:
    signature: Signature
    standing: Standing
    report: SignatureReport
    reasons: frozenset[Reason]


async def examine_signatures(
    document: Document,
    signatures: Sequence[Signature],
    *,
    trust: TrustStore,
    now: datetime,
    online: OnlineAnswers | None,
) -> tuple[SignatureReport, ...]:
    """A report on each of ``signatures``, in their order."""
    evidence = await evidence_of(document, signatures, trust=trust, now=now, online=online)
    places = widget_places(document.reader)
    examined = [await _examine(each, document, evidence, places) for each in signatures]
    readable = [each for each in examined if isinstance(each, _Examined)]
    seen = iter(
        appearances(
            document,
            [each.signature for each in readable],
            [each.standing for each in readable],
            places,
        )
    )
    return tuple(
        _compared(each, next(seen)) if isinstance(each, _Examined) else each for each in examined
    )


async def evidence_of(
    document: Document,
    signatures: Sequence[Signature],
    *,
    trust: TrustStore,
    now: datetime,
    online: OnlineAnswers | None = None,
) -> Evidence:
    """What the file brings along to judge ``signatures`` with."""
    data = validation_data(document.reader, signatures)
    stamps = [
        stamp
        for each in signatures
        if each.is_timestamp and (stamp := await _stamp(each, trust, data))
    ]
    return Evidence(trust, data, stamps, now, online)


async def _stamp(
    signature: Signature, trust: TrustStore, data: ValidationData
) -> DocumentStamp | None:
    """A document time stamp, None for one that cannot be read."""
    try:
        return await document_stamp(signature, trust=trust, data=data)
    except PdfStrictReadError:
        raise
    except PARSING_ERRORS:
        return None


async def _examine(
    signature: Signature,
    document: Document,
    evidence: Evidence,
    places: Mapping[Reference, Place],
) -> _Examined | SignatureReport:
    """Judge one signature; whatever it makes the parsers raise, the others are still judged."""
    try:
        standing = await standing_in(signature, evidence)
        reasons = standing.reasons | contents_reasons(document.data, signature)
        if not signature.is_timestamp and not is_pades(signature):
            reasons |= {Reason.NOT_PADES}
        report = replace(
            describe(signature, first_place(places, signature.widgets())),
            authority=authority_of(standing, evidence.trust),
            timestamped_at=standing.proven_at,
            judged_at=standing.judged_at,
            revoked_at=standing.revoked_at,
            level=level_of(signature, standing),
            coverage=coverage_of(standing),
        )
    except PdfStrictReadError:
        raise
    except PARSING_ERRORS:
        _log.warning("unreadable signature", exc_info=True)
        return SignatureReport(signature.name, reasons=(Reason.SIGNATURE_UNREADABLE,))
    return _Examined(signature, standing, report, reasons)


async def standing_in(signature: Signature, evidence: Evidence) -> Standing:
    """Judge ``signature``, of whichever kind it is."""
    if not signature.is_timestamp:
        return await standing_of(signature, evidence)
    for each in evidence.stamps:
        if each.signature is signature:
            return await standing_of_stamp(each, evidence)
    raise ValueError("unreadable time stamp")


def _compared(examined: _Examined, differences: Differences) -> SignatureReport:
    report = replace(examined.report, changed_pages=tuple(differences.pages))
    return judged(report, examined.reasons | differences.reasons)
