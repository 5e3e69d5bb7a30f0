"""Files that cannot be examined: a verdict with the fitting reason, never an exception."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from signing.trust import TrustStore
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import VerificationReport
from signing.verification.verdict import verify_pdf
from tests.verification import attacks
from tests.verification.signed_files import sign
from tests.verification.throwaway_pki import ThrowawayPki

Verify = Callable[[bytes], VerificationReport]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.FILE_EMPTY),
        ("Không phải PDF".encode(), Reason.NOT_A_PDF),
        (b"PK\x03\x04" + bytes(2000), Reason.NOT_A_PDF),
        (b"%PDF-1.7\n", Reason.DAMAGED),
        (b"%PDF-1.7\n%%EOF\n", Reason.DAMAGED),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF\n", Reason.DAMAGED),
    ],
)
def test_hardly_a_file(content: bytes, reason: Reason, verify: Verify) -> None:
    report = verify(content)
    assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (reason,))


def test_a_picture_named_pdf(verify: Verify) -> None:
    """MuPDF alone would open it."""
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "JPEG")
    assert verify(picture.getvalue()).reasons == (Reason.NOT_A_PDF,)


def test_no_file(tmp_path: Path, trust: TrustStore) -> None:
    report = verify_pdf(tmp_path / "vắng.pdf", trust=trust)
    assert (report.file, report.verdict) == ("vắng.pdf", Verdict.CANNOT_VERIFY)
    assert report.reasons == (Reason.FILE_MISSING,)


def test_a_folder(tmp_path: Path, trust: TrustStore) -> None:
    assert verify_pdf(tmp_path, trust=trust).reasons == (Reason.FILE_UNREADABLE,)


@pytest.mark.parametrize("passwords", [("mở", "chủ"), ("", "chủ")])
def test_encrypted(passwords: tuple[str, str], scan: Path, tmp_path: Path, verify: Verify) -> None:
    locked = tmp_path / "khoa.pdf"
    with pikepdf.open(scan) as document:
        user, owner = passwords
        document.save(locked, encryption=pikepdf.Encryption(user=user, owner=owner))
    assert verify(locked.read_bytes()).reasons == (Reason.ENCRYPTED,)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.999])
def test_truncated(part: float, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    signed = sign(scan, pki.signer())
    report = verify(signed[: int(len(signed) * part)])
    assert report.verdict is Verdict.CANNOT_VERIFY


def test_loop_in_the_page_tree(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    report = verify(attacks.page_tree_loop(sign(scan, pki.signer())))
    assert (report.verdict, report.reasons) == (Verdict.CANNOT_VERIFY, (Reason.DAMAGED,))


class TestSloppyWriters:
    """Faults of structure that readers forgive: how far depends on what came after signing."""

    def test_faults_under_the_only_signature(self, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(sign(small_file(faulty=True), pki.signer(), strict=False))
        assert (report.verdict, report.reasons) == (Verdict.VALID, (Reason.STRUCTURE_LENIENT,))

    def test_faults_and_a_later_revision(self, pki: ThrowawayPki, verify: Verify) -> None:
        signed = sign(small_file(faulty=True), pki.signer(), strict=False)
        report = verify(sign(signed, pki.signer(), field="Second", strict=False))
        assert (report.verdict, report.reasons) == (
            Verdict.CANNOT_VERIFY,
            (Reason.STRUCTURE_FAULTY,),
        )

    def test_hybrid_file_of_a_word_processor(self, pki: ThrowawayPki, verify: Verify) -> None:
        signed = sign(small_file(hybrid=True), pki.signer(), strict=False)
        assert verify(signed).verdict is Verdict.VALID
        twice = sign(signed, pki.signer("Văn thư"), field="Second", strict=False)
        assert verify(twice).verdict is Verdict.VALID

    def test_hybrid_revision_after_signing(self, pki: ThrowawayPki, verify: Verify) -> None:
        signed = sign(small_file(), pki.signer())
        previous = int(signed.rsplit(b"startxref", 1)[1].split()[0])
        report = verify(signed + hybrid_revision(len(signed), previous))
        assert report.verdict is Verdict.CANNOT_VERIFY
        assert Reason.HYBRID_AFTER_SIGNING in report.reasons


def small_file(*, faulty: bool = False, hybrid: bool = False) -> bytes:
    """A page by hand, with an unknown marker in its table or an object hidden in a stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R >>",
        b"<< /Length 21 >>\nstream\n0 g 99 700 200 9 re f\nendstream",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    if hybrid:
        return data + hybrid_revision(len(data), None, offsets)
    start = len(data)
    unknown = b"0000000000 00000 x \n" if faulty else b""
    count = len(objects) + (2 if faulty else 1)
    data += b"xref\n0 %d\n" % count + _entries(offsets) + unknown
    data += b"trailer\n<< /Root 1 0 R /Size %d >>\n" % count
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def hybrid_revision(at: int, previous: int | None, offsets: list[int] | None = None) -> bytes:
    """A table for old readers with a stream for new ones (ISO 32000-1 §7.5.8.4), put ``at``."""
    hidden, stream_number = 40, 41
    entry = b"\x01" + at.to_bytes(4, "big") + b"\x00"
    data = b"%d 0 obj\n(hidden)\nendobj\n" % hidden
    stream_at = at + len(data)
    data += b"%d 0 obj\n<< /Type /XRef /W [ 1 4 1 ] /Index [ %d 1 ] /Size 42 /Length 6 >>\n" % (
        stream_number,
        hidden,
    )
    data += b"stream\n" + entry + b"\nendstream\nendobj\n"
    start = at + len(data)
    data += b"xref\n0 %d\n" % (len(offsets or []) + 1) + _entries(offsets or [])
    data += b"%d 2\n%010d 00000 f \n%010d 00000 n \n" % (hidden, 0, stream_at)
    prev = b"" if previous is None else b"/Prev %d" % previous
    data += b"trailer\n<< /Root 1 0 R /Size 42 /XRefStm %d %s >>\n" % (stream_at, prev)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def _entries(offsets: list[int]) -> bytes:
    used = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return b"0000000000 65535 f \n" + used
