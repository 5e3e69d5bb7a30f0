"""``verify_pdf``: what can be said of a file's signatures, green only if all of it is proven."""

import asyncio
import logging
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial

from pyhanko.pdf_utils.misc import PdfError, PdfStrictReadError

from app.pdf_content import Pdf
from signing.trust import TrustStore
from signing.verification.document import (
    Document,
    Refused,
    Structure,
    find_signatures,
    open_document,
    read_bytes,
)
from signing.verification.examination import examine_signatures
from signing.verification.integrity.dynamic_content import dynamic_reasons
from signing.verification.integrity.fields import field_reasons
from signing.verification.integrity.tail import tail_reasons
from signing.verification.judgement import in_order, verdict_of
from signing.verification.online_answers import OnlineAnswers
from signing.verification.reasons import Reason
from signing.verification.report import VerificationReport, refused

_log = logging.getLogger(__name__)


def verify_pdf(
    pdf: Pdf,
    *,
    trust: TrustStore,
    now: datetime | None = None,
    online: OnlineAnswers | None = None,
    runner: asyncio.Runner | None = None,
) -> VerificationReport:
    """Examine every signature of ``pdf`` at ``now`` (aware; the present if None).

    ``online`` asks CRL and OCSP services about certificates
    whose path to ``trust`` is proven already; without it only what the file carries counts. Never
    raises: whatever goes wrong is CANNOT_VERIFY with a reason. Must not run inside an event loop;
    ``runner`` saves a batch from making one for each file.
    """
    moment = now or datetime.now(UTC)
    examined = partial(_examine, name=pdf.name, trust=trust, now=moment, online=online)
    try:
        with nullcontext(runner) if runner else asyncio.Runner() as loop:
            data = read_bytes(pdf)
            try:
                return examined(open_document(data, Structure.STRICT), loop=loop)
            except PdfStrictReadError:
                return examined(open_document(data, Structure.LENIENT), loop=loop)
    except Refused as error:
        return refused(pdf.name, error.reason)
    except MemoryError:
        return refused(pdf.name, Reason.MEMORY_LIMIT)
    except PdfError:
        _log.warning("damaged file", exc_info=True)
        return refused(pdf.name, Reason.DAMAGED)
    except Exception:  # noqa: BLE001 the fail-closed boundary: hostile files raise anything
        _log.warning("verification failed", exc_info=True)
        return refused(pdf.name, Reason.UNEXPECTED)


def _examine(
    document: Document,
    *,
    name: str,
    trust: TrustStore,
    now: datetime,
    online: OnlineAnswers | None,
    loop: asyncio.Runner,
) -> VerificationReport:
    signatures, unusable = find_signatures(document)
    reasons = unusable | field_reasons(document, signatures)
    if not signatures:
        verdict = verdict_of(reasons, ())
        return VerificationReport(name, verdict, in_order(reasons))
    reasons |= tail_reasons(document, signatures) | dynamic_reasons(document.reader)
    reports = loop.run(
        examine_signatures(document, signatures, trust=trust, now=now, online=online)
    )
    return VerificationReport(name, verdict_of(reasons, reports), in_order(reasons), reports)
