"""From observations to a verdict: green is what is left when everything else is ruled out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signing.verification.reasons import GREEN, Reason, Verdict, allowed_by, worst
from signing.verification.report import Integrity, Kind, SignatureReport, Validity

_ORDER = list(Reason)
_INVALID = frozenset(
    {
        Reason.SIGNATURE_BROKEN,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_NOT_YET_VALID,
        Reason.CERTIFICATE_REVOKED,
        Reason.CERTIFICATE_WRONG_PURPOSE,
        Reason.CERTIFICATE_PATH_INVALID,
        Reason.ALGORITHM_WEAK,
        Reason.TIME_IN_FUTURE,
    }
)
"""What makes a signature wrong, not merely unproven."""
_OF_THE_CERTIFICATE = _INVALID | {
    Reason.CERTIFICATE_UNTRUSTED,
    Reason.EMBEDDED_CERTIFICATE_UNKNOWN,
    Reason.TIMESTAMP_INVALID,
    Reason.TIME_ABSENT,
}
"""Reasons that say nothing about the signed bytes."""


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """``reasons`` in the order of their definition, each once."""
    return tuple(sorted(set(reasons), key=_ORDER.index))


def judged(report: SignatureReport, reasons: Iterable[Reason]) -> SignatureReport:
    """``report`` of a signature that was examined to the end, with what ``reasons`` leave."""
    found = set(reasons)
    return replace(
        report,
        integrity=_integrity(found),
        validity=_validity(found),
        reasons=in_order(found),
    )


def verdict_of(reasons: Iterable[Reason], signatures: Sequence[SignatureReport]) -> Verdict:
    """The verdict on a file: the worst of all reasons, and never green without proof."""
    every = [*reasons, *(reason for each in signatures for reason in each.reasons)]
    verdict = worst(every)
    if verdict not in GREEN:
        return verdict
    if not any(each.kind is Kind.SIGNATURE for each in signatures):
        return Verdict.NOT_SIGNED
    proven = all(
        each.integrity is Integrity.INTACT and each.validity is Validity.VALID
        for each in signatures
    )
    return verdict if proven else Verdict.CANNOT_VERIFY


def _integrity(reasons: set[Reason]) -> Integrity:
    verdict = worst(reasons - _OF_THE_CERTIFICATE)
    if verdict is Verdict.CONTENT_CHANGED:
        return Integrity.CHANGED
    return Integrity.UNKNOWN if verdict is Verdict.CANNOT_VERIFY else Integrity.INTACT


def _validity(reasons: set[Reason]) -> Validity:
    if reasons & _INVALID:
        return Validity.INVALID
    blocked = any(allowed_by(each) is Verdict.CANNOT_VERIFY for each in reasons)
    return Validity.UNKNOWN if blocked or Reason.DIGEST_MISMATCH in reasons else Validity.VALID
