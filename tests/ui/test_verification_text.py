"""What is said of a verified file: every reason has words, every failure a next step."""

import pytest

from signing.verification.reasons import GREEN, Reason, Verdict
from signing.verification.report import VerificationReport
from tests.ui.test_messages import has_marks
from ui.verification_text import reason_text, report_lines


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_words(reason: Reason) -> None:
    text = reason_text(reason)
    assert has_marks(text)
    assert reason.value not in text
    assert not text.endswith(".")


def test_no_two_reasons_say_the_same() -> None:
    assert len({reason_text(reason) for reason in Reason}) == len(Reason)


@pytest.mark.parametrize("verdict", [each for each in Verdict if each not in GREEN])
def test_what_is_not_green_has_a_next_step(verdict: Verdict) -> None:
    report = VerificationReport("a.pdf", verdict, (Reason.DAMAGED,))
    assert report_lines(report)[-1].startswith("  → ")
