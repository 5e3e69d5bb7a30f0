"""Each signing service: certificates, one confirmation for many hashes, a signed PDF."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from app.demo.office import Office
from app.errors import AppError, Code
from signing.algorithms import AlgorithmWish, RsaPadding, Scheme, SignatureAlgorithm
from signing.cms import CmsBuilder
from signing.pades import sign_pdf
from signing.placement import place_in_corner
from signing.profiles import DIGITISING
from signing.remote.account import RemoteKind
from signing.remote.totp import one_time_code
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.trust import Revocation, TrustStore
from tests.signing.doubles.signing_service import PASSWORD, TOTP_KEY, SigningService
from tests.signing.remote_services import ECDSA_SHA256, PSS, RSA, Remote, remote
from tests.signing.software_keys import SoftwareKey, issue

NOW = datetime.now(UTC).replace(microsecond=0)
BY_PHONE = (RemoteKind.VNPT_SMARTCA, RemoteKind.VIETTEL_MYSIGN, RemoteKind.CSC)
DATAS = [b"first", b"second", b"third"]


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


@pytest.fixture(params=list(RemoteKind))
def made(request: pytest.FixtureRequest, owned: SoftwareKey) -> Iterator[Remote]:
    with remote(request.param, SigningService(owned)) as each:
        yield each


def test_signed_pdf_is_valid_for_pyhanko_and_poppler(
    made: Remote, make_pdf: Callable[..., Path], tmp_path: Path, trust: TrustStore
) -> None:
    source, target = make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf"
    with made.session() as session:
        signed = sign_pdf(
            source=source, session=session,
            stamp=draw_stamp(DIGITISING, name="Nguyễn Thị Hồng Đào", signing_time=NOW),
            placement=place_in_corner(DIGITISING, check_source(source).pages),
            signing_time=NOW, chain=trust.chain(session.certificate.der),
        )  # fmt: skip
        target.write_bytes(signed.content)
    with target.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        context = trust.validation_context(revocation=Revocation.IGNORED)
        assert validate_pdf_signature(signature, context).bottom_line
    said = subprocess.run(["pdfsig", "-nocert", target], capture_output=True, check=True, text=True)
    assert "Signature is Valid." in said.stdout


def test_one_confirmation_covers_the_batch(made: Remote, owned: SoftwareKey) -> None:
    public = owned.key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    with made.session() as session:
        assert session.together >= len(DATAS)
        signatures = session.sign_all(DATAS)
    assert len(made.service.transactions) == 1
    for data, signature in zip(DATAS, signatures, strict=True):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())


def test_more_than_one_confirmation_covers_is_cut_into_batches(owned: SoftwareKey) -> None:
    with remote(RemoteKind.CSC, SigningService(owned)) as made, made.session() as session:
        assert session.together == 5
        assert len(session.sign_all([str(number).encode() for number in range(12)])) == 12
    assert [len(each.hashes) for each in made.service.transactions.values()] == [5, 5, 2]


def test_cms_objects_of_a_batch_need_one_confirmation(made: Remote, trust: TrustStore) -> None:
    digests = [hashlib.sha256(data).digest() for data in DATAS]
    with made.session() as session:
        chain = trust.chain(session.certificate.der)
        built = CmsBuilder(session, chain=chain, timestamper=None).build_all(digests)
    assert len(made.service.transactions) == 1
    for digest, encoded in zip(digests, built, strict=True):
        data = cms.ContentInfo.load(encoded)["content"]
        signer = asn1_x509.Certificate.load(session.certificate.der)
        intact, valid = validate_sig_integrity(data["signer_infos"][0], signer, "data", digest)
        assert (intact, valid) == (True, True)


@pytest.mark.parametrize("kind", BY_PHONE)
def test_the_officer_hears_of_the_waiting(kind: RemoteKind, owned: SoftwareKey) -> None:
    with remote(kind, SigningService(owned, looks=3)) as made, made.session() as session:
        session.sign_all(DATAS)
    assert [(each.signatures, each.trouble) for each in made.waited] == [(3, None)] * 3
    assert all(0 < each.left <= 60 for each in made.waited)


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_pin_is_asked_where_something_is_typed(kind: RemoteKind, owned: SoftwareKey) -> None:
    with remote(kind, SigningService(owned)) as made:
        [token] = made.device.tokens()
        assert token.own_pin_pad is (kind in BY_PHONE)
        assert made.line.asked == []
        if not token.own_pin_pad:
            with pytest.raises(AppError) as refused, made.session(""):
                pytest.fail("opened without anything typed")
            assert refused.value.code is Code.PIN_REQUIRED


@pytest.mark.parametrize("kind", [RemoteKind.VNPT_SMARTCA_OTP, RemoteKind.CSC_PIN])
def test_wrong_password_stops_at_once(kind: RemoteKind, owned: SoftwareKey) -> None:
    with (
        remote(kind, SigningService(owned)) as made,
        made.session("sai") as session,
        pytest.raises(AppError) as refused,
    ):
        session.sign(b"data")
    assert refused.value.code is Code.REMOTE_PASSWORD_WRONG
    assert made.service.transactions == {}
    assert made.asked("authorize") + made.asked("v2/signatures/sign") == 1


@pytest.mark.parametrize("status", [400, 401])
def test_wrong_pin_is_sent_once_whatever_the_status(status: int, owned: SoftwareKey) -> None:
    with remote(RemoteKind.CSC_PIN, SigningService(owned)) as made, made.session("1") as session:
        made.app.state.wrong_pin_status = status
        with pytest.raises(AppError) as refused:
            session.sign(b"data")
        assert refused.value.code is Code.REMOTE_PASSWORD_WRONG
        assert made.app.state.wrong_pins == 1


def test_typed_code_goes_with_the_kept_password(owned: SoftwareKey) -> None:
    kind = RemoteKind.VNPT_SMARTCA_OTP
    with remote(kind, SigningService(owned), totp_key="", password=PASSWORD) as made:
        code = one_time_code(TOTP_KEY, datetime.now(UTC).timestamp())
        with made.session(code) as session:
            assert len(session.sign_all(DATAS)) == 3
            with pytest.raises(AppError) as used_up:
                session.sign(b"again")
    assert used_up.value.code is Code.REMOTE_PASSWORD_WRONG


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_one_time_codes_of_rfc_6238(at: int, code: str) -> None:
    assert one_time_code("gezd gnbv gy3t qojq GEZDGNBVGY3TQOJQ", at) == code


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_consortium_signs_by_pss(digest: str, owned: SoftwareKey) -> None:
    wish = AlgorithmWish(RsaPadding.PSS, digest)
    public = owned.key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    service = SigningService(owned)
    with (
        remote(RemoteKind.CSC, service, wish=wish, algorithms=(RSA, PSS)) as made,
        made.session() as session,
    ):
        assert session.algorithm == SignatureAlgorithm(Scheme.RSA_PSS, digest)
        signature = session.sign(b"data")
    hashing = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    salt = int(digest[3:]) // 8
    scheme = padding.PSS(padding.MGF1(hashing[digest]), salt)
    public.verify(signature, b"data", scheme, hashing[digest])


def test_consortium_signs_by_ecdsa(office: Office) -> None:
    mine = issue(office, "P-256")
    with (
        remote(RemoteKind.CSC_PIN, SigningService(mine), algorithms=(ECDSA_SHA256,)) as made,
        made.session() as session,
    ):
        signature = session.sign(b"data")
    public = mine.key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, b"data", ec.ECDSA(hashes.SHA256()))


def test_algorithm_that_the_service_lacks(office: Office) -> None:
    mine = issue(office, "P-256")
    with (
        remote(RemoteKind.VIETTEL_MYSIGN, SigningService(mine)) as made,
        pytest.raises(AppError) as refused,
        made.session(),
    ):
        pytest.fail("opened a key that cannot sign there")
    assert refused.value.code is Code.REMOTE_UNSUPPORTED


def test_services_with_one_digest_are_not_asked_for_another(owned: SoftwareKey) -> None:
    wish = AlgorithmWish(RsaPadding.PSS, "sha512")
    with (
        remote(RemoteKind.VNPT_SMARTCA, SigningService(owned), wish=wish) as made,
        made.session() as session,
    ):
        assert session.algorithm == SignatureAlgorithm(Scheme.RSA_PKCS1, "sha256")
