"""What scanned pages weigh and where they fall short, by their headers alone."""

from pathlib import Path

from PIL import Image

from app.domain.scan import ScannedPage
from app.operations.measure_pages import expected_bytes, measure_page
from app.scanning.legal_check import LegalReason
from app.scanning.pdf_builder import BuildPage, build_pdf
from tests.scanning.page_images import folders_in, stored, write_page


def draw(folder: Path, mode: str = "RGB", size: tuple[int, int] = (1654, 2339)) -> ScannedPage:
    name = write_page(Image.new(mode, size), folder, dpi=200).file.name
    return ScannedPage(name, name, *size, 200)


def test_a_plain_page_has_nothing_against_it(tmp_path: Path) -> None:
    measured = measure_page(folders_in(tmp_path), draw(tmp_path))
    assert (measured.reasons, measured.dpi, measured.paper.name) == ((), 200, "A4")


def test_each_shortcoming_is_named(tmp_path: Path) -> None:
    grey = measure_page(folders_in(tmp_path), draw(tmp_path, "L"))
    odd = measure_page(folders_in(tmp_path), draw(tmp_path, size=(1000, 1000)))
    coarse = measure_page(
        folders_in(tmp_path), ScannedPage("1", draw(tmp_path).file, 827, 1170, 100)
    )
    assert grey.reasons == (LegalReason.NOT_COLOUR,)
    assert odd.reasons == (LegalReason.NOT_PAPER_SIZE,)
    assert coarse.reasons == (LegalReason.RESOLUTION_TOO_LOW,)


def test_the_estimate_is_the_built_file_with_room_for_its_signature(tmp_path: Path) -> None:
    pages = [draw(tmp_path), draw(tmp_path)]
    built = build_pdf(
        [BuildPage(stored(tmp_path / p.file), p.dpi) for p in pages], tmp_path / "a.pdf"
    )
    expected = expected_bytes([measure_page(folders_in(tmp_path), page) for page in pages])
    assert 0 <= expected - built.bytes <= 152_000
    assert expected_bytes([]) == 0
