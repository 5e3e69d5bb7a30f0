"""Files signed by the program itself with tokens, judged with live trust services."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509

from app.demo.office import Office
from signing.pades import sign_pdf
from signing.pkcs11_device import Pkcs11Device
from signing.placement import Placement, place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.verification.online_answers import OnlineAnswers
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Level, VerificationReport
from signing.verification.verdict import verify_pdf

Sign = Callable[..., Path]


@pytest.fixture(scope="module")
def office_trust(services: Office) -> TrustStore:
    def certificate(path: Path) -> x509.Certificate:
        return x509.Certificate.load(path.read_bytes())

    return TrustStore((certificate(services.root_der),), (certificate(services.intermediate_der),))


@pytest.fixture
def sign(services: Office, office_trust: TrustStore, tmp_path: Path) -> Sign:
    """``sign(source, name, at=None, time_stamp=False)``: by that person's token."""
    device = Pkcs11Device([services.module])

    def _sign(
        source: Path, name: str, *, at: Placement | None = None, time_stamp: bool = False
    ) -> Path:
        holder = services.person(name)
        token = next(each for each in device.tokens() if each.label == holder.label)
        found = device.certificates(token)
        certificate = next(each for each in found if each.serial == holder.serial)
        target = tmp_path / f"{source.stem}-{name}.pdf"
        now = datetime.now(UTC)
        with device.open(token, certificate, services.pin) as session:
            signed = sign_pdf(
                source=source,
                session=session,
                stamp=draw_stamp(DIGITISING, name=certificate.common_name, signing_time=now),
                placement=at or place_in_corner(DIGITISING, check_source(source).pages),
                signing_time=now,
                chain=office_trust.chain(certificate.der),
                timestamper=Timestamper(services.tsa_url, trust=office_trust)
                if time_stamp
                else None,
            )
            target.write_bytes(signed.content)
        return target

    return _sign


@pytest.fixture
def ask(office_trust: TrustStore) -> Callable[[Path], VerificationReport]:
    """Verification that asks the services."""

    def _ask(path: Path) -> VerificationReport:
        return verify_pdf(path, trust=office_trust, online=OnlineAnswers())

    return _ask


def test_with_a_time_stamp_nothing_is_left_to_say(
    scan: Path, sign: Sign, ask: Callable[[Path], VerificationReport]
) -> None:
    report = ask(sign(scan, "officer", time_stamp=True))
    assert (report.verdict, report.every_reason) == (Verdict.VALID, ())
    (signature,) = report.signatures
    assert (signature.level, signature.page) == (Level.B_T, 1)
    assert signature.rect is not None
    assert (signature.rect.width, signature.rect.height) == pytest.approx((190, 34))


def test_without_a_time_stamp_that_is_said(
    scan: Path, sign: Sign, ask: Callable[[Path], VerificationReport]
) -> None:
    report = ask(sign(scan, "officer"))
    assert (report.verdict, report.every_reason) == (Verdict.VALID, (Reason.TIME_NOT_PROVEN,))


def test_officer_then_leader(
    scan: Path, sign: Sign, ask: Callable[[Path], VerificationReport], office: Office
) -> None:
    first = sign(scan, "officer", time_stamp=True)
    pages = check_source(first).pages
    rule = place_in_corner(DIGITISING, pages)
    report = ask(sign(first, "leader", at=Placement(2, rule.rect), time_stamp=True))
    assert (report.verdict, report.every_reason) == (Verdict.VALID, ())
    assert [each.page for each in report.signatures] == [1, 2]
    assert [each.signer for each in report.signatures] == [
        office.person("officer").common_name,
        office.person("leader").common_name,
    ]


def test_revoked_according_to_the_service(
    scan: Path, sign: Sign, ask: Callable[[Path], VerificationReport], office_trust: TrustStore
) -> None:
    signed = sign(scan, "revoked")
    assert verify_pdf(signed, trust=office_trust).verdict is Verdict.VALID
    report = ask(signed)
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert Reason.CERTIFICATE_REVOKED in report.every_reason
    assert report.signatures[0].revoked_at is not None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("expired", Reason.CERTIFICATE_EXPIRED),
        ("not_yet_valid", Reason.CERTIFICATE_NOT_YET_VALID),
        ("wrong_purpose", Reason.CERTIFICATE_WRONG_PURPOSE),
    ],
)
def test_certificates_that_must_not_sign(
    name: str,
    reason: Reason,
    scan: Path,
    sign: Sign,
    ask: Callable[[Path], VerificationReport],
) -> None:
    report = ask(sign(scan, name))
    assert report.verdict is Verdict.CANNOT_VERIFY
    assert reason in report.every_reason


def test_poppler_agrees_on_honest_files(scan: Path, sign: Sign) -> None:
    """An independent reader; it knows integrity and coverage only (``-nocert``)."""
    first = sign(scan, "officer", time_stamp=True)
    rule = place_in_corner(DIGITISING, check_source(first).pages)
    second = sign(first, "leader", at=Placement(2, rule.rect))
    said = subprocess.run(
        ["pdfsig", "-nocert", second], capture_output=True, text=True, check=True
    ).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("Total document signed") == 1
