"""Words under the picture: others find them where they are written, and nothing shows."""

import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest
from PIL import Image, ImageDraw

from app.scanning.legal_check import check_pdf
from app.scanning.pdf_builder import BuildPage, build_pdf
from app.scanning.text.page_text import Box, PageText, Word
from tests.scanning.page_images import write_page

WORDS = (
    Word("Ủy", Box(200, 300, 260, 340), 1, 90),
    Word("ban", Box(275, 300, 350, 340), 1, 90),
    Word("xã", Box(200, 400, 250, 440), 2, 90),
    Word("Mỹ", Box(265, 400, 330, 440), 2, 90),
    Word("Hưng😀", Box(345, 400, 470, 440), 2, 90),
)
TEXT = PageText(1654, 2339, WORDS)
DPI = 200


def marked_page(turns: int) -> Image.Image:
    """A page with a black mark where each word lies, lying as ``turns`` quarters would right it."""
    page = Image.new("RGB", (TEXT.width_px, TEXT.height_px), "white")
    for word in WORDS:
        box = (word.box.left, word.box.top, word.box.right - 1, word.box.bottom - 1)
        ImageDraw.Draw(page).rectangle(box, fill="black")
    return page.rotate(90 * turns, expand=True)


def build(folder: Path, turns: int = 0, text: PageText | None = TEXT) -> Path:
    page = write_page(marked_page(turns), folder, dpi=DPI)
    build_pdf([BuildPage(page.file, DPI, 90 * turns, text=text)], folder / "paper.pdf")
    return folder / "paper.pdf"


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_words_lie_over_their_marks(tmp_path: Path, turns: int) -> None:
    pdf = build(tmp_path, turns)
    with pymupdf.open(pdf) as document:
        page = document[0]
        found = page.get_text("words")
        assert [word[4] for word in found] == ["Ủy", "ban", "xã", "Mỹ", "Hưng"]
        picture = page.get_pixmap(dpi=DPI)
        pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, 3)
    for (left, top, right, bottom, *_), word in zip(found, WORDS, strict=True):
        scale = DPI / 72
        wanted = (word.box.left, word.box.top, word.box.right, word.box.bottom)
        shown = [each * scale for each in (left, top, right, bottom)]
        assert shown == pytest.approx(wanted, abs=3)
        middle = pixels[round((shown[1] + shown[3]) / 2), round((shown[0] + shown[2]) / 2)]
        assert middle.max() < 60


def test_poppler_reads_line_by_line(tmp_path: Path) -> None:
    said = subprocess.run(
        ["pdftotext", "-layout", build(tmp_path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split() for line in said.splitlines() if line.strip()] == [
        ["Ủy", "ban"],
        ["xã", "Mỹ", "Hưng"],
    ]


def test_nothing_shows(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    pictures = []
    for pdf in (build(tmp_path), build(tmp_path / "bare", text=None)):
        with pymupdf.open(pdf) as document:
            pictures.append(document[0].get_pixmap(dpi=100).samples)
    assert pictures[0] == pictures[1]


def test_the_file_is_legal_and_its_font_embedded(tmp_path: Path) -> None:
    pdf = build(tmp_path)
    assert check_pdf(pdf).is_legal
    checked = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    [line] = fonts.splitlines()[2:]
    assert line.split()[-5:-2] == ["yes", "no", "yes"]  # embedded, no subset, has Unicode
    with pikepdf.open(pdf) as opened:
        assert opened.pages[0].Contents.Filter == pikepdf.Name.FlateDecode


def test_words_count_for_the_size(tmp_path: Path) -> None:
    many = PageText(1654, 2339, WORDS * 400)
    plain, worded = build(tmp_path, text=None).stat().st_size, 0
    worded = build(tmp_path, text=many).stat().st_size
    assert 0 < worded - plain < len(many.words) * 40
