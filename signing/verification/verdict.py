"""``verify_pdf``: what can be said of a file's signatures, green only if all of it is proven."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.misc import PdfError, PdfStrictReadError
from pyhanko_certvalidator.fetchers import Fetchers

from signing.trust import TrustStore
from signing.verification.appearance import appearances
from signing.verification.description import (
    authority_of,
    coverage_of,
    describe,
    is_pades,
    level_of,
)
from signing.verification.document import (
    Document,
    Refused,
    Signature,
    Structure,
    find_signatures,
    open_document,
    read_bytes,
)
from signing.verification.integrity.contents import contents_reasons
from signing.verification.integrity.fields import field_reasons
from signing.verification.integrity.tail import tail_reasons
from signing.verification.judgement import in_order, judged, verdict_of
from signing.verification.places import first_place, widget_places
from signing.verification.reasons import Reason
from signing.verification.report import SignatureReport, VerificationReport, refused
from signing.verification.standing import Evidence, Standing, standing_of, standing_of_stamp
from signing.verification.time_stamps import document_stamp
from signing.verification.validation_data import validation_data

_log = logging.getLogger(__name__)


def verify_pdf(
    path: Path, *, trust: TrustStore, now: datetime | None = None, fetch: Fetchers | None = None
) -> VerificationReport:
    """Examine every signature of ``path`` at ``now`` (aware; the present if None).

    ``fetch`` (:func:`~.revocation.online_answers`) asks CRL and OCSP services about certificates
    whose path to ``trust`` is proven already; without it only what the file carries counts. Never
    raises: whatever goes wrong is CANNOT_VERIFY with a reason. Must not run inside an event loop.
    """
    moment = now or datetime.now(UTC)
    try:
        data = read_bytes(path)
        try:
            return _examine(path.name, open_document(data, Structure.STRICT), trust, moment, fetch)
        except PdfStrictReadError:
            lenient = open_document(data, Structure.LENIENT)
            return _examine(path.name, lenient, trust, moment, fetch)
    except Refused as error:
        return refused(path.name, error.reason)
    except MemoryError:
        return refused(path.name, Reason.MEMORY_LIMIT)
    except PdfError:
        _log.warning("damaged file", exc_info=True)
        return refused(path.name, Reason.DAMAGED)
    except Exception:  # noqa: BLE001 the fail-closed boundary: hostile files raise anything
        _log.warning("verification failed", exc_info=True)
        return refused(path.name, Reason.UNEXPECTED)


def _examine(
    name: str, document: Document, trust: TrustStore, now: datetime, fetch: Fetchers | None
) -> VerificationReport:
    signatures, unusable = find_signatures(document)
    reasons = unusable | field_reasons(document, signatures)
    if not signatures:
        verdict = verdict_of(reasons, ())
        return VerificationReport(name, verdict, in_order(reasons))
    reasons |= tail_reasons(document, signatures)
    reports = asyncio.run(_judge(document, signatures, trust=trust, now=now, fetch=fetch))
    return VerificationReport(name, verdict_of(reasons, reports), in_order(reasons), reports)


async def _judge(
    document: Document,
    signatures: Sequence[Signature],
    *,
    trust: TrustStore,
    now: datetime,
    fetch: Fetchers | None,
) -> tuple[SignatureReport, ...]:
    data = validation_data(document.reader, signatures)
    stamps = {
        each.revision: await document_stamp(each, trust=trust, data=data)
        for each in signatures
        if each.is_timestamp
    }
    evidence = Evidence(trust, data, tuple(stamps.values()), now, fetch)
    standings = [
        await standing_of_stamp(stamps[each.revision], evidence)
        if each.is_timestamp
        else await standing_of(each, evidence)
        for each in signatures
    ]
    return _described(document, signatures, standings, evidence)


def _described(
    document: Document,
    signatures: Sequence[Signature],
    standings: Sequence[Standing],
    evidence: Evidence,
) -> tuple[SignatureReport, ...]:
    places = widget_places(document.reader)
    seen = appearances(document, signatures, standings, places)
    reports = []
    for signature, standing, differences in zip(signatures, standings, seen, strict=True):
        report = replace(
            describe(signature, first_place(places, signature.widgets())),
            authority=authority_of(standing, evidence.trust),
            timestamped_at=standing.proven_at,
            judged_at=standing.judged_at,
            revoked_at=standing.revoked_at,
            level=level_of(signature, standing, evidence.stamps),
            coverage=coverage_of(standing),
            changed_pages=tuple(differences.pages),
        )
        reasons = standing.reasons | differences.reasons
        reasons |= contents_reasons(document.data, signature)
        if not signature.is_timestamp and not is_pades(signature):
            reasons |= {Reason.NOT_PADES}
        reports.append(judged(report, reasons))
    return tuple(reports)
