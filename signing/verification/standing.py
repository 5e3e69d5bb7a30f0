"""One signature: pyHanko's verdict, the certificate at the time of signing, its revocation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from app.domain.clock import CLOCK_TOLERANCE
from signing.trust import Revocation
from signing.verification.document import Signature
from signing.verification.evidence import Evidence
from signing.verification.integrity.cms import certificate_reasons, cms_reasons
from signing.verification.long_term import Kept, kept_in_file, shown_by
from signing.verification.reasons import GREEN, Reason, worst
from signing.verification.revocation import Outcome, Status, revocation_at
from signing.verification.time_stamps import DocumentStamp, TimeStamp, proving_stamp, stamp_of

_MAY_SIGN = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
"""Either will do (domain §7.7)."""
_PATH_REASONS: Mapping[AdESSubIndic, Reason] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Reason.CERTIFICATE_UNTRUSTED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Reason.CERTIFICATE_WRONG_PURPOSE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Reason.ALGORITHM_WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Reason.ALGORITHM_WEAK,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Reason.CERTIFICATE_EXPIRED,
}

PdfStatus = PdfSignatureStatus | DocumentTimestampStatus


@dataclass(frozen=True)
class Standing:
    status: PdfStatus
    reasons: frozenset[Reason]
    judged_at: datetime
    proven_at: datetime | None = None
    revoked_at: datetime | None = None
    lasting: bool = False
    """The file alone shows that nothing was revoked, as level B-LT asks."""
    archived: bool = False
    """A document time stamp lies over that, as level B-LTA asks."""


async def standing_of(signature: Signature, evidence: Evidence) -> Standing:
    """Judge ``signature``, which is not a document time stamp.

    The certificate is judged at the moment that a time stamp proves. Without one it is judged at
    the time that the signer claims, and revocation as of now, because a stolen key claims any
    time it likes.
    """
    own = await stamp_of(signature, trust=evidence.trust, data=evidence.data)
    proof = proving_stamp(signature, own, evidence.stamps)
    claimed = signing_time(signature)
    judged_at = proof.moment if proof else claimed or evidence.now
    status = await async_validate_pdf_signature(
        signature,
        signer_validation_context=_context(evidence, judged_at),
        ts_validation_context=_context(evidence, own.moment if own else judged_at),
        key_usage_settings=_MAY_SIGN,
    )
    reasons = _crypto_reasons(status, judged_at) | _change_reasons(status)
    reasons |= _time_reasons(claimed, own, proof, evidence.now)
    reasons |= cms_reasons(signature.signed_data)
    outcome, kept = Outcome(Status.UNKNOWN), Kept()
    if status.trusted and status.validation_path is not None:
        path = status.validation_path
        reasons |= _foreign_certificates(signature, evidence, path, own)
        asked = proof.moment if proof else min(evidence.now, status.signing_cert.not_valid_after)
        outcome = await _revocation(path, asked, evidence)
        reasons |= _revocation_reasons(outcome)
        kept = await kept_in_file(signature, path, proof, evidence)
    if proof is not None:
        reasons |= await _stamp_reasons(proof, signature, evidence)
    if not status.bottom_line and worst(reasons) in GREEN:
        reasons.add(Reason.UNEXPECTED)
    return Standing(
        status=status,
        reasons=frozenset(reasons),
        judged_at=judged_at,
        proven_at=proof.moment if proof else None,
        revoked_at=outcome.since,
        lasting=kept.lasting,
        archived=kept.archived,
    )


async def standing_of_stamp(document: DocumentStamp, evidence: Evidence) -> Standing:
    """Judge a document time stamp at the moment that it states."""
    reasons = _crypto_reasons(document.status, document.stamp.moment)
    reasons |= _change_reasons(document.status) | cms_reasons(document.signature.signed_data)
    if document.stamp.moment > evidence.now + CLOCK_TOLERANCE:
        reasons.add(Reason.TIME_IN_FUTURE)
    if document.stamp.path is not None:
        path = document.stamp.path
        reasons |= _foreign_certificates(document.signature, evidence, path, None)
        reasons |= await _stamp_reasons(document.stamp, document.signature, evidence)
    return Standing(
        status=document.status,
        reasons=frozenset(reasons),
        judged_at=document.stamp.moment,
        proven_at=document.stamp.moment if document.proves else None,
        lasting=await shown_by(evidence.data, document.stamp, evidence),
    )


def signing_time(signature: Signature) -> datetime | None:
    """The time that the signer claims; without a zone it is taken for the machine's own."""
    claimed: datetime | None = signature.self_reported_timestamp
    return claimed.astimezone(UTC) if claimed is not None else None


