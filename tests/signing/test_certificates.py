"""What a certificate says, and who may sign with it when."""

from collections.abc import Callable
from contextlib import nullcontext
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
from tests.signing.software_keys import issue

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


@pytest.mark.parametrize(
    ("purposes", "may_sign"),
    [
        ([], True),
        (["1.3.6.1.5.5.7.3.2"], False),  # clientAuth alone
        (["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"], True),
        (["1.2.840.113583.1.1.5"], True),
        (["1.3.6.1.4.1.311.10.3.12"], True),
        (["1.3.6.1.5.5.7.3.36"], True),
        (["1.3.6.1.5.5.7.3.8"], False),  # timeStamping
    ],
)
def test_extended_purposes_of_the_governments_tool(
    purposes: list[str], may_sign: bool, office: Office
) -> None:
    assert read_certificate(issue(office, "P-256", purposes=purposes).der).may_sign is may_sign


def test_extended_purpose_does_not_make_up_for_the_key_usage(office: Office) -> None:
    mine = issue(office, "P-256", purposes=["1.3.6.1.5.5.7.3.4"], usages=("key_agreement",))
    assert refusal(read_certificate(mine.der)) is Code.CERTIFICATE_WRONG_PURPOSE


OFFICER, ELSE = "089188004217", "089091007358"


@pytest.mark.parametrize(
    ("name", "number", "bound", "code"),
    [
        ("officer", OFFICER, "officer", None),
        ("officer", "", "officer", None),
        ("organization", OFFICER, "organization", None),  # the clerk, with the office's own
        ("officer", OFFICER, "another_officer", Code.CERTIFICATE_NOT_BOUND),
        ("officer", ELSE, "another_officer", Code.CERTIFICATE_OF_ANOTHER_OFFICER),
        ("officer", "", "another_officer", Code.CERTIFICATE_OF_ANOTHER_OFFICER),
    ],
)
def test_certificate_bound_to_the_account(
    name: str, number: str, bound: str, code: Code | None, of: Callable[[str], Certificate]
) -> None:
    written = f"00:{of(bound).serial.upper()}"
    expected = pytest.raises(AppError, match=code.value) if code else nullcontext()
    with expected:
        check_certificate(of(name), now=NOW, identity_number=number, bound_serial=written)


def test_binding_that_is_no_number_fits_nobody(of: Callable[[str], Certificate]) -> None:
    with pytest.raises(AppError) as refused:
        check_certificate(of("officer"), now=NOW, identity_number=OFFICER, bound_serial="chưa rõ")
    assert refused.value.code is Code.CERTIFICATE_NOT_BOUND
