"""Layered pages: print stays sharp, what is coloured stays as it was, and all of it is legal."""

import io
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.scanning.compression.ink import find_ink
from app.scanning.compression.layers import group4, separate
from app.scanning.compression.steps import Compression
from app.scanning.legal_check import check_pdf
from app.scanning.pdf_builder import BuildPage, build_pdf
from app.scanning.pixels import Pixels, read_pixels
from app.scanning.stored_page import StoredPage
from tests.scanning.page_images import stored

DECISION_SEAL = (850, 1740, 1180, 2060)
"""Where the seal of the sample decision lies, in pixels."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[SamplePaper, StoredPage]:
    folder = tmp_path_factory.mktemp("papers")
    return {
        kind: stored(draw_sample_paper(
            kind, folder / f"{kind}.jpg",
            applicant_name="Lê Thị Thu Hà", identity_number="089198001234", day=date(2026, 10, 5),
        ).file)
        for kind in SamplePaper
    }  # fmt: skip


def rendered(pdf: Path, number: int = 0) -> Pixels:
    with pymupdf.open(pdf) as document:
        picture = document[number].get_pixmap(dpi=200)
    return np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, 3)


def painted(pixels: Pixels) -> Pixels:
    """What both layers show, one over the other."""
    layers, ink = separate(pixels), find_ink(pixels)
    shown = layers.paper.copy()
    shown[ink.mask > 0] = ink.colour
    return shown


def blank(colour: tuple[int, int, int] = (245, 243, 236)) -> Image.Image:
    return Image.new("RGB", (600, 400), colour)


def test_a_reader_shows_what_was_scanned(
    papers: dict[SamplePaper, StoredPage], tmp_path: Path
) -> None:
    for kind, file in papers.items():
        build_pdf([BuildPage(file, 200)], tmp_path / "paper.pdf", compression=Compression.LAYERED)
        scanned, shown = read_pixels(file), rendered(tmp_path / "paper.pdf")
        assert abs(shown.shape[0] - scanned.shape[0]) <= 1
        height, width = (min(a, b) for a, b in zip(shown.shape[:2], scanned.shape[:2], strict=True))
        difference = cv2.absdiff(
            cv2.blur(shown[:height, :width], (5, 5)), cv2.blur(scanned[:height, :width], (5, 5))
        )
        assert difference.mean() < 3, kind
        assert np.mean(difference.max(axis=2) > 60) < 0.002, kind


def test_every_page_is_legal_and_small(
    papers: dict[SamplePaper, StoredPage], tmp_path: Path
) -> None:
    pages = [BuildPage(file, 200) for file in papers.values()]
    built = build_pdf(pages, tmp_path / "paper.pdf", compression=Compression.LAYERED)
    report = check_pdf(tmp_path / "paper.pdf")
    assert report.is_legal, report
    assert built.layered
    assert built.dpi == 200
    assert built.bytes / built.pages < 110_000
    with pikepdf.open(tmp_path / "paper.pdf") as pdf:
        for page in pdf.pages:
            scan, print_ = page.Resources.XObject.Scan, page.Resources.XObject.Print
            assert (2 * scan.Width, 2 * scan.Height) == (print_.Width, print_.Height)
            assert print_.Filter == pikepdf.Name.CCITTFaxDecode  # no symbols are substituted


def test_print_is_one_colour_with_hard_edges(papers: dict[SamplePaper, StoredPage]) -> None:
    shown = painted(read_pixels(papers[SamplePaper.MARITAL_STATUS]))
    dark = shown.max(axis=2) < 60
    assert dark.mean() > 0.01
    assert len(np.unique(shown[dark].reshape(-1, 3), axis=0)) < 50


def test_the_seal_keeps_its_red(papers: dict[SamplePaper, StoredPage], tmp_path: Path) -> None:
    file = papers[SamplePaper.DECISION]
    build_pdf([BuildPage(file, 200)], tmp_path / "paper.pdf", compression=Compression.LAYERED)
    x0, y0, x1, y1 = DECISION_SEAL
    seen = []
    for pixels in (read_pixels(file), rendered(tmp_path / "paper.pdf")):
        hue, saturation, value = cv2.split(cv2.cvtColor(pixels[y0:y1, x0:x1], cv2.COLOR_RGB2HSV))
        red = (saturation > 120) & (value > 80) & ((hue < 12) | (hue > 168))
        turned = (hue[red].astype(int) + 90) % 180  # red lies at both ends of the circle
        seen.append((red.sum(), turned.mean(), saturation[red].mean()))
    (before, hue_before, strong_before), (after, hue_after, strong_after) = seen
    assert before > 5000
    assert after == pytest.approx(before, rel=0.1)
    assert hue_after == pytest.approx(hue_before, abs=2)
    assert strong_after == pytest.approx(strong_before, abs=12)


def test_what_is_not_print_stays_in_the_picture() -> None:
    page = blank()
    draw = ImageDraw.Draw(page)
    draw.text((40, 40), "Ủy ban nhân dân xã Mỹ Hòa Hưng " * 2, fill=(20, 20, 24))
    draw.line((40, 120, 300, 160), fill=(13, 61, 140), width=5)  # blue ink
    draw.line((40, 200, 300, 220), fill=(150, 150, 152), width=3)  # pencil
    draw.rectangle((400, 200, 560, 380), fill=(40, 38, 36))  # a dark photograph
    pixels = np.asarray(page, np.uint8)
    mask = find_ink(pixels).mask > 0
    assert mask[30:70, 30:400].any()
    for box in ((110, 170, 30, 310), (190, 230, 30, 310), (195, 385, 395, 565)):
        top, bottom, left, right = box
        assert not mask[top:bottom, left:right].any(), box
        kept = painted(pixels)[top:bottom, left:right]
        assert np.array_equal(kept, pixels[top:bottom, left:right])


def test_print_of_another_colour_than_the_rest_stays_in_the_picture() -> None:
    page = blank()
    draw = ImageDraw.Draw(page)
    for line in range(40, 240, 20):
        draw.text(
            (40, line), "Chúng tôi cam đoan những lời khai trên đây là đúng", fill=(10, 10, 12)
        )
    draw.rectangle((40, 300, 440, 303), fill=(120, 122, 124))  # a grey rule
    mask = find_ink(np.asarray(page, np.uint8)).mask
    assert mask[30:240].any()
    assert not mask[295:310].any()


def test_nothing_is_under_the_print(papers: dict[SamplePaper, StoredPage]) -> None:
    pixels = read_pixels(papers[SamplePaper.MARRIAGE_DECLARATION])
    paper, ink = separate(pixels).paper, find_ink(pixels)
    assert paper[ink.mask > 0].min() > 150


def test_the_mask_is_kept_bit_for_bit() -> None:
    mask = np.where(np.random.default_rng(5).random((97, 131)) < 0.2, 255, 0).astype(np.uint8)
    decoded = io.BytesIO()
    pdf = pikepdf.new()
    stream = pikepdf.Stream(
        pdf, group4(mask), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, ImageMask=True,
        Width=131, Height=97, BitsPerComponent=1, Filter=pikepdf.Name.CCITTFaxDecode,
        DecodeParms=pikepdf.Dictionary(K=-1, Columns=131, Rows=97),
    )  # fmt: skip
    pikepdf.PdfImage(stream).as_pil_image().convert("L").save(decoded, "PNG")
    shown = np.asarray(Image.open(decoded))
    assert np.array_equal(shown == 0, mask == 255)


@settings(max_examples=40, deadline=None)
@given(
    arrays(
        np.uint8,
        st.tuples(st.integers(1, 60), st.integers(1, 60), st.just(3)),
        elements=st.integers(0, 255),
    )
)
def test_any_pixels_have_layers(pixels: Pixels) -> None:
    before = pixels.copy()
    layers = separate(pixels)
    assert layers.paper.shape == pixels.shape
    assert np.array_equal(pixels, before)


def test_pictures_that_do_not_fit_become_layers(
    papers: dict[SamplePaper, StoredPage], tmp_path: Path
) -> None:
    pages = [BuildPage(file, 200) for file in papers.values()]
    loose = build_pdf(pages, tmp_path / "a.pdf", max_bytes=2_500_000)
    tight = build_pdf(pages, tmp_path / "b.pdf", max_bytes=550_000)
    assert (loose.layered, tight.layered) == (False, True)
    assert tight.bytes < 400_000
