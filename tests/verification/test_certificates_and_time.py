"""Whose certificate, trusted by whom, valid when, revoked since: what the verdict makes of it."""

import socket
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import crl
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.trust import TrustStore
from signing.verification.online_answers import OnlineAnswers
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Level, Validity, VerificationReport
from tests.verification.signed_files import sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Verify = Callable[..., VerificationReport]
DAY, YEAR = timedelta(days=1), timedelta(days=365)


def only(report: VerificationReport) -> tuple[Verdict, Validity, Reason]:
    """The verdict, and of the only signature its validity and its first reason."""
    (signature,) = report.signatures
    return report.verdict, signature.validity, signature.reasons[0]


def with_lists(data: bytes, pki: ThrowawayPki, *lists: crl.CertificateList) -> bytes:
    stream = BytesIO(data)
    DocumentSecurityStore.add_dss(stream, sig_contents=None, certs=[pki.ca.asn1], crls=lists)
    return stream.getvalue()


class TestValidityPeriod:
    def expired(self, pki: ThrowawayPki) -> SimpleSigner:
        return pki.signer("Đã hết hạn", start=NOW - 2 * YEAR, end=NOW - DAY)

    def test_signed_while_valid_expired_since(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """The law asks for validity when it was signed; that nothing proves the time is said."""
        report = verify(sign(scan, self.expired(pki), at=NOW - YEAR))
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].judged_at == NOW - YEAR
        assert Reason.TIME_NOT_PROVEN in report.every_reason

    def test_signed_after_it_expired(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(sign(scan, self.expired(pki), at=NOW))
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.CERTIFICATE_EXPIRED)
        assert only(report) == expected

    def test_backdated_but_stamped_after_it_expired(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        stamper = pki.time_stamper(NOW - timedelta(hours=1))
        report = verify(sign(scan, self.expired(pki), at=NOW - YEAR, time_stamper=stamper))
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.CERTIFICATE_EXPIRED)
        assert only(report) == expected

    def test_not_yet_valid(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        early = pki.signer("Chưa có hiệu lực", start=NOW + DAY, end=NOW + YEAR)
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.CERTIFICATE_NOT_YET_VALID)
        assert only(verify(sign(scan, early))) == expected

    def test_from_the_future(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(sign(scan, pki.signer(), at=NOW + DAY))
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert Reason.TIME_IN_FUTURE in report.every_reason


class TestTrust:
    def test_another_root_of_the_same_name(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        report = verify(sign(scan, ThrowawayPki().signer()))
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert report.signatures[0].validity is not Validity.VALID
        assert report.signatures[0].signer == "Nguyễn Thị Hồng Đào"

    def test_no_anchors(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(sign(scan, pki.signer()), trust=TrustStore(anchors=()))
        expected = (Verdict.CANNOT_VERIFY, Validity.UNKNOWN, Reason.CERTIFICATE_UNTRUSTED)
        assert only(report) == expected

    def test_certificate_that_may_not_sign(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        report = verify(sign(scan, pki.signer("Mã hóa", signs=False)))
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.CERTIFICATE_WRONG_PURPOSE)
        assert only(report) == expected

    def test_kind_of_the_root_is_named(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        trust = pki.trust()
        labels = {trust.anchors[0].sha256.hex(): "chuyên dùng công vụ"}
        labelled = TrustStore(trust.anchors, trust.intermediates, labels=labels)
        report = verify(sign(scan, pki.signer()), trust=labelled)
        assert report.signatures[0].authority == "chuyên dùng công vụ"

    def test_authority_of_the_first_government_generation(self, scan: Path, verify: Verify) -> None:
        """Signed with SHA-1 and in force until 2030: accepted and said."""
        first = ThrowawayPki.of_first_generation()
        report = verify(sign(scan, first.signer()), trust=first.trust())
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].reasons[0] is Reason.SHA1_IN_PATH

    def test_document_digest_with_sha1(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(sign(scan, pki.signer(), md_algorithm="sha1"))
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.ALGORITHM_WEAK)
        assert only(report) == expected

    def test_stamp_of_an_untrusted_authority(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        report = verify(sign(scan, pki.signer(), time_stamper=ThrowawayPki().time_stamper(NOW)))
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert Reason.TIMESTAMP_INVALID in report.every_reason
        assert report.signatures[0].timestamped_at is None
        assert report.signatures[0].level is Level.B_B


class TestRevocation:
    """Lists in the file's own /DSS; the network is not asked."""

    def lists(self, pki: ThrowawayPki, name: str, *, days: int) -> list[crl.CertificateList]:
        """Lists of now; the signer is revoked ``days`` from now."""
        revoked = (pki.holders[name], NOW + days * DAY)
        return [
            pki.revocation_list(issuer=pki.root, at=NOW),
            pki.revocation_list(revoked, issuer=pki.ca, at=NOW),
        ]

    def test_revoked_before_the_claimed_time(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(scan, pki.signer("Thu hồi trước"))
        lists = self.lists(pki, "Thu hồi trước", days=-3)
        report = verify(with_lists(signed, pki, *lists))
        expected = (Verdict.CANNOT_VERIFY, Validity.INVALID, Reason.CERTIFICATE_REVOKED)
        assert only(report) == expected
        assert report.signatures[0].revoked_at == NOW - 3 * DAY

    def test_backdated_to_before_the_revocation(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """Without a time stamp a stolen key could claim any time."""
        signed = sign(scan, pki.signer("Thu hồi sau"), at=NOW - 30 * DAY)
        report = verify(with_lists(signed, pki, *self.lists(pki, "Thu hồi sau", days=-3)))
        assert only(report)[2] is Reason.CERTIFICATE_REVOKED
        assert report.verdict is Verdict.CANNOT_VERIFY

    def test_stamped_before_the_revocation(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        then = NOW - 30 * DAY
        signed = sign(
            scan, pki.signer("Có dấu thời gian"), at=then, time_stamper=pki.time_stamper(then)
        )
        lists = self.lists(pki, "Có dấu thời gian", days=-3)
        report = verify(with_lists(signed, pki, *lists))
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].validity is Validity.VALID

    def test_list_of_yesterday_says_nothing_about_today(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(scan, pki.signer())
        old = [
            pki.revocation_list(issuer=issuer, at=NOW - 3 * DAY) for issuer in (pki.root, pki.ca)
        ]
        report = verify(with_lists(signed, pki, *old))
        assert report.verdict is Verdict.VALID
        assert Reason.REVOCATION_UNKNOWN in report.every_reason

    def test_list_made_after_the_certificate_expired(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """Authorities drop expired certificates from their lists."""
        expired = pki.signer("Hết hạn, không có trong danh sách", end=NOW - timedelta(hours=1))
        signed = sign(scan, expired, at=NOW - DAY)
        report = verify(
            with_lists(
                signed,
                pki,
                *(pki.revocation_list(issuer=issuer, at=NOW) for issuer in (pki.root, pki.ca)),
            )
        )
        assert Reason.REVOCATION_UNKNOWN in report.every_reason

    def test_list_signed_by_a_stranger(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        stranger = ThrowawayPki()
        lists = [
            stranger.revocation_list(issuer=issuer, at=NOW)
            for issuer in (stranger.root, stranger.ca)
        ]
        report = verify(with_lists(sign(scan, pki.signer()), pki, *lists))
        assert Reason.REVOCATION_UNKNOWN in report.every_reason

    def test_no_service_is_said(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        """Nobody listens where the certificates point."""
        report = verify(sign(scan, pki.signer()), online=OnlineAnswers())
        assert report.verdict is Verdict.VALID
        assert Reason.REVOCATION_UNKNOWN in report.every_reason

    def test_service_that_keeps_us_waiting_is_left_alone(self, scan: Path, verify: Verify) -> None:
        """One file waits for it, the rest of the batch does not."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            pki = ThrowawayPki(port=silent.getsockname()[1])
            online = OnlineAnswers(timeout=1.0)
            online.patience = 0.2
            signed = sign(scan, pki.signer())
            assert online.fetchers() is not None
            report = verify(signed, trust=pki.trust(), online=online)
            assert Reason.REVOCATION_UNKNOWN in report.every_reason
            assert online.fetchers() is None
            again = verify(signed, trust=pki.trust(), online=online)
            assert again.verdict is Verdict.VALID


class TestLevels:
    """What the file alone shows, and what it does not (ETSI EN 319 142-1, 6.3)."""

    def lists(self, pki: ThrowawayPki) -> list[crl.CertificateList]:
        return [pki.revocation_list(issuer=issuer, at=NOW) for issuer in (pki.root, pki.ca)]

    def test_answers_for_signer_and_stamp(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(scan, pki.signer(), time_stamper=pki.time_stamper(NOW))
        data = with_lists(signed, pki, *self.lists(pki))
        for now in (NOW, NOW + YEAR / 2, NOW + 5 * YEAR):
            assert verify(data, now=now).signatures[0].level is Level.B_LT

    def test_answers_for_the_signer_alone(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """The time-stamp authority is another one, of which the file shows nothing."""
        other = ThrowawayPki()
        signed = sign(scan, pki.signer(), time_stamper=other.time_stamper(NOW))
        trust = TrustStore(
            (pki.root.asn1, other.root.asn1), intermediates=(pki.ca.asn1, other.ca.asn1)
        )
        data = with_lists(signed, pki, *self.lists(pki))
        report = verify(data, trust=trust)
        assert report.signatures[0].level is Level.B_T
        assert Reason.TIMESTAMP_REVOCATION_UNKNOWN in report.every_reason
        both = with_lists(data, other, *self.lists(other))
        assert verify(both, trust=trust).signatures[0].level is Level.B_LT

    def test_answers_without_a_time(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        data = with_lists(sign(scan, pki.signer()), pki, *self.lists(pki))
        assert verify(data).signatures[0].level is Level.B_B
