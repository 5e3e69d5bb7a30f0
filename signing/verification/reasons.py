"""The verdicts, the reasons behind them, and what each reason allows at best."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What is said of a whole file, in the words of domain §7.7."""

    VALID = "valid"
    VALID_STRUCTURE_CHANGED = "valid_structure_changed"
    CANNOT_VERIFY = "cannot_verify"
    CONTENT_CHANGED = "content_changed"
    NOT_SIGNED = "not_signed"


GREEN = frozenset({Verdict.VALID, Verdict.VALID_STRUCTURE_CHANGED})
"""Verdicts that promise something; all others leave nothing to rely on."""


class Reason(StrEnum):
    """One observation; the value is what JSON carries. :data:`ALLOWS` has its consequence."""

    # The file cannot be examined
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    NOT_A_PDF = "not_a_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_REVISIONS = "too_many_revisions"
    RENDERING_FAILED = "rendering_failed"
    UNEXPECTED = "unexpected"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    WORKER_DIED = "worker_died"

    # The file is not built as the standard asks
    STRUCTURE_LENIENT = "structure_lenient"
    """Small faults of structure, all of them under the signature."""
    STRUCTURE_FAULTY = "structure_faulty"
    """Faults of structure together with changes after the signature."""
    HYBRID_AFTER_SIGNING = "hybrid_after_signing"
    """A later revision shows old and new readers different objects (ISO 32000-1 §7.5.8.4)."""
    BYTE_RANGE_IRREGULAR = "byte_range_irregular"
    COVERAGE_INCOMPLETE = "coverage_incomplete"
    HIDDEN_BYTES = "hidden_bytes"
    """Bytes other than zeros behind the signature inside its /Contents."""
    TRAILING_DATA = "trailing_data"
    """Bytes after the end-of-file marker."""
    SIGNATURE_UNDECLARED = "signature_undeclared"
    """The raw file holds a signature that no form field declares."""
    SIGNATURE_FORMAT_UNKNOWN = "signature_format_unknown"
    SIGNATURE_UNREADABLE = "signature_unreadable"
    CMS_IRREGULAR = "cms_irregular"
    """The part of the CMS object that no signature protects is not as RFC 5652 asks."""
    EMBEDDED_CERTIFICATE_UNKNOWN = "embedded_certificate_unknown"
    """A certificate in the signature that belongs to no trusted path."""
    NOT_PADES = "not_pades"
    SCRIPT_ON_OPENING = "script_on_opening"
    """A script that runs by itself and may show another document than the one that was signed."""
    FORM_DRAWN_BY_READER = "form_drawn_by_reader"
    """An XFA form: what is seen is not the pages that were signed."""
    LAYERS_HIDDEN = "layers_hidden"
    """Layers that are not to be seen, or not on paper as on the screen (ISO 32000-1 §8.11)."""

    # Something changed
    DIGEST_MISMATCH = "digest_mismatch"
    SIGNATURE_BROKEN = "signature_broken"
    """The signature value does not belong to the certificate."""
    SIGNATURE_REMOVED = "signature_removed"
    CHANGE_FORBIDDEN = "change_forbidden"
    """The difference analysis met a change that no rule of ISO 32000 allows after signing."""
    PAGES_DIFFER = "pages_differ"
    """Other number or size of pages than when it was signed."""
    APPEARANCE_DIFFERS = "appearance_differs"
    """A page shows something else than when it was signed."""
    CONTENT_HIDDEN = "content_hidden"
    """A later visible signature took away what was to be read below it."""
    CONTENT_PAINTED_OVER = "content_painted_over"
    """A later visible signature was drawn across signed content."""
    EARLIER_SIGNATURE_COVERED = "earlier_signature_covered"
    LATER_SIGNATURE_LARGE = "later_signature_large"
    FIELD_RULES_BROKEN = "field_rules_broken"
    """The signature does not keep the rules that its field sets (seed values)."""
    FIELD_FILLED = "field_filled"
    FIELD_REFILLED = "field_refilled"
    """A field shows something else than what was signed in it."""
    CHANGED_SINCE_LAST_SIGNATURE = "changed_since_last_signature"

    # The certificate
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_REVOKED_SINCE = "certificate_revoked_since"
    """Revoked after the moment that a time stamp proves."""
    CERTIFICATE_WRONG_PURPOSE = "certificate_wrong_purpose"
    CERTIFICATE_PATH_INVALID = "certificate_path_invalid"
    ALGORITHM_WEAK = "algorithm_weak"
    SHA1_IN_PATH = "sha1_in_path"
    REVOCATION_UNKNOWN = "revocation_unknown"

    # The time
    TIME_NOT_PROVEN = "time_not_proven"
    """No time stamp: judged at the time that the signer claims."""
    TIME_ABSENT = "time_absent"
    TIME_IN_FUTURE = "time_in_future"
    TIMESTAMP_INVALID = "timestamp_invalid"
    TIMESTAMP_REVOCATION_UNKNOWN = "timestamp_revocation_unknown"


_REMARKS = frozenset(
    {
        Reason.STRUCTURE_LENIENT,
        Reason.NOT_PADES,
        Reason.LAYERS_HIDDEN,
        Reason.FIELD_FILLED,
        Reason.CERTIFICATE_REVOKED_SINCE,
        Reason.SHA1_IN_PATH,
        Reason.REVOCATION_UNKNOWN,
        Reason.TIME_NOT_PROVEN,
        Reason.TIMESTAMP_REVOCATION_UNKNOWN,
    }
)
_STRUCTURE = frozenset(
    {
        Reason.CONTENT_PAINTED_OVER,
        Reason.EARLIER_SIGNATURE_COVERED,
        Reason.LATER_SIGNATURE_LARGE,
        Reason.CHANGED_SINCE_LAST_SIGNATURE,
    }
)
_CONTENT = frozenset(
    {
        Reason.FIELD_REFILLED,
        Reason.DIGEST_MISMATCH,
        Reason.SIGNATURE_REMOVED,
        Reason.CHANGE_FORBIDDEN,
        Reason.PAGES_DIFFER,
        Reason.APPEARANCE_DIFFERS,
        Reason.CONTENT_HIDDEN,
    }
)
_ORDER = (
    Verdict.VALID,
    Verdict.VALID_STRUCTURE_CHANGED,
    Verdict.CANNOT_VERIFY,
    Verdict.CONTENT_CHANGED,
)


def allowed_by(reason: Reason) -> Verdict:
    """The best verdict that ``reason`` leaves; whatever is not listed leaves no green."""
    if reason in _REMARKS:
        return Verdict.VALID
    if reason in _STRUCTURE:
        return Verdict.VALID_STRUCTURE_CHANGED
    if reason in _CONTENT:
        return Verdict.CONTENT_CHANGED
    return Verdict.CANNOT_VERIFY


def worst(reasons: Iterable[Reason]) -> Verdict:
    """The verdict that all ``reasons`` together leave, VALID when there are none."""
    return max((allowed_by(each) for each in reasons), key=_ORDER.index, default=Verdict.VALID)
