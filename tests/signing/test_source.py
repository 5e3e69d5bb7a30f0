"""Files that may be signed, and every kind that may not, told apart before a PIN is asked."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.placement import PageGeometry
from signing.source import Active, check_source
from tests.signing.conftest import SignElsewhere

MakePdf = Callable[..., Path]


def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as refused:
        check_source(path)
    return refused.value


def test_scan_is_measured_as_it_is_shown(make_pdf: MakePdf, tmp_path: Path) -> None:
    facts = check_source(make_pdf(tmp_path / "scan.pdf", pages=2, rotation=270, size=(200, 300)))
    page = PageGeometry(Rect(0, 0, 200, 300), 270)
    assert facts.pages == (page, page)
    assert (page.width, page.height) == (300, 200)
    assert (facts.signatures, facts.active) == (0, frozenset())


def test_boxes_are_inherited_cut_to_the_paper_and_put_in_order(tmp_path: Path) -> None:
    path = tmp_path / "boxes.pdf"
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(100, 100))
        tree = pdf.Root.Pages
        tree.MediaBox = [300, 400, 0, 0]
        tree.Rotate = -90
        inheriting, cut, scaled = pdf.pages
        for page in pdf.pages:
            del page.MediaBox
        cut.CropBox = [-50, 20, 250, 900]
        cut.Rotate = 450
        scaled.UserUnit = 2.5
        pdf.save(path)
    assert check_source(path).pages == (
        PageGeometry(Rect(0, 0, 300, 400), 270),
        PageGeometry(Rect(0, 20, 250, 400), 90),
        PageGeometry(Rect(0, 0, 300, 400), 270, unit=2.5),
    )
    assert inheriting is not None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"just text", Code.NOT_A_PDF),
        (b"\xff\xd8\xff\xe0JFIF" + bytes(2000), Code.NOT_A_PDF),
        (b"%PDF-1.7\n", Code.PDF_DAMAGED),
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 50 + b"startxref\n9\n%%EOF", Code.PDF_DAMAGED),
    ],
)
def test_bytes_that_are_no_whole_pdf(tmp_path: Path, content: bytes, code: Code) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    assert refusal(path).code is code


def test_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.pdf").code is Code.FILE_MISSING
    assert refusal(tmp_path).code is Code.FILE_UNREADABLE


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_file_cut_short(make_pdf: MakePdf, tmp_path: Path, keep: float) -> None:
    content = make_pdf(tmp_path / "scan.pdf").read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(content[: int(len(content) * keep)])
    assert refusal(cut).code is Code.PDF_DAMAGED


@pytest.mark.parametrize("user", ["secret", ""])
def test_encrypted_file_even_with_an_empty_password(
    make_pdf: MakePdf, tmp_path: Path, user: str
) -> None:
    path = tmp_path / "encrypted.pdf"
    with pikepdf.open(make_pdf(tmp_path / "scan.pdf")) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=user))
    assert refusal(path).code is Code.PDF_ENCRYPTED


@pytest.mark.parametrize("user", ["secret", ""])
def test_encrypted_file_whose_settings_lie_in_the_trailer(
    make_pdf: MakePdf, tmp_path: Path, user: str
) -> None:
    path = tmp_path / "encrypted.pdf"
    with pymupdf.open(make_pdf(tmp_path / "scan.pdf")) as pdf:
        pdf.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw=user)
    assert refusal(path).code is Code.PDF_ENCRYPTED


def test_page_tree_that_runs_in_circles(tmp_path: Path) -> None:
    path = tmp_path / "circle.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        pdf.save(path)
    assert refusal(path).code is Code.PDF_DAMAGED


def test_file_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    assert refusal(path).code is Code.PDF_DAMAGED


def test_scripts_and_dynamic_forms_are_told(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = tmp_path / "active.pdf"
    with pikepdf.open(make_pdf(tmp_path / "scan.pdf")) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.OpenAction = script
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>")
        )
        pdf.save(path)
    assert check_source(path).active == {Active.XFA, Active.JAVASCRIPT}


def test_earlier_signature_that_allows_another(
    make_pdf: MakePdf, tmp_path: Path, sign_elsewhere: SignElsewhere
) -> None:
    signed = sign_elsewhere(make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf")
    assert check_source(signed).signatures == 1


@pytest.mark.parametrize(
    ("reason", "how"),
    [
        ("certified", {"certify": True, "docmdp_permissions": MDPPerm.NO_CHANGES}),
        ("certified", {"certify": True, "docmdp_permissions": MDPPerm.FILL_FORMS}),
        ("locked", {"lock": FieldMDPSpec(FieldMDPAction.ALL)}),
        ("locked", {"lock": FieldMDPSpec(FieldMDPAction.EXCLUDE, ["Number"])}),
        (
            "locked",
            {
                "lock": FieldMDPSpec(FieldMDPAction.INCLUDE, ["Elsewhere"]),
                "docmdp_permissions": MDPPerm.NO_CHANGES,
            },
        ),
        (
            "locked",
            {
                "lock": FieldMDPSpec(FieldMDPAction.INCLUDE, ["Elsewhere"]),
                "docmdp_permissions": MDPPerm.FILL_FORMS,
            },
        ),
    ],
)
def test_earlier_signature_that_forbids_another(
    make_pdf: MakePdf,
    tmp_path: Path,
    sign_elsewhere: SignElsewhere,
    reason: str,
    how: dict[str, object],
) -> None:
    signed = sign_elsewhere(make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf", **how)
    refused = refusal(signed)
    assert refused.code is Code.SIGNING_FORBIDDEN_BY_FILE
    assert refused.facts == {"reason": reason}


def test_earlier_signature_that_is_broken_already(
    make_pdf: MakePdf, tmp_path: Path, sign_elsewhere: SignElsewhere
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    signed = sign_elsewhere(scan, tmp_path / "signed.pdf")
    content = signed.read_bytes()
    signed.write_bytes(content.replace(b"/BitsPerComponent 8", b"/BitsPerComponent 4"))
    assert refusal(signed).facts == {"reason": "broken"}


def test_earlier_signature_of_no_known_kind(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = tmp_path / "old.pdf"
    with pikepdf.open(make_pdf(tmp_path / "scan.pdf")) as pdf:
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            SubFilter=pikepdf.Name("/adbe.x509.rsa_sha1"),
            Contents=b"\x04\x10" + bytes(16),
            ByteRange=pikepdf.Array([0, 10, 20, 10]),
        )
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Sig, T=pikepdf.String("Old"), V=pdf.make_indirect(signature)
        )
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))
        pdf.save(path)
    refused = refusal(path)
    assert refused.code is Code.SIGNING_FORBIDDEN_BY_FILE
    assert refused.facts == {"reason": "unreadable"}
