"""One document all its way: digitised, approved, numbered, sealed; every signature holds."""

import io
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pymupdf
import pytest
from asn1crypto import x509
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader

from app.demo.office import Office
from app.errors import AppError, Code
from app.operations.issue_file import issue_file
from app.operations.sign_files import SignedFile, Signer, SigningKit, sign_file, signing_session
from resources import resource
from signing.earlier_signatures import holds
from signing.pkcs11_device import Pkcs11Device
from signing.profiles import (
    APPENDIX,
    APPROVAL,
    CERTIFIED_COPY,
    DIGITISING,
    INCOMING,
    OPINION,
    SignatureProfile,
)
from signing.rules import visible_signatures
from signing.stamp_drawing import VIETNAM, StampDetails, draw_stamp
from signing.stamp_picture import read_picture
from signing.text_places import number_places, signer_place
from signing.trust import TrustStore
from signing.verification.reasons import Verdict
from signing.verification.worker import VerificationWorker

NO_DETAILS = StampDetails()
ORGANISATION = "Ủy ban nhân dân xã Mỹ Hòa Hưng"


def picture(colour: tuple[int, int, int], size: tuple[int, int]) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((8, 8, size[0] - 8, size[1] - 8), outline=(*colour, 255), width=9)
    output = io.BytesIO()
    image.save(output, format="PNG")
    return output.getvalue()


HAND = read_picture(picture((20, 40, 160), (500, 200)))
SEAL = read_picture(picture((200, 20, 30), (420, 420)))


