"""What is said of a verified file: every reason has words, every failure a next step."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signing.verification.reasons import GREEN, Reason, Verdict, allowed_by
from signing.verification.report import (
    Integrity,
    Kind,
    Level,
    SignatureReport,
    Validity,
    VerificationReport,
)
from tests.ui.test_messages import has_marks
from ui.theme import Tone
from ui.verification.reasons import REASONS
from ui.verification.steps import STEPS
from ui.verification.text import report_lines
from ui.verification.view import Grade, remark, report_view

SIGNATURE = SignatureReport(
    "OfficerSignature",
    signer="Nguyễn Thị Hồng Đào",
    issuer="CA phục vụ các cơ quan Nhà nước G2",
    authority="chuyên dùng công vụ",
    unit="UBND xã Mỹ Hòa Hưng",
    signed_at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
    timestamped_at=datetime(2026, 11, 23, 2, 6, tzinfo=UTC),
    judged_at=datetime(2026, 11, 23, 2, 6, tzinfo=UTC),
    valid_from=datetime(2025, 1, 1, tzinfo=UTC),
    valid_to=datetime(2028, 1, 1, tzinfo=UTC),
    integrity=Integrity.INTACT,
    validity=Validity.VALID,
    level=Level.B_T,
)


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_words_and_what_to_do(reason: Reason) -> None:
    said = remark(reason)
    assert has_marks(said.text)
    assert reason.value not in said.text
    assert not said.text.endswith(".")
    assert said.step == "" or (has_marks(said.step) and said.step.endswith("."))
    assert said.step or allowed_by(reason) is Verdict.VALID


def test_no_two_reasons_say_the_same() -> None:
    assert len(set(REASONS.values())) == len(Reason) == len(STEPS)


@pytest.mark.parametrize("verdict", [each for each in Verdict if each not in GREEN])
def test_what_is_not_green_has_a_next_step(verdict: Verdict) -> None:
    report = VerificationReport("a.pdf", verdict, (Reason.DAMAGED,))
    assert report_lines(report)[-1].startswith("  → ")


def test_grades_are_tones_of_the_window() -> None:
    assert {each.value for each in Grade} <= {each.value for each in Tone}


def test_only_valid_is_said_in_green() -> None:
    for verdict in Verdict:
        grade = report_view(VerificationReport("a.pdf", verdict)).grade
        assert (grade is Grade.GOOD) == (verdict is Verdict.VALID)


def test_the_seven_facts() -> None:
    [said] = report_view(VerificationReport("a.pdf", Verdict.VALID, (), (SIGNATURE,))).signatures
    assert dict(said.facts) == {
        "CA phát hành": "CA phục vụ các cơ quan Nhà nước G2",
        "Chủ thể ký": "Nguyễn Thị Hồng Đào",
        "Đơn vị quản lý chứng thư số": "UBND xã Mỹ Hòa Hưng",
        "Thời điểm ký": "23/11/2026 09:05:00 · dấu thời gian 23/11/2026 09:06:00",
        "Tính toàn vẹn": "Tài liệu chưa bị thay đổi",
        "Tính hợp lệ tại thời điểm ký": "Hợp lệ (xét tại 23/11/2026 09:06:00)",
        "Thời hạn hiệu lực chứng thư số": "01/01/2025 07:00:00 – 01/01/2028 07:00:00",
    }
    assert ("Loại chứng thư số", "Chuyên dùng công vụ") in said.more
    assert (said.title, said.state) == ("Chữ ký 1: Nguyễn Thị Hồng Đào", "Hợp lệ")


def test_a_revoked_signer_is_invalid_and_not_merely_unknown() -> None:
    revoked = replace(
        SIGNATURE,
        validity=Validity.INVALID,
        reasons=(Reason.CERTIFICATE_REVOKED,),
        revoked_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    view = report_view(VerificationReport("a.pdf", Verdict.CANNOT_VERIFY, (), (revoked,)))
    assert (view.heading, view.grade) == ("Chữ ký không hợp lệ!", Grade.BAD)
    assert view.signatures[0].remarks[0].grade is Grade.BAD
    assert ("Thu hồi từ", "20/11/2026 07:00:00") in view.signatures[0].more


def test_a_time_stamp_of_the_document_is_called_so() -> None:
    stamp = replace(SIGNATURE, kind=Kind.TIMESTAMP, signed_at=None, level=Level.NONE)
    view = report_view(VerificationReport("a.pdf", Verdict.VALID, (), (SIGNATURE, stamp)))
    assert view.signatures[1].title == "Dấu thời gian 2: Nguyễn Thị Hồng Đào"
    assert dict(view.signatures[1].facts)["Thời điểm ký"] == "dấu thời gian 23/11/2026 09:06:00"
