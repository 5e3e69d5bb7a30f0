"""What a certificate says, and who may sign with it when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.demo.office import Office
from app.errors import AppError, Code
from signing.certificates import (
    check_certificate,
    choose_certificate,
    is_authority,
    read_certificate,
)
from signing.device import Certificate

NOW = datetime.now(UTC)


@pytest.fixture
def of(office: Office) -> Callable[[str], Certificate]:
    """The certificate of a person of the office by short name."""
    return lambda name: read_certificate(office.person(name).certificate.read_bytes())


def self_made(*uids: str) -> Certificate:
    """A certificate whose subject holds ``uids`` and which states no key usage."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.USER_ID, uid) for uid in uids])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(0xABC)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return read_certificate(built.public_bytes(serialization.Encoding.DER), key_id=b"\x01")


def refusal(certificate: Certificate, identity_number: str = "") -> Code:
    with pytest.raises(AppError) as refused:
        check_certificate(certificate, now=NOW, identity_number=identity_number)
    return refused.value.code


def test_officer_reads_vietnamese_names(of: Callable[[str], Certificate]) -> None:
    certificate = of("officer")
    assert certificate.common_name == "Nguyễn Thị Hồng Đào"
    assert "UID=CCCD:089188004217" in certificate.subject
    assert "CN=Nguyễn Thị Hồng Đào" in certificate.subject
    assert certificate.issuer.startswith("C=VN")


@pytest.mark.parametrize(
    ("uids", "number"),
    [
        (["CCCD:089188004217"], "089188004217"),
        (["cccd : 089188004217"], "089188004217"),
        (["CMND:351234567"], "351234567"),
        (["MST:1600999001", "CCCD:089188004217"], "089188004217"),
        (["089188004217"], ""),
        ([], ""),
    ],
)
def test_number_in_the_subject(uids: list[str], number: str) -> None:
    assert self_made(*uids).identity_number == number


def test_certificate_without_key_usage_may_sign() -> None:
    assert self_made().may_sign


def test_bytes_that_are_no_certificate() -> None:
    with pytest.raises(AppError) as refused:
        read_certificate(b"\x30\x03\x02\x01\x01")
    assert refused.value.code is Code.CERTIFICATE_ABSENT


def test_authorities_are_told_from_people(office: Office) -> None:
    assert is_authority(office.intermediate_der.read_bytes())
    assert not is_authority(office.person("officer").certificate.read_bytes())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", Code.CERTIFICATE_EXPIRED),
        ("not_yet_valid", Code.CERTIFICATE_NOT_YET_VALID),
        ("wrong_purpose", Code.CERTIFICATE_WRONG_PURPOSE),
    ],
)
def test_certificate_that_may_not_sign(
    of: Callable[[str], Certificate], name: str, code: Code
) -> None:
    assert refusal(of(name)) is code


def test_certificate_of_somebody_else_is_refused_without_showing_the_number(
    of: Callable[[str], Certificate],
) -> None:
    with pytest.raises(AppError) as refused:
        check_certificate(of("another_officer"), now=NOW, identity_number="089188004217")
    assert refused.value.code is Code.CERTIFICATE_OF_ANOTHER_OFFICER
    assert "089091007358" not in str(refused.value)


def test_certificate_without_a_number_is_nobodys() -> None:
    assert refusal(self_made(), "089188004217") is Code.CERTIFICATE_OF_ANOTHER_OFFICER


def test_number_is_compared_by_its_digits(of: Callable[[str], Certificate]) -> None:
    check_certificate(of("officer"), now=NOW, identity_number="CCCD 089188 004217")
    check_certificate(of("officer"), now=NOW, identity_number="")


def test_choice_falls_on_the_one_that_may_sign(of: Callable[[str], Certificate]) -> None:
    all_of_them = [of("expired"), of("renewed"), of("wrong_purpose"), of("another_officer")]
    chosen = choose_certificate(all_of_them, now=NOW, identity_number="089185002640")
    assert chosen == of("renewed")


def test_choice_explains_the_newest_when_none_may_sign(of: Callable[[str], Certificate]) -> None:
    with pytest.raises(AppError) as refused:
        choose_certificate([of("expired"), of("wrong_purpose")], now=NOW, identity_number="")
    assert refused.value.code is Code.CERTIFICATE_WRONG_PURPOSE
    with pytest.raises(AppError) as refused:
        choose_certificate([], now=NOW, identity_number="")
    assert refused.value.code is Code.CERTIFICATE_ABSENT
