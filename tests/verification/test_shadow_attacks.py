"""Shadow attacks (Mainka et al., NDSS 2021): prepared before the signature, sprung after it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.fields import MDPPerm

from signing.verification.reasons import GREEN, Reason, Verdict
from signing.verification.report import VerificationReport
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import ThrowawayPki

Verify = Callable[[bytes], VerificationReport]
BOX = attacks.TEXT_BOX
WIDTH, HEIGHT = BOX[2] - BOX[0], BOX[3] - BOX[1]
HARMLESS = b"1 1 1 rg 0 0 %d %d re f 0 g 10 10 60 20 re f" % (WIDTH, HEIGHT)
"""What the signer sees instead of the text below: a white box and a black bar."""
FALSE_SUM = b"1 1 1 rg 0 0 %d %d re f 0 g 150 10 90 20 re f" % (WIDTH, HEIGHT)


def opened(data: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(data))


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def form(writer: IncrementalPdfFileWriter, drawing: bytes) -> generic.IndirectObject:
    content = RawContent(drawing, box=BoxConstraints(width=WIDTH, height=HEIGHT))
    content.set_writer(writer)
    return writer.add_object(content.as_form_xobject())


@pytest.fixture(scope="module")
def covered(scan: Path) -> bytes:
    """The text lies under a cover that is drawn by the page."""
    writer = opened(scan.read_bytes())
    cover = form(writer, HARMLESS)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Resources"]["/XObject"][pdf_name("/Cover")] = cover
    writer.update_container(page["/Resources"]["/XObject"])
    drawing = b"q %f 0 0 %f 0.1 0.86 cm /Cover Do Q" % (1 / 595, 1 / 842)
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=drawing)))
    return written(writer)


def with_field(scan: Path, *, value: str = "", kind: str = "/Tx", drawing: bytes) -> bytes:
    """The text lies under a field that shows ``drawing``."""
    writer = opened(scan.read_bytes())
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name(kind),
            pdf_name("/T"): generic.pdf_string("Sum"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, BOX)),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): form(writer, drawing)}),
        }
    )
    if value:
        field[pdf_name("/V")] = generic.pdf_string(value)
    reference = writer.add_object(field)
    writer.root[pdf_name("/AcroForm")] = generic.DictionaryObject(
        {pdf_name("/Fields"): generic.ArrayObject([reference])}
    )
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Annots")] = generic.ArrayObject([reference])
    writer.update_container(page)
    writer.update_root()
    return written(writer)


def refilled(signed: bytes, *, value: str = "", drawing: bytes) -> bytes:
    writer = opened(signed)
    field = next(
        each.get_object()
        for each in writer.root["/AcroForm"]["/Fields"]
        if each.get_object()["/T"] == "Sum"
    )
    if value:
        field[pdf_name("/V")] = generic.pdf_string(value)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form(writer, drawing)})
    writer.update_container(field)
    return written(writer)


class TestHide:
    def test_a_cover_that_is_emptied(
        self, covered: bytes, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(covered, pki.signer())
        assert verify(signed).verdict is Verdict.VALID
        writer = opened(signed)
        objects = writer.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/XObject"]
        objects[pdf_name("/Cover")] = form(writer, b" ")
        writer.update_container(objects)
        report = verify(written(writer))
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert report.signatures[0].changed_pages == (1,)

    def test_a_cover_that_is_an_annotation(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(attacks.annotation(scan.read_bytes()), pki.signer())
        assert verify(signed).verdict is Verdict.VALID
        writer = opened(signed)
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[pdf_name("/Annots")] = generic.ArrayObject(list(page["/Annots"])[1:])
        writer.update_container(page)
        assert verify(written(writer)).verdict is Verdict.CONTENT_CHANGED


class TestReplace:
    """Fields that nobody locked: pyHanko's difference analysis calls it filling in a form."""

    @pytest.mark.parametrize("value", ["", "1.250.000"])
    @pytest.mark.parametrize("again", [False, True], ids=["alone", "signed over"])
    def test_a_field_that_shows_another_sum(
        self, value: str, again: bool, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(with_field(scan, value=value, drawing=HARMLESS), pki.signer())
        assert verify(signed).verdict is Verdict.VALID
        forged = refilled(signed, value=value and "9.250.000", drawing=FALSE_SUM)
        if again:
            forged = sign(forged, pki.signer("Kẻ đồng lõa"), field="Second", box=SECOND_STAMP)
        report = verify(forged)
        assert report.verdict is Verdict.CONTENT_CHANGED, report
        assert Reason.FIELD_REFILLED in report.every_reason

    def test_a_number_that_is_filled_in_again(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        """It shows more than before, nothing is covered: the value alone tells."""
        bar, longer = b"0 g 10 10 60 20 re f", b"0 g 10 10 90 20 re f"
        signed = sign(with_field(scan, value="12", drawing=bar), pki.signer())
        report = verify(refilled(signed, value="98", drawing=longer))
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert Reason.FIELD_REFILLED in report.every_reason

    def test_an_empty_field_that_was_laid_over_text(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(with_field(scan, drawing=b" "), pki.signer())
        forged = refilled(signed, value="9.250.000", drawing=FALSE_SUM)
        forged = sign(forged, pki.signer("Kẻ đồng lõa"), field="Second", box=SECOND_STAMP)
        report = verify(forged)
        assert report.verdict is Verdict.CONTENT_CHANGED
        assert Reason.FIELD_REFILLED in report.every_reason


class TestWithoutAnyRevision:
    """Nothing changes after the signature; what could show something else is named."""

    def signed(self, scan: Path, pki: ThrowawayPki, entries: dict[str, generic.PdfObject]) -> bytes:
        writer = opened(scan.read_bytes())
        for name, value in entries.items():
            writer.root[pdf_name(name)] = value
        writer.update_root()
        return sign(written(writer), pki.signer())

    def test_a_script_that_runs_on_opening(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        report = verify(sign(attacks.script_on_opening(scan.read_bytes()), pki.signer()))
        assert report.verdict not in GREEN
        assert report.reasons == (Reason.SCRIPT_ON_OPENING,)

    def test_a_script_behind_a_destination(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        script = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
        jump = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/GoTo"), pdf_name("/Next"): generic.ArrayObject([script])}
        )
        assert verify(self.signed(scan, pki, {"/OpenAction": jump})).verdict not in GREEN

    def test_opening_at_a_page_is_no_script(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        jump = generic.DictionaryObject({pdf_name("/S"): pdf_name("/GoTo")})
        assert verify(self.signed(scan, pki, {"/OpenAction": jump})).verdict is Verdict.VALID

    def test_a_form_that_the_reader_draws(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        form = generic.DictionaryObject(
            {
                pdf_name("/Fields"): generic.ArrayObject(),
                pdf_name("/XFA"): generic.pdf_string("<xdp/>"),
            }
        )
        report = verify(self.signed(scan, pki, {"/AcroForm": form}))
        assert report.verdict not in GREEN
        assert Reason.FORM_DRAWN_BY_READER in report.reasons

    def test_a_layer_that_is_off(self, scan: Path, pki: ThrowawayPki, verify: Verify) -> None:
        shown = generic.DictionaryObject({pdf_name("/BaseState"): pdf_name("/OFF")})
        layers = generic.DictionaryObject(
            {pdf_name("/OCGs"): generic.ArrayObject(), pdf_name("/D"): shown}
        )
        report = verify(self.signed(scan, pki, {"/OCProperties": layers}))
        assert report.reasons == (Reason.LAYERS_HIDDEN,)


class TestCertified:
    """Certified files (DocMDP), which tempt readers to show less."""

    @pytest.mark.parametrize("permission", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
    def test_a_note_over_the_text(
        self, permission: MDPPerm, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(scan, pki.signer(), certify=True, docmdp_permissions=permission)
        assert verify(signed).verdict is Verdict.VALID
        report = verify(attacks.annotation(signed))
        assert report.verdict is Verdict.CONTENT_CHANGED

    def test_a_signature_that_rewrites_the_text(
        self, scan: Path, pki: ThrowawayPki, verify: Verify
    ) -> None:
        signed = sign(scan, pki.signer(), certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
        forged = sign(signed, pki.signer("Kẻ đồng lõa"), field="Second", box=BOX, drawing=FALSE_SUM)
        assert verify(forged).verdict is Verdict.CONTENT_CHANGED
