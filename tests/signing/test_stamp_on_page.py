"""The stamp is drawn where it was put, upright, on pages turned and cut in every way."""

import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image, ImageChops

from app.domain.paper import Rect
from app.domain.place_template import PageCorner, PlaceTemplate
from signing.pades import sign_pdf
from signing.placement import PageGeometry, Placement, place_in_corner
from signing.places import place_by_template
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.stamp_drawing import draw_stamp
from tests.signing.conftest import OpenSession

DPI = 200
NOW = datetime(2026, 11, 23, 9, 8, 34, tzinfo=UTC)
STAMP = draw_stamp(DIGITISING, name="Nguyễn Thị Hồng Đào", signing_time=NOW)
WHOLE, CUT = [0, 0, 595, 842], [61.5, 40, 461.5, 640.25]


def paper(path: Path, *, crop: list[float], rotation: int) -> Path:
    """Three blank pages of different sizes; the second one is cut and turned."""
    with pikepdf.new() as pdf:
        for size in ((842, 1191), (595, 842), (300, 200)):
            pdf.add_blank_page(page_size=size)
        pdf.pages[1].CropBox = crop
        pdf.pages[1].Rotate = rotation
        pdf.save(path, min_version="1.7")
    return path


def drawn_by_mupdf(path: Path, page: int) -> Image.Image:
    with pymupdf.open(path) as document:
        pixels = document[page - 1].get_pixmap(dpi=DPI)
        return Image.open(BytesIO(pixels.tobytes("ppm"))).convert("RGB")


def drawn_by_poppler(path: Path, page: int) -> Image.Image:
    number = str(page)
    command = ["pdftoppm", "-r", str(DPI), "-cropbox", "-f", number, "-l", number, path]
    drawn = subprocess.run(command, capture_output=True, check=True).stdout
    return Image.open(BytesIO(drawn)).convert("RGB")


def marks(image: Image.Image) -> tuple[int, int, int, int]:
    """The smallest box round everything that is not white: left, top, right, bottom."""
    white = Image.new("RGB", image.size, "white")
    box = ImageChops.difference(image, white).getbbox()
    assert box is not None, "nothing was drawn"
    return box


def expected(rect: Rect, page: PageGeometry) -> tuple[float, float, float, float]:
    scale = DPI / 72
    top, bottom = page.height - rect.y1, page.height - rect.y0
    return (rect.x0 * scale, top * scale, rect.x1 * scale, bottom * scale)


def same_within_a_pixel(found: tuple[int, ...], wanted: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= 1.01 for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("crop", [WHOLE, CUT], ids=["whole", "cut"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_stamp_is_where_it_was_put_and_upright(
    crop: list[float], rotation: int, tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = tmp_path / "paper.pdf", tmp_path / "signed.pdf"
    pages = check_source(paper(source, crop=crop, rotation=rotation)).pages
    rect = Rect(100.3, 150.7, 100.3 + DIGITISING.width, 150.7 + DIGITISING.height)
    with open_session("ec_p256") as session:
        signed = sign_pdf(
            source=source,
            session=session,
            stamp=STAMP,
            placement=Placement(2, rect),
            signing_time=NOW,
        )
        target.write_bytes(signed.content)
    for draw in (drawn_by_mupdf, drawn_by_poppler):
        image = draw(target, 2)
        wanted = expected(rect, pages[1])
        assert same_within_a_pixel(marks(image), wanted), draw
        assert looks_like_the_stamp(image.crop([round(edge) for edge in wanted]))
    for untouched in (1, 3):
        blank = drawn_by_mupdf(target, untouched)
        assert blank.getextrema() == ((255, 255),) * 3


def looks_like_the_stamp(seen: Image.Image) -> bool:
    """Close to the stamp itself, and closer than when turned upside down."""
    with pymupdf.open(stream=STAMP.pdf) as document:
        pixels = document[0].get_pixmap(dpi=DPI)
        stamp = Image.open(BytesIO(pixels.tobytes("ppm"))).convert("L")
    seen = seen.convert("L").resize(stamp.size)

    def distance(other: Image.Image) -> float:
        histogram = ImageChops.difference(seen, other).histogram()
        return sum(value * count for value, count in enumerate(histogram)) / sum(histogram)

    return distance(stamp) < 0.5 * distance(stamp.rotate(180))


@pytest.mark.parametrize("crop", [WHOLE, CUT], ids=["whole", "cut"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("corner", list(PageCorner))
def test_a_remembered_place_is_where_it_is_drawn_on_papers_of_other_sizes(
    crop: list[float], rotation: int, corner: PageCorner, tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = tmp_path / "paper.pdf", tmp_path / "signed.pdf"
    facts = check_source(paper(source, crop=crop, rotation=rotation))
    wide, high = 842.0, 1191.0
    x = 31.4 if corner.left else wide - 31.4 - STAMP.width
    y = high - 45.6 - STAMP.height if corner.top else 45.6
    sizes = [(wide, high), (wide, high), (wide, high)]
    learnt = PlaceTemplate.learnt(2, Rect(x, y, x + STAMP.width, y + STAMP.height), sizes)
    placement = place_by_template(learnt, STAMP, source=source, facts=facts)
    assert placement.page == 2
    with open_session("ec_p256") as session:
        signed = sign_pdf(
            source=source,
            session=session,
            stamp=STAMP,
            placement=placement,
            signing_time=NOW,
        )
        target.write_bytes(signed.content)
    page, scale = facts.pages[1], DPI / 72
    left = 31.4 if corner.left else page.width - 31.4 - STAMP.width
    top = 45.6 if corner.top else page.height - 45.6 - STAMP.height
    wanted = tuple(each * scale for each in (left, top, left + STAMP.width, top + STAMP.height))
    for draw in (drawn_by_mupdf, drawn_by_poppler):
        assert same_within_a_pixel(marks(draw(target, 2)), wanted), draw


def test_rule_is_kept_on_a_turned_page_measured_in_larger_units(
    tmp_path: Path, open_session: OpenSession
) -> None:
    source, target = tmp_path / "paper.pdf", tmp_path / "signed.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 420))
        pdf.pages[0].UserUnit = 2
        pdf.pages[0].Rotate = 90
        pdf.save(source, min_version="1.7")
    pages = check_source(source).pages
    placement = place_in_corner(DIGITISING, pages)
    with open_session("ec_p256") as session:
        signed = sign_pdf(
            source=source,
            session=session,
            stamp=STAMP,
            placement=placement,
            signing_time=NOW,
        )
        target.write_bytes(signed.content)
    wanted = expected(placement.rect, pages[0])
    assert same_within_a_pixel(marks(drawn_by_mupdf(target, 1)), wanted)
