"""Signed files: what independent readers say of them, and everything that must stop a signature."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, MDPPerm
from pyhanko.sign.validation import validate_pdf_signature

from app.demo.office import Office
from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.algorithms import Scheme, SignatureAlgorithm
from signing.device import Certificate, SigningSession
from signing.pades import SignedPdf, sign_pdf
from signing.placement import Placement, place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from signing.trust import Revocation, TrustStore
from tests.signing.conftest import OpenSession, SignElsewhere

MakePdf = Callable[..., Path]
NOW = datetime.now(UTC).replace(microsecond=0)


def sign(
    source: Path, target: Path, session: SigningSession, trust: TrustStore | None = None
) -> SignedPdf:
    """Sign by the digitising rule."""
    certificate = session.certificate
    signed = sign_pdf(
        source=source,
        session=session,
        stamp=draw_stamp(DIGITISING, name=certificate.common_name, signing_time=NOW),
        placement=place_in_corner(DIGITISING, check_source(source).pages),
        signing_time=NOW,
        chain=trust.chain(certificate.der) if trust else (),
    )
    target.write_bytes(signed.content)
    return signed


def said_by_poppler(path: Path) -> str:
    return subprocess.run(
        ["pdfsig", "-nocert", path], capture_output=True, check=True, text=True
    ).stdout


@pytest.mark.parametrize("name", ["officer", "rsa_3072", "ec_p256", "asks_each_time"])
def test_signature_is_valid_and_trusted(
    name: str, make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, trust: TrustStore
) -> None:
    source, target = make_pdf(tmp_path / "scan.pdf", pages=2), tmp_path / "signed.pdf"
    with open_session(name) as session:
        signed = sign(source, target, session, trust)
    assert (signed.level, signed.timestamp_error) == ("B-B", None)
    with target.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        context = trust.validation_context(revocation=Revocation.IGNORED)
        status = validate_pdf_signature(signature, context)
        assert status.bottom_line, status.pretty_print_details()
        assert signature.field_name == signed.field
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert signature.self_reported_timestamp == NOW
        assert signature.docmdp_level is None
        assert signature.fieldmdp.action is FieldMDPAction.INCLUDE
        assert signature.fieldmdp.fields == [signed.field]
        attributes = {a["type"].native for a in signature.signer_info["signed_attrs"]}
        assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
        # The chain is there for readers without a network, the root is theirs to know.
        assert [c.dump() for c in signature.other_embedded_certs] == [
            c.dump() for c in trust.intermediates
        ]


def test_poppler_agrees_and_reads_the_vietnamese_of_the_stamp(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf"
    with open_session("officer") as session:
        sign(source, target, session)
    said = said_by_poppler(target)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    text = subprocess.run(["pdftotext", target, "-"], capture_output=True, check=True, text=True)
    assert "Người sao chụp: Nguyễn Thị Hồng Đào" in text.stdout
    assert "Thời gian: " in text.stdout


def test_original_bytes_are_kept_and_the_original_stays(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf"
    before = source.read_bytes()
    with open_session("officer") as session:
        sign(source, target, session)
    assert source.read_bytes() == before
    assert target.read_bytes().startswith(before)


def test_second_and_third_signature_leave_the_earlier_ones_valid(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, trust: TrustStore
) -> None:
    path = make_pdf(tmp_path / "scan.pdf")
    for number, name in enumerate(("officer", "leader", "organization")):
        target = tmp_path / f"signed{number}.pdf"
        with open_session(name) as session:
            sign(path, target, session, trust)
        path = target
    context = trust.validation_context(revocation=Revocation.IGNORED)
    with path.open("rb") as stream:
        signatures = PdfFileReader(stream).embedded_signatures
        assert len({each.field_name for each in signatures}) == 3
        for each in signatures:
            assert validate_pdf_signature(each, context).bottom_line
    assert said_by_poppler(path).count("Signature is Valid.") == 3


def test_signature_of_another_program_stays_valid(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, sign_elsewhere: SignElsewhere
) -> None:
    source = sign_elsewhere(make_pdf(tmp_path / "scan.pdf"), tmp_path / "received.pdf")
    with open_session("officer") as session:
        sign(source, tmp_path / "signed.pdf", session)
    assert check_source(tmp_path / "signed.pdf").signatures == 2


def test_locked_file_is_refused_before_the_key_is_used(
    make_pdf: MakePdf, tmp_path: Path, sign_elsewhere: SignElsewhere, officer: Certificate
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    locked = sign_elsewhere(
        scan, tmp_path / "locked.pdf", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
    )
    session = NeverAsked(officer)
    with pytest.raises(AppError) as refused:
        sign_pdf(
            source=locked,
            session=session,
            stamp=draw_stamp(DIGITISING, name="", signing_time=NOW),
            placement=Placement(1, Rect(0, 0, 190, 34)),
            signing_time=NOW,
        )
    assert refused.value.code is Code.SIGNING_FORBIDDEN_BY_FILE


class NeverAsked(SigningSession):
    """A key that must not be used."""

    def __init__(self, certificate: Certificate) -> None:
        self._certificate = certificate

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return SignatureAlgorithm(Scheme.RSA_PKCS1, "sha256")

    def sign(self, data: bytes, digest: str = "") -> bytes:
        raise AssertionError("the key was used")


class Impostor(NeverAsked):
    """Gives out signatures that its certificate does not confirm."""

    def sign(self, data: bytes, digest: str = "") -> bytes:
        return bytes(256)


@pytest.fixture
def officer(office: Office, open_session: OpenSession) -> Certificate:
    with open_session("officer") as session:
        return session.certificate


def test_signature_that_its_certificate_does_not_confirm_never_becomes_the_target(
    make_pdf: MakePdf, tmp_path: Path, officer: Certificate
) -> None:
    target = tmp_path / "out" / "signed.pdf"
    target.parent.mkdir()
    target.write_bytes(b"what was there before")
    with pytest.raises(AppError) as refused:
        sign(make_pdf(tmp_path / "scan.pdf"), target, Impostor(officer))
    assert refused.value.code is Code.SIGNATURE_NOT_CONFIRMED
    assert target.read_bytes() == b"what was there before"
    assert list(target.parent.iterdir()) == [target]


def test_token_trouble_leaves_no_target(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    with open_session("officer") as session:
        pass
    target = tmp_path / "out" / "signed.pdf"
    with pytest.raises(AppError) as refused:
        sign(make_pdf(tmp_path / "scan.pdf"), target, session)
    assert refused.value.code in {Code.TOKEN_REMOVED, Code.TOKEN_FAILED, Code.CERTIFICATE_ABSENT}
    assert not list(target.parent.glob("*"))


@pytest.mark.parametrize(
    ("placement", "code"),
    [
        (Placement(2, Rect(0, 0, 190, 34)), Code.PAGE_ABSENT),
        (Placement(1, Rect(500, 0, 690, 34)), Code.PLACEMENT_OUTSIDE_PAGE),
    ],
)
def test_place_that_is_not_there(
    make_pdf: MakePdf, tmp_path: Path, officer: Certificate, placement: Placement, code: Code
) -> None:
    with pytest.raises(AppError) as refused:
        sign_pdf(
            source=make_pdf(tmp_path / "scan.pdf"),
            session=NeverAsked(officer),
            stamp=draw_stamp(DIGITISING, name="", signing_time=NOW),
            placement=placement,
            signing_time=NOW,
        )
    assert refused.value.code is code


def test_file_with_hybrid_cross_references_as_word_writes_them(
    tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = tmp_path / "hybrid.pdf", tmp_path / "signed.pdf"
    source.write_bytes(hybrid_pdf())
    with open_session("officer") as session:
        sign(source, target, session)
    assert check_source(target).signatures == 1
    assert "Signature is Valid." in said_by_poppler(target)


def hybrid_pdf() -> bytes:
    """A page whose file has a classic table and a cross-reference stream (ISO 32000-2, 7.5.8.4)."""
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 5 0 R>>",
        5: b"<</Length 0>>stream\n\nendstream",
    }
    out, at = b"%PDF-1.5\n", {}
    for number, body in bodies.items():
        at[number] = len(out)
        out += b"%d 0 obj%sendobj\n" % (number, body)
    stream_at = len(out)
    row = bytes([1]) + at[5].to_bytes(3, "big") + bytes([0])
    out += (
        b"4 0 obj<</Type/XRef/Size 6/W[1 3 1]/Index[5 1]/Root 1 0 R/Length 5>>stream\n"
        + row
        + b"\nendstream endobj\n"
    )
    table_at = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    for number in (1, 2, 3):
        out += b"%010d 00000 n \n" % at[number]
    out += b"%010d 00000 n \n0000000000 00000 f \n" % stream_at
    out += b"trailer<</Size 6/Root 1 0 R/XRefStm %d>>\n" % stream_at
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


def test_file_with_object_streams_and_old_version(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = tmp_path / "compact.pdf", tmp_path / "signed.pdf"
    with pikepdf.open(make_pdf(tmp_path / "scan.pdf")) as pdf:
        pdf.save(source, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    with open_session("officer") as session:
        sign(source, target, session)
    assert "Signature is Valid." in said_by_poppler(target)


def test_certificate_of_another_key_is_not_confirmed(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, officer: Certificate
) -> None:
    class Mixed(NeverAsked):
        def sign(self, data: bytes, digest: str = "") -> bytes:
            return session.sign(data, digest)

    with open_session("leader") as session, pytest.raises(AppError) as refused:
        sign(make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf", Mixed(replace(officer)))
    assert refused.value.code is Code.SIGNATURE_NOT_CONFIRMED


def test_judging_a_signature_logs_nothing_of_its_subject(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, caplog: pytest.LogCaptureFixture
) -> None:
    target = tmp_path / "signed.pdf"
    with open_session("officer") as session:
        sign(make_pdf(tmp_path / "scan.pdf"), target, session)
    with target.open("rb") as stream:
        [signature] = PdfFileReader(stream).embedded_signatures
        status = validate_pdf_signature(signature, TrustStore(anchors=()).validation_context())
    assert not status.trusted
    assert "089188004217" not in caplog.text
