"""Files that nobody tampered with: green, or the amber that the standard itself asks for."""

import math
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from app.domain.paper import Rect
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import (
    Coverage,
    Integrity,
    Kind,
    Level,
    Validity,
    VerificationReport,
)
from tests.verification.signed_files import SECOND_STAMP, STAMP, sign
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Verify = Callable[[bytes], VerificationReport]
NUMBER_BOX = (300, 600, 420, 625)
SEAL = b"0.8 0 0 RG 2 w 5 5 110 110 re S 15 15 90 90 re S 30 50 m 90 50 l S"
"""A seal as a colleague's program draws it: red lines, paper between them."""


def test_no_signature(scan: Path, verify: Verify) -> None:
    report = verify(scan.read_bytes())
    assert (report.verdict, report.signatures, report.reasons) == (Verdict.NOT_SIGNED, (), ())


def test_one_signature(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    data = sign(scan, pki.signer())
    report = verify(data)
    assert (report.file, report.verdict) == ("kiem-tra.pdf", Verdict.VALID)
    (found,) = report.signatures
    assert (found.field, found.kind) == ("OfficerSignature", Kind.SIGNATURE)
    assert (found.signer, found.issuer) == ("Nguyễn Thị Hồng Đào", "CA kiểm thử")
    assert found.unit == "UBND xã Mỹ Hòa Hưng, UBND tỉnh An Giang"
    assert found.serial == f"{pki.signer().signing_cert.serial_number:x}"
    assert (found.signed_at, found.judged_at, found.timestamped_at) == (NOW, NOW, None)
    assert (found.integrity, found.validity) == (Integrity.INTACT, Validity.VALID)
    assert (found.level, found.coverage) == (Level.B_B, Coverage.WHOLE_FILE)
    assert (found.page, found.rect) == (1, Rect(*STAMP))
    assert found.signed_bytes == len(data)
    assert found.reasons == (Reason.REVOCATION_UNKNOWN, Reason.TIME_NOT_PROVEN)
    assert VerificationReport.from_json(report.to_json()) == report


def test_invisible_signature(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    report = verify(sign(scan, pki.signer(), box=None))
    assert report.verdict is Verdict.VALID
    assert (report.signatures[0].page, report.signatures[0].rect) == (0, None)


@pytest.mark.parametrize(
    ("rotation", "shown"),
    [
        (90, Rect(780, 365.276, 820, 555.276)),
        (180, Rect(365.276, 21.89, 555.276, 61.89)),
        (270, Rect(21.89, 40, 61.89, 230)),
    ],
)
def test_place_on_a_turned_page(
    rotation: int,
    shown: Rect,
    tmp_path: Path,
    make_pdf: Callable[..., Path],
    pki: ThrowawayPki,
    verify: Verify,
) -> None:
    turned = make_pdf(tmp_path / "xoay.pdf", text="Quay", rotation=rotation)
    signed = sign(turned, pki.signer())
    found = verify(sign(signed, pki.signer(), field="Second", box=SECOND_STAMP))
    assert found.verdict is Verdict.VALID
    rect = found.signatures[0].rect
    assert rect is not None
    assert (rect.x0, rect.y0, rect.x1, rect.y1) == pytest.approx(
        (shown.x0, shown.y0, shown.x1, shown.y1)
    )


def test_two_signatures_side_by_side(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    first = sign(scan, pki.signer())
    report = verify(
        sign(first, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP, page=1)
    )
    assert report.verdict is Verdict.VALID
    officer, leader = report.signatures
    assert (officer.coverage, leader.coverage) == (Coverage.REVISION, Coverage.WHOLE_FILE)
    assert (officer.integrity, officer.signed_bytes) == (Integrity.INTACT, len(first))
    assert (officer.page, leader.page, leader.signer) == (1, 2, "Trần Quốc Vượng")


def test_seal_across_the_leaders_signature(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    """As Nghị định 30/2020 asks: a third of the signature lies under the seal."""
    first = sign(scan, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP)
    box = (240, 50, 360, 170)
    report = verify(sign(first, pki.signer("UBND xã"), field="Seal", box=box, drawing=SEAL))
    assert report.verdict is Verdict.VALID


def seal_with_a_star() -> bytes:
    """36 mm across, two rings and a filled star, as the seals of the People's Committees have."""
    middle, radius = 51.0, 18.0
    points = [
        (
            middle + (radius if corner % 2 == 0 else radius * 0.4) * math.sin(corner * math.pi / 5),
            middle + (radius if corner % 2 == 0 else radius * 0.4) * math.cos(corner * math.pi / 5),
        )
        for corner in range(10)
    ]
    star = " ".join(
        f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(points)
    )
    rings = ""
    for size in (49.0, 36.0):
        low, high, k = middle - size, middle + size, size * 0.5523
        up, down = middle + k, middle - k
        rings += (
            f"{high} {middle} m {high} {up} {up} {high} {middle} {high} c "
            f"{down} {high} {low} {up} {low} {middle} c {low} {down} {down} {low} {middle} {low} c "
            f"{up} {low} {high} {down} {high} {middle} c S "
        )
    return f"0.8 0.05 0.1 RG 0.8 0.05 0.1 rg 2 w {rings} {star} f".encode()


@pytest.mark.parametrize("x", range(70, 210, 14))
def test_seal_with_a_star_on_a_line_of_text(
    x: int, scan: Path, pki: ThrowawayPki, verify: Verify
) -> None:
    """Worth a remark, wherever the star falls; no forgery."""
    first = sign(scan, pki.signer())
    box = (x, 695, x + 102, 797)
    drawing = seal_with_a_star()
    report = verify(sign(first, pki.signer("UBND xã"), field="Seal", box=box, drawing=drawing))
    assert report.verdict is Verdict.VALID_STRUCTURE_CHANGED, report.signatures[0].reasons
    assert Reason.CONTENT_PAINTED_OVER in report.signatures[0].reasons


def test_seal_across_a_line_of_text(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    first = sign(scan, pki.signer())
    box = (100, 700, 220, 820)
    report = verify(sign(first, pki.signer("UBND xã"), field="Seal", box=box, drawing=SEAL))
    assert report.verdict is Verdict.VALID_STRUCTURE_CHANGED
    assert report.signatures[0].reasons[0] is Reason.CONTENT_PAINTED_OVER


class TestFields:
    """Fields made before the first signature, with a number to be filled in later."""

    @pytest.fixture
    def prepared(self, scan: Path) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(scan.read_bytes()))
        lock = FieldMDPSpec(FieldMDPAction.INCLUDE, ["Officer"])
        append_signature_field(writer, SigFieldSpec("Officer", box=STAMP, field_mdp_spec=lock))
        number = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.pdf_string("Number"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, NUMBER_BOX)),
                pdf_name("/F"): generic.NumberObject(4),
            }
        )
        reference = writer.add_object(number)
        writer.root["/AcroForm"]["/Fields"].append(reference)
        writer.root["/Pages"]["/Kids"][0]["/Annots"].append(reference)
        return _written(writer)

    def fill(self, data: bytes, text: str) -> bytes:
        """``text`` as the value, and a bar as long as it says."""
        writer = IncrementalPdfFileWriter(BytesIO(data))
        field = next(
            each.get_object()
            for each in writer.root["/AcroForm"]["/Fields"]
            if each.get_object()["/T"] == "Number"
        )
        drawing = RawContent(
            b"0 g 10 5 %d 15 re f" % int(text), box=BoxConstraints(width=120, height=25)
        )
        drawing.set_writer(writer)
        form = writer.add_object(drawing.as_form_xobject())
        field[pdf_name("/V")] = generic.pdf_string(text)
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
        writer.update_container(field)
        return _written(writer)

    def test_filled_and_signed_over(
        self, prepared: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(prepared, pki.signer(), field="Officer", existing=True)
        filled = self.fill(signed, "12")
        report = verify(sign(filled, pki.signer("UBND xã"), field="Seal", box=SECOND_STAMP))
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].reasons[0] is Reason.FIELD_FILLED

    def test_filled_after_the_last_signature(
        self, prepared: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        report = verify(
            self.fill(sign(prepared, pki.signer(), field="Officer", existing=True), "12")
        )
        assert report.verdict is Verdict.VALID_STRUCTURE_CHANGED
        assert report.reasons == (Reason.CHANGED_SINCE_LAST_SIGNATURE,)


class TestLongTerm:
    """Levels above B-B, with the file's own revocation answers and no network."""

    @pytest.fixture
    def stamped(self, scan: Path, pki: ThrowawayPki) -> bytes:
        return sign(scan, pki.signer(), time_stamper=pki.time_stamper(NOW))

    def with_store(self, data: bytes, pki: ThrowawayPki) -> bytes:
        stream = BytesIO(data)
        DocumentSecurityStore.add_dss(
            stream,
            sig_contents=None,
            certs=[pki.ca.asn1],
            crls=[
                pki.revocation_list(issuer=pki.root, at=NOW),
                pki.revocation_list(issuer=pki.ca, at=NOW),
            ],
        )
        return stream.getvalue()

    def test_b_t(self, stamped: bytes, verify: Verify) -> None:
        report = verify(stamped)
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].level is Level.B_T
        assert report.signatures[0].timestamped_at == NOW

    def test_b_lt(self, stamped: bytes, pki: ThrowawayPki, verify: Verify) -> None:
        report = verify(self.with_store(stamped, pki))
        assert report.verdict is Verdict.VALID
        assert report.every_reason == ()
        assert report.signatures[0].level is Level.B_LT

    def test_b_lta(self, stamped: bytes, pki: ThrowawayPki, verify: Verify) -> None:
        writer = IncrementalPdfFileWriter(BytesIO(self.with_store(stamped, pki)))
        out = PdfTimeStamper(pki.time_stamper(NOW)).timestamp_pdf(writer, "sha256")
        report = verify(out.getvalue())
        assert report.verdict is Verdict.VALID
        signature, stamp = report.signatures
        assert (signature.level, stamp.kind) == (Level.B_LTA, Kind.TIMESTAMP)
        assert (stamp.coverage, stamp.timestamped_at) == (Coverage.WHOLE_FILE, NOW)


def test_older_cms_format_is_said(scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
    report = verify(sign(scan, pki.signer(), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
    assert report.verdict is Verdict.VALID
    assert report.signatures[0].level is Level.NONE
    assert Reason.NOT_PADES in report.every_reason


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
