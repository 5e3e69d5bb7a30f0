"""No forged file is green, and the reason that is given fits what was done to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signing.verification.reasons import Reason, Verdict
from signing.verification.report import VerificationReport
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Verify = Callable[[bytes], VerificationReport]
Forge = Callable[[bytes], bytes]

CONTENT, CANNOT, STRUCTURE = (
    Verdict.CONTENT_CHANGED,
    Verdict.CANNOT_VERIFY,
    Verdict.VALID_STRUCTURE_CHANGED,
)
FORGERIES = (
    (attacks.overlay, CONTENT, Reason.APPEARANCE_DIFFERS),
    (attacks.annotation, CONTENT, Reason.APPEARANCE_DIFFERS),
    (attacks.remove_field, CONTENT, Reason.SIGNATURE_REMOVED),
    (attacks.remove_value, CONTENT, Reason.SIGNATURE_REMOVED),
    (attacks.bytes_in_padding, CANNOT, Reason.HIDDEN_BYTES),
    (attacks.other_case_in_contents, CANNOT, Reason.HIDDEN_BYTES),
    (attacks.stretched_container, CANNOT, Reason.CMS_IRREGULAR),
    (attacks.extra_element, CANNOT, Reason.CMS_IRREGULAR),
    (attacks.broken_authority, CANNOT, Reason.EMBEDDED_CERTIFICATE_UNKNOWN),
    (attacks.other_case_in_issuer, CANNOT, Reason.CMS_IRREGULAR),
    (attacks.misspelt_form, CANNOT, Reason.SIGNATURE_UNDECLARED),
    (attacks.unknown_format, CANNOT, Reason.SIGNATURE_FORMAT_UNKNOWN),
    (attacks.new_metadata, STRUCTURE, Reason.CHANGED_SINCE_LAST_SIGNATURE),
    (attacks.garbage_after_end, CANNOT, Reason.TRAILING_DATA),
    (attacks.garbage_with_end_marker, CANNOT, Reason.TRAILING_DATA),
    (attacks.empty_revision, STRUCTURE, Reason.CHANGED_SINCE_LAST_SIGNATURE),
    (attacks.add_page, CONTENT, Reason.PAGES_DIFFER),
    (attacks.remove_page, CONTENT, Reason.PAGES_DIFFER),
    (attacks.swap_appearance, CONTENT, Reason.CHANGE_FORBIDDEN),
    (attacks.move_widget, CONTENT, Reason.CHANGE_FORBIDDEN),
    (attacks.wrap_signature, CANNOT, Reason.COVERAGE_INCOMPLETE),
    (attacks.zero_contents, CANNOT, Reason.SIGNATURE_UNREADABLE),
    (attacks.flip_bit, CONTENT, Reason.DIGEST_MISMATCH),
    (attacks.shorten_byte_range, CONTENT, Reason.COVERAGE_INCOMPLETE),
    (attacks.zero_byte_range, CONTENT, Reason.BYTE_RANGE_IRREGULAR),
    (attacks.rewrite, CONTENT, Reason.BYTE_RANGE_IRREGULAR),
    (attacks.script_on_opening, CONTENT, Reason.CHANGE_FORBIDDEN),
    (attacks.no_byte_range, CANNOT, Reason.SIGNATURE_UNREADABLE),
    (attacks.no_contents, CONTENT, Reason.SIGNATURE_UNREADABLE),
    (attacks.wider_gap, CONTENT, Reason.HIDDEN_BYTES),
    (attacks.undeclared_signature, CANNOT, Reason.SIGNATURE_UNDECLARED),
    (attacks.hidden_widget, CONTENT, Reason.CHANGE_FORBIDDEN),
    (attacks.another_catalogue, CONTENT, Reason.CHANGE_FORBIDDEN),
)


@pytest.fixture(scope="module")
def signed(scan: Path, pki: ThrowawayPki) -> bytes:
    return sign(scan, pki.signer())


@pytest.mark.parametrize(
    ("forge", "verdict", "reason"), FORGERIES, ids=[forge.__name__ for forge, _, _ in FORGERIES]
)
def test_forged_file_is_named_for_what_it_is(
    forge: Forge, verdict: Verdict, reason: Reason, signed: bytes, verify: Verify
) -> None:
    report = verify(forge(signed))
    assert (report.verdict, reason in report.every_reason) == (verdict, True), report


@pytest.mark.parametrize("forge", [attacks.overlay, attacks.annotation, attacks.remove_field])
def test_a_second_signature_does_not_cover_up(
    forge: Forge, signed: bytes, pki: ThrowawayPki, verify: Verify
) -> None:
    """Changed, then signed again by a trusted accomplice."""
    forged = sign(forge(signed), pki.signer("Kẻ đồng lõa"), field="Second", box=SECOND_STAMP)
    assert verify(forged).verdict is Verdict.CONTENT_CHANGED


def test_time_stamp_that_nobody_looks_for(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    """Not a downgrade to a signature without a time stamp."""
    stamped = sign(scan, pki.signer(), time_stamper=pki.time_stamper(NOW))
    report = verify(attacks.lost_time_stamp(stamped))
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert Reason.CMS_IRREGULAR in report.every_reason


def test_swapped_font(tmp_path: Path, pki: ThrowawayPki, verify: Verify) -> None:
    signed = sign(attacks.text_page(tmp_path / "van-ban.pdf"), pki.signer())
    assert verify(signed).verdict is Verdict.VALID
    report = verify(attacks.swap_font(signed))
    assert report.verdict is Verdict.CONTENT_CHANGED
    assert Reason.APPEARANCE_DIFFERS in report.every_reason
    assert report.signatures[0].changed_pages == (1,)


def test_one_unreadable_signature_does_not_hide_the_other(
    signed: bytes, pki: ThrowawayPki, verify: Verify
) -> None:
    twice = sign(signed, pki.signer("Trần Quốc Vượng"), field="Leader", box=None)
    broken = signed + attacks.zero_contents(twice, which=1)[len(signed) :]
    report = verify(broken)
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert Reason.SIGNATURE_UNREADABLE in report.reasons
    assert [each.signer for each in report.signatures] == ["Nguyễn Thị Hồng Đào"]


class TestLaterVisibleSignature:
    """pyHanko lets a later stamp be drawn anywhere; what it does to signed content counts."""

    WIDTH, HEIGHT = (
        attacks.TEXT_BOX[2] - attacks.TEXT_BOX[0],
        attacks.TEXT_BOX[3] - attacks.TEXT_BOX[1],
    )

    def report(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify, drawing: bytes, **place: object
    ) -> VerificationReport:
        place.setdefault("box", attacks.TEXT_BOX)
        signer = pki.signer("Trần Quốc Vượng")
        return verify(sign(signed, signer, field="Leader", drawing=drawing, **place))

    def test_that_hides_text_under_paper(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        cover = b"0.97 0.96 0.93 rg 0 0 %d %d re f" % (self.WIDTH, self.HEIGHT)
        report = self.report(signed, pki, verify, cover)
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert report.signatures[0].reasons[0] is Reason.CONTENT_HIDDEN
        assert report.signatures[0].changed_pages == (1,)

    def test_that_hides_one_figure_only(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """A page-sized transparent stamp with one white patch."""
        patch = b"0.97 0.96 0.93 rg 150 745 10 25 re f"
        report = self.report(signed, pki, verify, patch, box=(0, 0, 595, 841))
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert Reason.CONTENT_HIDDEN in report.every_reason

    def test_that_blackens_text(self, signed: bytes, pki: ThrowawayPki, verify: Verify) -> None:
        black = b"0.1 0.1 0.25 rg 0 0 %d %d re f" % (self.WIDTH, self.HEIGHT)
        report = self.report(signed, pki, verify, black)
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert report.signatures[0].reasons[0] is Reason.CONTENT_HIDDEN

    def test_that_covers_text_with_seal_red(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        red = b"0.8 0.05 0.1 rg 0 0 %d %d re f" % (self.WIDTH, self.HEIGHT)
        report = self.report(signed, pki, verify, red)
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert Reason.CONTENT_HIDDEN in report.every_reason

    def test_that_rewrites_a_figure(self, signed: bytes, pki: ThrowawayPki, verify: Verify) -> None:
        """Strokes of the ink's own colour through the letters."""
        strokes = b"0.1 0.1 0.25 RG 1 w 40 20 m 240 40 l 40 40 m 240 20 l S"
        report = self.report(signed, pki, verify, strokes)
        assert report.verdict is not Verdict.VALID

    def test_that_takes_a_whole_page(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """As when number, date and seal are drawn into one appearance: lawful, and worth saying."""
        number = b"0.8 0 0 RG 300 120 60 60 re S"
        report = self.report(signed, pki, verify, number, box=(0, 0, 595, 841))
        assert report.verdict is Verdict.VALID_STRUCTURE_CHANGED
        assert report.signatures[0].reasons[0] is Reason.LATER_SIGNATURE_LARGE

    def test_that_covers_an_earlier_stamp(
        self, signed: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        cover = b"1 1 1 rg 0 0 190 40 re f"
        report = self.report(signed, pki, verify, cover, box=(40, 780, 230, 820))
        assert report.verdict is Verdict.VALID_STRUCTURE_CHANGED
        assert Reason.EARLIER_SIGNATURE_COVERED in report.every_reason