@pytest.fixture
def decision(tmp_path: Path, services: Office) -> Path:
    """A decision as an office drafts it: number and date open, leader's name at the end."""
    path = tmp_path / "quyet-dinh.pdf"
    font = str(resource("fonts", "Tinos-Regular.ttf"))
    leader = services.person("leader").common_name
    with pymupdf.open() as document:
        for _ in range(2):
            document.new_page(width=595.28, height=841.89)
        for page, x, y, text in (
            (0, 90, 90, "Số:          /QĐ-UBND"),
            (0, 320, 90, "Mỹ Hòa Hưng, ngày        tháng        năm 2026"),
            (0, 240, 140, "QUYẾT ĐỊNH"),
            (0, 90, 190, "Về việc giải quyết chế độ mai táng phí đối với cựu chiến binh"),
            (1, 90, 90, "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
            (1, 380, 300, "CHỦ TỊCH"),
            (1, 360, 400, leader),
        ):
            document[page].insert_text((x, y), text, fontsize=13, fontname="tinos", fontfile=font)
        document.save(path)
    return path


@pytest.fixture
def kit(services: Office) -> Iterator[SigningKit]:
    def certificate(path: Path) -> x509.Certificate:
        return x509.Certificate.load(path.read_bytes())

    trust = TrustStore((certificate(services.root_der),), (certificate(services.intermediate_der),))
    with VerificationWorker() as verification:
        yield SigningKit(
            device=Pkcs11Device([services.module]), verification=verification, trust=trust,
            timestamper=None, check_revocation=False, now=lambda: datetime.now(UTC),
        )  # fmt: skip


Act = Callable[..., SignedFile]


@pytest.fixture
def act(kit: SigningKit, services: Office) -> Act:
    """``act(name, source, target, profile, details=…)`` by that person's token; None issues."""

    def perform(
        name: str, source: Path, target: Path, profile: SignatureProfile | None,
        details: StampDetails = NO_DETAILS,
    ) -> SignedFile:  # fmt: skip
        holder = services.person(name)
        token = next(each for each in kit.device.tokens() if each.label == holder.label)
        found = kit.device.certificates(token)
        certificate = next(each for each in found if each.serial == holder.serial)
        signer = Signer(token, certificate, services.pin, "")
        with signing_session(kit, signer) as session:
            if profile is None:
                signed = issue_file(kit=kit, session=session, source=source, details=details)
            else:
                signed = sign_file(
                    kit=kit, session=session, source=source, profile=profile, details=details
                )
        target.write_bytes(signed.pdf.content)
        return signed

    return perform


def every_signature_holds(path: Path) -> int:
    with path.open("rb") as stream:
        signatures = list(PdfFileReader(stream).embedded_signatures)
        assert all(holds(each) for each in signatures)
    # Without a look at certificates: they are of no authority that poppler knows.
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert done.stdout.count("Signature is Valid.") == len(signatures)
    return len(signatures)


def text_of(path: Path, page: int) -> str:
    with pymupdf.open(path) as document:
        return " ".join(document[page].get_text().split())


def test_digitise_approve_number_seal(decision: Path, tmp_path: Path, act: Act) -> None:
    digitised, approved, issued = (tmp_path / f"{n}.pdf" for n in ("1", "2", "3"))
    act("officer", decision, digitised, DIGITISING)
    assert every_signature_holds(digitised) == 1

    act("leader", digitised, approved, APPROVAL, StampDetails(picture=HAND))
    assert every_signature_holds(approved) == 2

    signed = act(
        "organization", approved, issued, None,
        StampDetails(organisation=ORGANISATION, number="123/QĐ-UBND", picture=SEAL),
    )  # fmt: skip
    assert every_signature_holds(issued) == 4
    assert signed.report.verdict is Verdict.VALID
    assert len(signed.report.signatures) == 4

    places = [place for place, _ in visible_signatures(issued)]
    assert [place.page for place in places] == [1, 2, 1, 2]
    leader, seal = places[1].rect, places[3].rect
    assert seal.width == pytest.approx(36 / 25.4 * 72)
    assert seal.x1 - leader.x0 == pytest.approx(leader.width / 3)
    assert (seal.y0 + seal.y1) / 2 == pytest.approx((leader.y0 + leader.y1) / 2)
    today = datetime.now(UTC).astimezone(VIETNAM)
    month = f"{today.month:02d}" if today.month < 3 else str(today.month)
    said = text_of(issued, 0)
    for written in ("123", f"{today.day:02d}", month):
        assert written in said.split()
    assert number_places(decision).number is not None


def test_the_leaders_picture_stands_between_title_and_name(
    decision: Path, tmp_path: Path, act: Act, services: Office
) -> None:
    act("leader", decision, tmp_path / "approved.pdf", APPROVAL, StampDetails(picture=HAND))
    ((place, _),) = visible_signatures(tmp_path / "approved.pdf")
    found = signer_place(decision, services.person("leader").common_name)
    assert found.title is not None
    assert place.page == found.page == 2
    assert found.name.y1 <= place.rect.y0 < place.rect.y1 <= found.title.y0
    middle = (found.name.x0 + found.name.x1 + found.title.x0 + found.title.x1) / 4
    assert (place.rect.x0 + place.rect.x1) / 2 == pytest.approx(middle, abs=1)


def test_an_issued_document_is_closed(decision: Path, tmp_path: Path, act: Act) -> None:
    approved, issued = tmp_path / "approved.pdf", tmp_path / "issued.pdf"
    act("leader", decision, approved, APPROVAL, StampDetails(picture=HAND))
    act("organization", approved, issued, None, StampDetails(picture=SEAL))
    with pytest.raises(AppError) as refused:
        act("officer", issued, tmp_path / "late.pdf", DIGITISING)
    assert refused.value.code is Code.SIGNING_FORBIDDEN_BY_FILE
    assert not (tmp_path / "late.pdf").exists()


def test_no_seal_without_the_leader(decision: Path, tmp_path: Path, act: Act) -> None:
    with pytest.raises(AppError) as refused:
        act("organization", decision, tmp_path / "issued.pdf", None, StampDetails(picture=SEAL))
    assert refused.value.code is Code.LEADER_SIGNATURE_ABSENT


def test_a_name_that_is_nowhere_is_said(tmp_path: Path, act: Act, make_pdf: Act) -> None:
    with pytest.raises(AppError) as refused:
        act(
            "leader", make_pdf(tmp_path / "scan.pdf"), tmp_path / "approved.pdf", APPROVAL,
            StampDetails(picture=HAND),
        )  # fmt: skip
    assert refused.value.code is Code.SIGNER_PLACE_ABSENT


@pytest.mark.parametrize(
    ("profile", "details", "said"),
    [
        (APPENDIX, StampDetails(number="123/QĐ-UBND"), "Số: 123/QĐ-UBND; 20"),
        (CERTIFIED_COPY, StampDetails(organisation=ORGANISATION), f"SAO Y; {ORGANISATION}; 20"),
        (OPINION, StampDetails(opinion="Đồng ý.\nChuyển phòng Tư pháp."), "Đồng ý. Chuyển phòng"),
        (
            INCOMING,
            StampDetails(
                organisation=ORGANISATION,
                number="57",
                day=date(2026, 11, 5),
                forwarded_to="Phòng Tư pháp",
                file_symbol="12/HS-TP",
            ),
            "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG ĐẾN Số: 57 Ngày: 05/11/2026 Chuyển: Phòng Tư pháp "
            "Số và ký hiệu HS: 12/HS-TP",
        ),
    ],
)
def test_what_a_stamp_says(
    profile: SignatureProfile, details: StampDetails, said: str,
    make_pdf: Callable[..., Path], tmp_path: Path, act: Act,
) -> None:  # fmt: skip
    source, target = make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf"
    act("organization", source, target, profile, details)
    assert said in text_of(target, 0)
    assert every_signature_holds(target) == 1


def test_the_decrees_size_is_kept_by_wrapping(
    make_pdf: Callable[..., Path], tmp_path: Path, act: Act
) -> None:
    target = tmp_path / "signed.pdf"
    long = "Ủy ban nhân dân xã Mỹ Hòa Hưng, thành phố Long Xuyên, tỉnh An Giang"
    act("organization", make_pdf(tmp_path / "scan.pdf"), target, CERTIFIED_COPY,
        StampDetails(organisation=long))  # fmt: skip
    with pymupdf.open(target) as document:
        spans = [
            span
            for block in document[0].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if "Mỹ Hòa Hưng" in span["text"] or "An Giang" in span["text"]
        ]
    assert {round(span["size"], 1) for span in spans} == {10.0}
    assert len(spans) > 1


def test_the_stamp_of_arrival_has_the_size_of_a_real_one(services: Office) -> None:
    """50 × 35 mm whatever it says (Phụ lục IV), its first two lines in the middle."""
    long = "Ủy ban nhân dân xã Mỹ Hòa Hưng, thành phố Long Xuyên, tỉnh An Giang" * 2
    for organisation in (ORGANISATION, long):
        stamp = draw_stamp(
            INCOMING, name="", signing_time=datetime.now(UTC),
            details=StampDetails(organisation=organisation, number="57"),
        )  # fmt: skip
        assert (stamp.width, stamp.height) == pytest.approx((50 / 25.4 * 72, 35 / 25.4 * 72))
        with pymupdf.open(stream=stamp.pdf) as document:
            lines = {
                "".join(span["text"] for span in line["spans"]): line["bbox"]
                for block in document[0].get_text("dict")["blocks"]
                for line in block["lines"]
            }
        for x0, top, x1, bottom in lines.values():
            assert 0 < x0 < x1 < stamp.width
            assert 0 < top < bottom < stamp.height
        x0, _, x1, _ = lines["ĐẾN"]
        assert (x0 + x1) / 2 == pytest.approx(stamp.width / 2, abs=0.5)
        assert lines["Số: 57"][0] == pytest.approx(lines["Chuyển: " + "." * 32][0])


def test_an_electronic_original_gets_no_sao_y(decision: Path, tmp_path: Path, act: Act) -> None:
    with pytest.raises(AppError) as refused:
        act("organization", decision, tmp_path / "copy.pdf", CERTIFIED_COPY,
            StampDetails(organisation=ORGANISATION))  # fmt: skip
    assert refused.value.code is Code.COPY_OF_ELECTRONIC_ORIGINAL


def test_what_is_missing_is_said_before_the_key_is_used(
    make_pdf: Callable[..., Path], tmp_path: Path, act: Act
) -> None:
    with pytest.raises(AppError) as refused:
        act("organization", make_pdf(tmp_path / "scan.pdf"), tmp_path / "a.pdf", APPENDIX)
    assert (refused.value.code, refused.value.facts["missing"]) == (Code.STAMP_INCOMPLETE, "number")