def _context(evidence: Evidence, moment: datetime) -> ValidationContext:
    return evidence.trust.validation_context(
        moment=moment, revocation=Revocation.IGNORED, others=evidence.data.certificates
    )


def _crypto_reasons(status: SignatureStatus, moment: datetime) -> set[Reason]:
    """Digest, signature value, and the path at ``moment`` without regard to revocation."""
    if not status.intact:
        return {Reason.DIGEST_MISMATCH}
    if not status.valid:
        return {Reason.SIGNATURE_BROKEN}
    if status.trust_problem_indic is None and status.validation_path is not None:
        path = status.validation_path.iter_certs(include_root=False)
        sha1 = any(each["signature_algorithm"]["algorithm"].native == "sha1_rsa" for each in path)
        return {Reason.SHA1_IN_PATH} if sha1 else set()
    if status.trust_problem_indic in (None, AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE):
        if moment < status.signing_cert.not_valid_before:
            return {Reason.CERTIFICATE_NOT_YET_VALID}
        return {Reason.CERTIFICATE_PATH_INVALID}
    return {_PATH_REASONS.get(status.trust_problem_indic, Reason.CERTIFICATE_PATH_INVALID)}


def _change_reasons(status: PdfStatus) -> set[Reason]:
    """Coverage and difference analysis."""
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return {Reason.COVERAGE_INCOMPLETE}
    lawful = (
        isinstance(status.diff_result, DiffResult)
        and status.modification_level is not None
        and status.modification_level <= ModificationLevel.FORM_FILLING
        and status.docmdp_ok is not False
    )
    reasons = set() if lawful else {Reason.CHANGE_FORBIDDEN}
    if isinstance(status, PdfSignatureStatus) and not status.seed_value_ok:
        reasons.add(Reason.FIELD_RULES_BROKEN)
    return reasons


def _time_reasons(
    claimed: datetime | None, own: TimeStamp | None, proof: TimeStamp | None, now: datetime
) -> set[Reason]:
    reasons = set()
    if own is not None and own.path is None:
        reasons.add(Reason.TIMESTAMP_INVALID)
    if proof is None:
        reasons.add(Reason.TIME_ABSENT if claimed is None else Reason.TIME_NOT_PROVEN)
    stated = [claimed or now, proof.moment if proof else now]
    if max(stated) > now + CLOCK_TOLERANCE:
        reasons.add(Reason.TIME_IN_FUTURE)
    return reasons


def _foreign_certificates(
    signature: Signature, evidence: Evidence, path: ValidationPath, stamp: TimeStamp | None
) -> set[Reason]:
    of_stamp = [] if stamp is None or stamp.path is None else list(stamp.path)
    store = (*evidence.trust.anchors, *evidence.trust.intermediates)
    return certificate_reasons(signature.signed_data, trusted=[*store, *path, *of_stamp])


async def _revocation(path: ValidationPath, moment: datetime, evidence: Evidence) -> Outcome:
    return await revocation_at(
        moment,
        path,
        now=evidence.now,
        trust=evidence.trust,
        data=evidence.data,
        online=evidence.online,
    )


def _revocation_reasons(outcome: Outcome) -> set[Reason]:
    if outcome.status is Status.REVOKED:
        return {Reason.CERTIFICATE_REVOKED}
    if outcome.status is Status.UNKNOWN:
        return {Reason.REVOCATION_UNKNOWN}
    return {Reason.CERTIFICATE_REVOKED_SINCE} if outcome.since else set()


async def _stamp_reasons(stamp: TimeStamp, on: Signature, evidence: Evidence) -> set[Reason]:
    """Revocation of the authority of ``stamp``, as of the next stamp above it or of now.

    ``stamp`` lies in ``on``, or is one of the document's. Stamps are told apart by their
    revisions: several may state the same second.
    """
    if stamp.path is None:
        return {Reason.TIMESTAMP_INVALID}
    document = [each.signature.revision for each in evidence.stamps if each.stamp is stamp]
    made_in = document[0] if document else on.revision
    above = [e for e in evidence.stamps if e.proves and e.signature.revision > made_in]
    later = [each.stamp.moment for each in above]
    asked = min([*later, evidence.now, stamp.status.signing_cert.not_valid_after])
    outcome = await _revocation(stamp.path, asked, evidence)
    if outcome.status is Status.REVOKED:
        return {Reason.TIMESTAMP_INVALID}
    return {Reason.TIMESTAMP_REVOCATION_UNKNOWN} if outcome.status is Status.UNKNOWN else set()
