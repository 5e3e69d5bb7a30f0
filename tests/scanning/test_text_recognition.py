"""What is read from made pages, by the process that reads."""

import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from app.child_process import Limits
from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.errors import AppError, Code
from app.scanning.stored_page import StoredPage
from app.scanning.text.models import models_folder
from app.scanning.text.page_text import PageText
from app.scanning.text.reader import TextReader
from tests.scanning.page_images import draw_page, picture, stored, write_page


@pytest.fixture(scope="module")
def reader() -> TextReader:
    with TextReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> StoredPage:
    return stored(draw_sample_paper(
        SamplePaper.DECISION, tmp_path_factory.mktemp("text") / "decision.jpg",
        applicant_name="Lê Thị Thu Hà", identity_number="089198001234", day=date(2026, 10, 5),
    ).file)  # fmt: skip


def test_vietnamese_is_read_with_its_marks(reader: TextReader, decision: StoredPage) -> None:
    text = reader.read(decision, dpi=200)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 128/QĐ-UBND",
        "ngày 05 tháng 10 năm 2026",
        "Lê Thị Thu Hà",
        "Trần Quốc Vượng",
    ):
        assert words in text.text
    assert text.text == unicodedata.normalize("NFC", text.text)


def test_words_lie_where_they_were_read(reader: TextReader, decision: StoredPage) -> None:
    text = reader.read(decision, dpi=200)
    pixels = np.asarray(picture(decision).convert("L"))
    assert (text.width_px, text.height_px) == pixels.shape[::-1]
    sure = [word for word in text.words if word.confidence > 80]
    assert len(sure) > 200
    for word in sure:
        inside = pixels[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert inside.min() < 140, word
    lines = list(text.lines())
    assert [line.box.top for line in lines if "Điều" in line.words[0].text] == sorted(
        line.box.top for line in lines if "Điều" in line.words[0].text
    )


def test_what_is_said_survives_the_way(reader: TextReader, decision: StoredPage) -> None:
    text = reader.read(decision, dpi=200)
    assert PageText.from_json(text.to_json()) == text


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_turned_upright(
    reader: TextReader, decision: StoredPage, tmp_path: Path, turns: int
) -> None:
    with picture(decision) as upright:
        lying = upright.rotate(90 * turns, expand=True)  # counterclockwise
    page = write_page(lying, tmp_path, dpi=200)
    assert reader.quarter_turns(page.file, dpi=200) == turns
    found = reader.read(page.file, dpi=200, turns=turns)
    assert (found.width_px, found.height_px) == (1654, 2339)
    assert "Số: 128/QĐ-UBND" in found.text


def test_nothing_is_read_from_nothing(reader: TextReader, tmp_path: Path) -> None:
    empty = write_page(Image.new("RGB", (1654, 2339), "white"), tmp_path, dpi=200)
    speck = write_page(Image.new("RGB", (60, 20), "white"), tmp_path, dpi=200)
    for page in (empty, speck):
        assert reader.read(page.file, dpi=200).words == ()
        assert reader.quarter_turns(page.file, dpi=200) == 0


def test_what_is_no_page_is_said_and_the_next_one_is_read(
    reader: TextReader, decision: StoredPage, tmp_path: Path
) -> None:
    damaged = tmp_path / "page-0001.jpg"
    damaged.write_bytes(b"\xff\xd8\xff\xe0 cut")
    for file, code in (
        (damaged, Code.IMAGE_UNREADABLE),
        (tmp_path / "page-0009.jpg", Code.FILE_MISSING),
    ):
        with pytest.raises(AppError) as error:
            reader.read(stored(file), dpi=200)
        assert error.value.code is code
    assert reader.read(decision, dpi=200).words


def test_a_language_that_is_not_there_is_said(reader: TextReader, decision: StoredPage) -> None:
    with pytest.raises(AppError) as error:
        reader.read(decision, dpi=200, language="vie+xyz")
    assert error.value.code is Code.TEXT_MODELS_ABSENT
    assert (models_folder("vie") / "vie.traineddata").is_file()


def test_a_page_that_takes_too_long_costs_that_page_alone(
    tmp_path: Path, decision: StoredPage
) -> None:
    noisy = write_page(draw_page(noise=0.9), tmp_path, dpi=200)
    with TextReader(Limits(seconds=0.05, memory=3 * 1024**3)) as hurried:
        for file in (noisy.file, decision):
            with pytest.raises(AppError) as error:
                hurried.read(file, dpi=200)
            assert error.value.code is Code.TEXT_UNREADABLE


def test_it_reads_at_the_lowest_priority_and_ends_with_the_program(decision: StoredPage) -> None:
    me = psutil.Process()
    before = set(me.children())
    with TextReader() as reader:
        reader.read(decision, dpi=200)
        [child] = set(me.children()) - before
        assert child.nice() == 19
    assert not child.is_running()


def test_a_fine_page_is_read_where_its_words_lie(
    reader: TextReader, decision: StoredPage, tmp_path: Path
) -> None:
    """Tesseract gets half of 600 dpi, and the places are those of the page."""
    with picture(decision) as whole:
        coarse = whole.crop((0, 0, whole.width, 500))
    fine = coarse.resize((coarse.width * 3, coarse.height * 3), Image.Resampling.BICUBIC)
    page, same = write_page(fine, tmp_path, dpi=600), write_page(coarse, tmp_path, dpi=200)

    text, meant = reader.read(page.file, dpi=600), reader.read(same.file, dpi=200)

    assert (text.width_px, text.height_px) == fine.size
    where = {word.text: word.box.left for word in text.words}
    placed = [word for word in meant.words if word.text in where]
    assert len(placed) > 0.9 * len(meant.words)
    unique = [each for each in placed if [w.text for w in meant.words].count(each.text) == 1]
    assert all(where[each.text] == pytest.approx(3 * each.box.left, abs=12) for each in unique)
