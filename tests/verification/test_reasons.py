"""What a reason allows at best, and that nothing unknown is ever green."""

import pytest

from signing.verification.judgement import verdict_of
from signing.verification.reasons import Reason, Verdict, allowed_by, worst
from signing.verification.report import Integrity, SignatureReport, Validity

GREEN = SignatureReport("Sig", integrity=Integrity.INTACT, validity=Validity.VALID)


def test_worst_counts() -> None:
    assert worst([]) is Verdict.VALID
    assert worst([Reason.TIME_NOT_PROVEN]) is Verdict.VALID
    covered = worst([Reason.EARLIER_SIGNATURE_COVERED, Reason.TIME_NOT_PROVEN])
    assert covered is Verdict.VALID_STRUCTURE_CHANGED
    assert worst([Reason.FIELD_REFILLED, Reason.FIELD_FILLED]) is Verdict.CONTENT_CHANGED
    assert worst([Reason.DIGEST_MISMATCH, Reason.DAMAGED]) is Verdict.CONTENT_CHANGED


def test_a_reason_blocks_unless_it_is_known_to_be_harmless() -> None:
    harmless = {each for each in Reason if allowed_by(each) is Verdict.VALID}
    assert harmless == {
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


@pytest.mark.parametrize(
    "unproven",
    [
        SignatureReport("Sig"),
        SignatureReport("Sig", integrity=Integrity.INTACT),
        SignatureReport("Sig", validity=Validity.VALID),
    ],
)
def test_without_proof_there_is_no_green(unproven: SignatureReport) -> None:
    assert verdict_of([], [GREEN]) is Verdict.VALID
    assert verdict_of([], [GREEN, unproven]) is Verdict.CANNOT_VERIFY


def test_a_file_without_signatures() -> None:
    assert verdict_of([], []) is Verdict.NOT_SIGNED
    assert verdict_of([Reason.SIGNATURE_REMOVED], []) is Verdict.CONTENT_CHANGED
    assert verdict_of([Reason.SIGNATURE_UNDECLARED], []) is Verdict.CANNOT_VERIFY
