"""Files that other programs signed: a CMS object of OpenSSL, pyHanko with its own defaults."""

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, sign_pdf
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.stamp import TextStampStyle

from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Level, VerificationReport
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, STAMP, sign
from tests.verification.throwaway_pki import Holder, ThrowawayPki

Verify = Callable[..., VerificationReport]
_ROOM = 6_000
"""Hex digits that are left for the signature."""


def test_openssl(scan: Path, pki: ThrowawayPki, tmp_path: Path, verify: Verify) -> None:
    signed = signed_by_openssl(scan.read_bytes(), pki, tmp_path)
    report = verify(signed, now=None)
    assert report.verdict is Verdict.VALID, report
    assert report.signatures[0].signer == "OpenSSL"
    assert report.signatures[0].level is Level.NONE
    assert Reason.NOT_PADES in report.every_reason


@pytest.mark.parametrize("forge", [attacks.overlay, attacks.garbage_after_end, attacks.flip_bit])
def test_openssl_and_a_forger(
    forge: Callable[[bytes], bytes], scan: Path, pki: ThrowawayPki, tmp_path: Path, verify: Verify
) -> None:
    signed = signed_by_openssl(scan.read_bytes(), pki, tmp_path)
    report = verify(forge(signed), now=None)
    assert report.verdict in (Verdict.CONTENT_CHANGED, Verdict.CANNOT_VERIFY)


def test_openssl_first_and_ours_on_top(
    scan: Path, pki: ThrowawayPki, tmp_path: Path, verify: Verify
) -> None:
    signed = signed_by_openssl(scan.read_bytes(), pki, tmp_path)
    report = verify(sign(signed, pki.signer(), field="Office", box=SECOND_STAMP), now=None)
    assert report.verdict is Verdict.VALID, report


@pytest.mark.parametrize("streams", [False, True])
def test_pyhanko_as_its_documentation_does_it(
    streams: bool, scan: Path, pki: ThrowawayPki, verify: Verify
) -> None:
    from tests.verification.test_mutations import packed

    source = packed(scan) if streams else scan.read_bytes()
    for name in ("First", "Second"):
        out = BytesIO()
        sign_pdf(
            IncrementalPdfFileWriter(BytesIO(source)),
            PdfSignatureMetadata(field_name=name, reason="Phê duyệt", location="An Giang"),
            signer=pki.signer(),
            output=out,
        )
        source = out.getvalue()
    report = verify(source, now=None)
    assert report.verdict is Verdict.VALID, report


def test_pyhanko_with_its_own_stamp(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    out = BytesIO()
    PdfSigner(
        PdfSignatureMetadata(field_name="Stamped"),
        signer=pki.signer("Nguyen Van A"),
        stamp_style=TextStampStyle(stamp_text="Signed by %(signer)s\n%(ts)s"),
        new_field_spec=SigFieldSpec("Stamped", box=STAMP),
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(scan.read_bytes())), output=out)
    report = verify(out.getvalue(), now=None)
    assert report.verdict is Verdict.VALID, report


def signed_by_openssl(data: bytes, pki: ThrowawayPki, folder: Path) -> bytes:
    """A revision written by hand whose CMS object ``openssl cms`` makes."""
    prepared, before, resume = _prepared(data)
    pki.signer("OpenSSL")
    holder = pki.holders["OpenSSL"]
    (folder / "signed-part").write_bytes(prepared[:before] + prepared[resume:])
    _write(holder, folder / "holder.pem", folder / "holder.key")
    _write(pki.ca, folder / "ca.pem", folder / "ca.key")
    made = subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256",
         "-in", folder / "signed-part", "-signer", folder / "holder.pem",
         "-inkey", folder / "holder.key", "-certfile", folder / "ca.pem"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    contents = made.hex().ljust(_ROOM, "0").encode()
    return prepared[: before + 1] + contents + prepared[resume - 1 :]


def _prepared(data: bytes) -> tuple[bytes, int, int]:
    """``data`` with an empty invisible signature, and the ends of what is not signed."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    root, size = writer.root_ref.idnum, writer._lastobj_id + 1
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    pages = writer.root.raw_get("/Pages").idnum
    page = writer.root["/Pages"]["/Kids"].raw_get(0).idnum
    form, field, value = size, size + 1, size + 2
    objects = {
        root: b"<< /Type /Catalog /Pages %d 0 R /AcroForm %d 0 R >>" % (pages, form),
        form: b"<< /SigFlags 3 /Fields [ %d 0 R ] >>" % field,
        field: b"<< /FT /Sig /T (OpenSSL) /Type /Annot /Subtype /Widget /F 132 "
        b"/Rect [ 0 0 0 0 ] /P %d 0 R /V %d 0 R >>" % (page, value),
        value: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
        b"/ByteRange [ 0 %s ] /Contents <%s> >>" % (b"*" * 32, b"0" * _ROOM),
    }
    offsets, out = {}, data if data.endswith(b"\n") else data + b"\n"
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 0\n"
    for number in sorted(offsets):
        out += b"%d 1\n%010d 00000 n \n" % (number, offsets[number])
    out += b"trailer\n<< /Root %d 0 R /Size %d /Prev %d >>\n" % (root, value + 1, start)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    before = out.rindex(b"/Contents <") + len(b"/Contents ")
    resume = out.index(b">", before) + 1
    numbers = b"%d %d %d" % (before, resume, len(out) - resume)
    return out.replace(b"*" * 32, numbers.ljust(32, b" ")), before, resume


def _write(holder: Holder, certificate: Path, key: Path) -> None:
    certificate.write_bytes(holder.certificate.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        holder.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
