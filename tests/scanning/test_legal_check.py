from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image

from app.errors import AppError, Code
from app.scanning.legal_check import LegalReason, check_pdf
from app.scanning.pdf_builder import BuildPage, build_pdf
from app.scanning.pdf_facts import read_pdf_facts
from tests.scanning.page_images import draw_page, write_page

A4_POINTS = (595.276, 841.89)


def placed(
    path: Path,
    image: Image.Image,
    *,
    page: tuple[float, float] = A4_POINTS,
    rect: tuple[float, float, float, float] | None = None,
    rotation: int = 0,
) -> Path:
    """A PDF with one picture on one page."""
    picture = path.with_suffix(".png")
    image.save(picture)
    with pymupdf.open() as document:
        sheet = document.new_page(width=page[0], height=page[1])
        sheet.insert_image(pymupdf.Rect(rect or (0, 0, *page)), filename=picture)
        sheet.set_rotation(rotation)
        document.save(path)
    return path


def reasons(path: Path) -> tuple[LegalReason, ...]:
    return check_pdf(path).reasons


def test_a_built_paper_has_nothing_against_it(pages_folder: Path) -> None:
    pages = [
        BuildPage(write_page(draw_page(size), pages_folder, dpi=200).file, 200)
        for size in ((1654, 2339), (1165, 1654), (2200, 1700))
    ]
    build_pdf(pages, pages_folder / "paper.pdf")

    report = check_pdf(pages_folder / "paper.pdf")

    assert report.reasons == ()
    assert report.is_legal
    assert [page.paper.name for page in report.pages] == ["A4", "A5", "Letter"]
    assert [page.number for page in report.pages] == [1, 2, 3]
    assert report.version == (1, 7)


def test_old_versions_are_seen(pages_folder: Path) -> None:
    page = BuildPage(write_page(draw_page(), pages_folder, dpi=200).file, 200)
    build_pdf([page], pages_folder / "paper.pdf")
    with pikepdf.open(pages_folder / "paper.pdf") as pdf:
        pdf.save(pages_folder / "old.pdf", force_version="1.3")
        pdf.Root.Version = pikepdf.Name("/1.5")
        pdf.save(pages_folder / "updated.pdf", force_version="1.3")

    assert reasons(pages_folder / "old.pdf") == (LegalReason.VERSION_TOO_OLD,)
    assert check_pdf(pages_folder / "updated.pdf").version == (1, 5)
    assert reasons(pages_folder / "updated.pdf") == ()


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_is_not_colour(tmp_path: Path, mode: str) -> None:
    path = placed(tmp_path / "grey.pdf", draw_page().convert(mode))

    assert reasons(path) == (LegalReason.NOT_COLOUR,)


@pytest.mark.parametrize(("dpi", "enough"), [(150, False), (198, False), (200, True), (300, True)])
def test_resolution_comes_from_pixels_and_placed_size(
    tmp_path: Path, dpi: int, enough: bool
) -> None:
    size = (round(8.2677 * dpi), round(11.6929 * dpi))
    path = placed(tmp_path / "scan.pdf", draw_page(size))

    report = check_pdf(path)

    assert report.pages[0].dpi == dpi
    assert report.is_legal is enough
    if not enough:
        assert report.reasons == (LegalReason.RESOLUTION_TOO_LOW,)


def test_a_rotated_page_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    path = placed(tmp_path / "turned.pdf", draw_page(), rotation=90)

    [page] = check_pdf(path).pages

    assert page.dpi == 200
    assert (round(page.width_mm), round(page.height_mm)) == (297, 210)


def test_a_shrunken_page_is_not_at_100_percent(tmp_path: Path) -> None:
    path = placed(tmp_path / "small.pdf", draw_page(), page=(500, 707))

    assert reasons(path) == (LegalReason.NOT_PAPER_SIZE,)


def test_a_picture_in_a_form_is_seen(tmp_path: Path) -> None:
    inner = placed(tmp_path / "inner.pdf", draw_page().convert("L"))
    with pymupdf.open() as outer, pymupdf.open(inner) as source:
        outer.new_page(width=A4_POINTS[0], height=A4_POINTS[1]).show_pdf_page(
            pymupdf.Rect(0, 0, *A4_POINTS), source, 0
        )
        outer.save(tmp_path / "outer.pdf")

    assert reasons(tmp_path / "outer.pdf") == (LegalReason.NOT_COLOUR,)


def test_a_page_without_a_scan_is_said(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page(width=A4_POINTS[0], height=A4_POINTS[1]).insert_text((72, 72), "x")
        document.save(tmp_path / "born.pdf")

    assert reasons(tmp_path / "born.pdf") == (LegalReason.NO_PICTURE,)
    facts = read_pdf_facts(tmp_path / "born.pdf")
    assert (facts.pages, facts.lowest_dpi, facts.colour, facts.signed) == (1, None, True, False)


def test_facts_of_a_scan(tmp_path: Path) -> None:
    facts = read_pdf_facts(placed(tmp_path / "grey.pdf", draw_page().convert("L")))

    assert (facts.pages, facts.lowest_dpi, facts.colour) == (1, 200, False)
    assert (facts.signed, facts.encrypted) == (False, False)
    assert facts.version >= (1, 4)


def test_a_signature_is_seen_even_without_its_field(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        value = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=pikepdf.String("00")
        )
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Ký"), V=value)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])
        pdf.save(tmp_path / "direct.pdf")
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[])
        pdf.Root.Kept = pdf.make_indirect(value)
        pdf.save(tmp_path / "fieldless.pdf")

    assert read_pdf_facts(tmp_path / "direct.pdf").signed
    assert read_pdf_facts(tmp_path / "fieldless.pdf").signed


def test_an_empty_signature_field_is_no_signature(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Ký"))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])
        pdf.save(tmp_path / "waiting.pdf")

    assert not read_pdf_facts(tmp_path / "waiting.pdf").signed


def test_restrictions_are_seen(tmp_path: Path, make_pdf: Callable[..., Path]) -> None:
    with pikepdf.open(make_pdf(tmp_path / "open.pdf")) as pdf:
        pdf.save(tmp_path / "restricted.pdf", encryption=pikepdf.Encryption(owner="chủ", user=""))
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="chủ", user="mở"))

    assert read_pdf_facts(tmp_path / "restricted.pdf").encrypted
    with pytest.raises(AppError) as error:
        read_pdf_facts(tmp_path / "locked.pdf")
    assert error.value.code is Code.PDF_ENCRYPTED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"\xff\xd8\xff\xe0 a picture named pdf", Code.NOT_A_PDF),
        (b"just text", Code.NOT_A_PDF),
        (b"%PDF-1.7\nno objects\n%%EOF", Code.PDF_DAMAGED),
    ],
)
def test_what_is_no_pdf_says_so(tmp_path: Path, content: bytes, code: Code) -> None:
    (tmp_path / "file.pdf").write_bytes(content)
    with pytest.raises(AppError) as error:
        read_pdf_facts(tmp_path / "file.pdf")
    assert error.value.code is code


def test_a_pdf_still_being_copied_is_not_read(
    tmp_path: Path, make_pdf: Callable[..., Path]
) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", pages=5).read_bytes()
    (tmp_path / "part.pdf").write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(AppError) as error:
        check_pdf(tmp_path / "part.pdf")
    assert error.value.code is Code.PDF_DAMAGED
