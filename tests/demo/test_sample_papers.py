from datetime import date
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from app.demo.sample_papers import SamplePaper, SampleScan, draw_sample_paper
from app.domain.dossier import Gender
from app.domain.identity import check_number, parse_card
from app.scanning.legal_check import check_pdf
from app.scanning.page_files import read_page
from app.scanning.pdf_builder import BuildPage, build_pdf
from tests.scanning.page_images import stored


def draw(kind: SamplePaper, target: Path, name: str = "Huỳnh Thị Ngọc Hân") -> SampleScan:
    return draw_sample_paper(
        kind,
        target,
        applicant_name=name,
        identity_number="089193004321",
        born=date(1993, 5, 12),
        gender=Gender.FEMALE,
    )


def share_of(file: Path, reddish: bool) -> float:
    """The share of pixels that are clearly red, or clearly blue."""
    with Image.open(file) as image:
        small = image.resize((image.width // 4, image.height // 4))
    red, _, blue = small.split()
    pixels = list(zip(red.tobytes(), blue.tobytes(), strict=True))
    return sum((r - b if reddish else b - r) > 60 for r, b in pixels) / len(pixels)


@pytest.mark.parametrize("kind", SamplePaper)
def test_every_paper_is_a_scan_fit_for_the_counter(tmp_path: Path, kind: SamplePaper) -> None:
    page = draw(kind, tmp_path / "page-0001.jpg")

    found = read_page(stored(page.file))
    assert (found.width_px, found.height_px, found.dpi) == (page.width_px, page.height_px, page.dpi)
    build_pdf([BuildPage(stored(page.file), page.dpi)], tmp_path / "paper.pdf")
    assert check_pdf(tmp_path / "paper.pdf").is_legal


def test_decisions_bear_a_red_seal_and_a_blue_signature(tmp_path: Path) -> None:
    decision = draw(SamplePaper.DECISION, tmp_path / "decision.jpg").file
    declaration = draw(SamplePaper.MARRIAGE_DECLARATION, tmp_path / "declaration.jpg").file

    assert share_of(decision, reddish=True) > 0.001
    assert share_of(declaration, reddish=True) < 0.0001
    assert share_of(decision, reddish=False) > 0.0001


def test_the_same_paper_is_the_same_file(tmp_path: Path) -> None:
    first = draw(SamplePaper.MARITAL_STATUS, tmp_path / "1.jpg").file
    second = draw(SamplePaper.MARITAL_STATUS, tmp_path / "2.jpg").file
    other = draw(SamplePaper.MARITAL_STATUS, tmp_path / "3.jpg", name="Lê Văn Bảy").file

    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_a_long_name_still_fits(tmp_path: Path) -> None:
    name = "Nguyễn Phước Công Huyền Tôn Nữ Hoàng Thiên Hương"
    for kind in SamplePaper:
        draw(kind, tmp_path / f"{kind}.jpg", name=name)


def test_the_card_can_be_read_by_its_qr_code(tmp_path: Path) -> None:
    page = draw(SamplePaper.IDENTITY_CARD, tmp_path / "card.jpg")

    pixels = pymupdf.Pixmap(str(page.file))
    text, *_ = pymupdf.mupdf.fz_decode_barcode_from_pixmap2(pixels.this, 0)
    card = parse_card(text)

    assert card.number == "089193004321"
    assert card.full_name == "HUỲNH THỊ NGỌC HÂN"
    assert card.address == "Ấp Mỹ An 1, xã Mỹ Hòa Hưng, tỉnh An Giang"
    assert (card.born, card.gender) == (date(1993, 5, 12), Gender.FEMALE)
    assert check_number(card.number, card.born, card.gender) == ()
