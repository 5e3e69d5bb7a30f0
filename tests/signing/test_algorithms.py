"""Every algorithm that the law knows, end to end: chosen, signed, and read by two strangers."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from asn1crypto import cms
from pkcs11 import MGF, Attribute, KeyType, Mechanism
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from app.demo.office import Office
from app.errors import AppError, Code
from signing.algorithms import (
    AlgorithmWish,
    RsaPadding,
    Scheme,
    SignatureAlgorithm,
    algorithm_for,
)
from signing.certificates import read_certificate
from signing.device import SigningSession
from signing.pades import sign_pdf
from signing.pkcs11_device import Pkcs11Device
from signing.pkcs11_mechanisms import key_attributes, knows
from signing.pkcs11_session import Pkcs11Session
from signing.pkcs12_device import Pkcs12Device
from signing.placement import place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.trust import Revocation, TrustStore
from tests.signing.software_keys import (
    PASSWORD,
    SoftwareKey,
    issue,
    issue_for_pss_alone,
    write_pfx,
)

MakePdf = Callable[..., Path]
NOW = datetime.now(UTC).replace(microsecond=0)
DIGESTS = ("sha256", "sha384", "sha512")
PSS = RsaPadding.PSS


@contextmanager
def on_token(office: Office, name: str, wish: AlgorithmWish) -> Iterator[SigningSession]:
    device = Pkcs11Device([office.module], wish=wish)
    holder = office.person(name)
    token = next(each for each in device.tokens() if each.label == holder.label)
    certificate = next(c for c in device.certificates(token) if c.serial == holder.serial)
    with device.open(token, certificate, office.pin) as session:
        yield session


@contextmanager
def in_file(mine: SoftwareKey, folder: Path, wish: AlgorithmWish) -> Iterator[SigningSession]:
    device = Pkcs12Device([write_pfx(folder / "key.p12", mine)], wish=wish)
    [token] = device.tokens()
    [certificate] = device.unlock(token, PASSWORD)
    with device.open(token, certificate, PASSWORD) as session:
        yield session


def sign_and_read(
    session: SigningSession,
    make_pdf: MakePdf,
    folder: Path,
    trust: TrustStore,
    second_reader: Callable[[Path, str], None] | None = None,
) -> cms.SignerInfo:
    """Sign a scan; the SignerInfo, once pyHanko and poppler have found the signature valid."""
    source, target = make_pdf(folder / "scan.pdf"), folder / "signed.pdf"
    certificate = session.certificate
    signed = sign_pdf(
        source=source,
        session=session,
        stamp=draw_stamp(DIGITISING, name=certificate.common_name, signing_time=NOW),
        placement=place_in_corner(DIGITISING, check_source(source).pages),
        signing_time=NOW,
        chain=trust.chain(certificate.der),
    )
    target.write_bytes(signed.content)
    with target.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        context = trust.validation_context(revocation=Revocation.IGNORED)
        status = validate_pdf_signature(signature, context)
        assert status.bottom_line, status.pretty_print_details()
        info = signature.signer_info
    (second_reader or read_by_poppler)(target, session.algorithm.digest)
    return info


def read_by_poppler(signed: Path, digest: str) -> None:
    said = subprocess.run(
        ["pdfsig", "-nocert", signed], capture_output=True, check=True, text=True
    ).stdout
    assert "Signature is Valid." in said
    assert f"Signing Hash Algorithm: {digest.upper().replace('SHA', 'SHA-')}" in said


def read_by_openssl(signed: Path, digest: str) -> None:
    """For keys certified as id-RSASSA-PSS, which poppler (22.12, NSS) finds always invalid."""
    content, detached = signed.with_suffix(".content"), signed.with_suffix(".cms")
    with signed.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        ranges = [int(each) for each in signature.sig_object["/ByteRange"]]
        detached.write_bytes(cms.ContentInfo.load(signature.pkcs7_content).dump())
        stream.seek(0)
        whole = stream.read()
        content.write_bytes(
            b"".join(whole[a : a + n] for a, n in zip(ranges[::2], ranges[1::2], strict=True))
        )
    subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", detached,
         "-content", content, "-out", "/dev/null"],
        check=True, capture_output=True,
    )  # fmt: skip


def named(info: cms.SignerInfo) -> SignatureAlgorithm:
    """The algorithm that SignerInfo names; the parameters of PSS must say the same thrice."""
    digest = info["digest_algorithm"]["algorithm"].native
    algorithm = info["signature_algorithm"]
    if algorithm["algorithm"].native == "rsassa_pss":
        parameters = algorithm["parameters"].native
        assert parameters["hash_algorithm"]["algorithm"] == digest
        assert parameters["mask_gen_algorithm"]["parameters"]["algorithm"] == digest
        assert parameters["salt_length"] == int(digest[3:]) // 8
        return SignatureAlgorithm(Scheme.RSA_PSS, digest)
    assert algorithm.hash_algo == digest
    kind = {"rsassa_pkcs1v15": Scheme.RSA_PKCS1, "ecdsa": Scheme.ECDSA}
    return SignatureAlgorithm(kind[algorithm.signature_algo], digest)


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize(
    ("name", "padding", "scheme"),
    [
        ("officer", RsaPadding.PKCS1, Scheme.RSA_PKCS1),
        ("rsa_3072", PSS, Scheme.RSA_PSS),
        ("asks_each_time", PSS, Scheme.RSA_PSS),
        ("ec_p256", PSS, Scheme.ECDSA),
    ],
)
def test_token_signs_by_each_algorithm(
    name: str,
    padding: RsaPadding,
    scheme: Scheme,
    digest: str,
    office: Office,
    make_pdf: MakePdf,
    tmp_path: Path,
    trust: TrustStore,
) -> None:
    with on_token(office, name, AlgorithmWish(padding, digest)) as session:
        assert session.algorithm == SignatureAlgorithm(scheme, digest)
        info = sign_and_read(session, make_pdf, tmp_path, trust)
    assert named(info) == SignatureAlgorithm(scheme, digest)


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize(
    ("kind", "padding", "scheme"),
    [
        ("rsa", RsaPadding.PKCS1, Scheme.RSA_PKCS1),
        ("rsa", PSS, Scheme.RSA_PSS),
        ("P-256", PSS, Scheme.ECDSA),
        ("P-521", PSS, Scheme.ECDSA),
    ],
)
def test_file_signs_by_each_algorithm(
    kind: str,
    padding: RsaPadding,
    scheme: Scheme,
    digest: str,
    office: Office,
    make_pdf: MakePdf,
    tmp_path: Path,
    trust: TrustStore,
) -> None:
    with in_file(issue(office, kind), tmp_path, AlgorithmWish(padding, digest)) as session:
        info = sign_and_read(session, make_pdf, tmp_path, trust)
    assert named(info) == SignatureAlgorithm(scheme, digest)


@pytest.mark.parametrize(
    ("kind", "digest"), [("P-256", "sha256"), ("P-384", "sha384"), ("P-521", "sha512")]
)
def test_digest_is_as_long_as_the_curve_unless_asked_otherwise(
    kind: str, digest: str, office: Office
) -> None:
    certificate = issue(office, kind).der
    assert algorithm_for(certificate) == SignatureAlgorithm(Scheme.ECDSA, digest)
    wish = AlgorithmWish(digest="sha384")
    assert algorithm_for(certificate, wish) == SignatureAlgorithm(Scheme.ECDSA, "sha384")


def test_key_certified_for_pss_signs_as_its_certificate_says(
    office: Office, make_pdf: MakePdf, tmp_path: Path, trust: TrustStore
) -> None:
    mine = issue_for_pss_alone(office, tmp_path)
    demanded = SignatureAlgorithm(Scheme.RSA_PSS, "sha384")
    assert algorithm_for(mine.der, AlgorithmWish(RsaPadding.PKCS1, "sha256")) == demanded
    with in_file(mine, tmp_path, AlgorithmWish()) as session:
        info = sign_and_read(session, make_pdf, tmp_path, trust, read_by_openssl)
    assert named(info) == demanded


def test_digest_that_the_law_does_not_know_is_refused(office: Office) -> None:
    with pytest.raises(AppError) as refused:
        algorithm_for(issue(office).der, AlgorithmWish(digest="sha1"))
    assert refused.value.code is Code.CERTIFICATE_WRONG_PURPOSE


def test_key_that_allows_pss_alone_is_used_for_pss(office: Office) -> None:
    holder = office.person("officer")
    token = pkcs11.lib(str(office.module)).get_token(token_label=holder.label)
    allowed = {Attribute.ALLOWED_MECHANISMS: (Mechanism.SHA256_RSA_PKCS_PSS,)}
    with token.open(user_pin=office.pin, attribute_mapper=key_attributes()) as opened:
        public, private = opened.generate_keypair(
            KeyType.RSA, 2048, private_template=allowed, store=False
        )
        session = Pkcs11Session(
            certificate=read_certificate(holder.certificate.read_bytes()),
            key=private,
            pin=None,
            look_again=lambda: None,
            require_here=lambda: None,
            wish=AlgorithmWish(),
        )
        assert session.algorithm == SignatureAlgorithm(Scheme.RSA_PSS, "sha256")
        assert public.verify(
            b"data",
            session.sign(b"data"),
            mechanism=Mechanism.SHA256_RSA_PKCS_PSS,
            mechanism_param=(Mechanism.SHA256, MGF.SHA256, 32),
        )


def test_token_without_pss_signs_by_pkcs1_though_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "signing.pkcs11_session.allowed_by", lambda key: frozenset({Mechanism.RSA_PKCS})
    )
    with on_token(office, "officer", AlgorithmWish(PSS)) as session:
        assert session.algorithm == SignatureAlgorithm(Scheme.RSA_PKCS1, "sha256")


def test_raw_mechanisms_are_enough() -> None:
    assert knows(Scheme.ECDSA, {Mechanism.ECDSA})
    assert knows(Scheme.RSA_PSS, {Mechanism.SHA384_RSA_PKCS_PSS})
    assert not knows(Scheme.RSA_PSS, {Mechanism.RSA_PKCS, Mechanism.SHA256_RSA_PKCS})


def test_several_are_signed_in_their_order(office: Office) -> None:
    with on_token(office, "officer", AlgorithmWish()) as session:
        assert session.together == 1
        datas = [b"first", b"second", b"third"]
        assert session.sign_all(datas) == tuple(session.sign(each) for each in datas)
